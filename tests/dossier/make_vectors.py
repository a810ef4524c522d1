"""Write vectors/dossier.zip and vectors/dossier.json from fixed keys.

Run `PYTHONPATH=src python -m tests.dossier.make_vectors`.  The zip's packing may differ from
one zlib to another; its files never do, and a test says so.
"""

from collections.abc import Sequence
from pathlib import Path

from sealbench import canon, clock
from sealbench.canon import JSONValue
from sealbench.dossier import write_dossier
from tests.dossier.story import GENESIS, dossier, whole
from tests.dossier.verdicts import judge
from tests.seal.make_vectors import to_text
from tests.statement.samples import h

FOLDER = Path(__file__).parents[2] / "vectors"
WHOLE = dossier(whole().payloads)

Step = str | int

# Where in dossier.json, what stands there instead, and which checks fail.
TAMPERED: Sequence[tuple[str, Sequence[Step], JSONValue, Sequence[str]]] = (
    ("another time of an event", ("events", 6, "payload", "at"), "2024-02-28T09:00:01Z",
     ["commitments"]),
    ("another purpose", ("events", 7, "payload", "purpose"), "repair",
     ["commitments", "signatures"]),
    ("another salt", ("events", 6, "r"), h("another salt"), ["commitments"]),
    ("another leaf", ("events", 6, "leaf"), WHOLE.entries[5].leaf.decode(),
     ["commitments", "numbers", "inclusion"]),
    ("another secret", ("subject", "secret"), h("another secret"), ["numbers"]),
    ("another count", ("count",), 20, ["numbers"]),
    ("another place", ("events", 4, "index"), 2, ["inclusion"]),
    ("another number", ("job", "number"), 1002, ["job"]),
    ("another state", ("job", "state"), "in service", ["job"]),
    ("another time of making", ("made_at",), "2030-01-01T00:00:00Z", ["times"]),
    ("another text stated", ("events", 15, "payload", "text", "body"), "I keep what I like.\n",
     ["commitments", "signatures", "attestations"]),
    ("a statement of somebody else", ("events", 16, "payload", "actor", "id"),
     WHOLE.entries[15].actor["id"], ["commitments", "signatures", "attestations"]),
    ("another statement named at the close", ("events", 17, "payload", "attested"), [],
     ["commitments", "attestations"]),
    ("a directory left out", ("directories",), [WHOLE.directories[1].to_json()],
     ["directories", "signatures", "attestations"]),
)  # fmt: skip


def vectors() -> dict[str, JSONValue]:
    """The story's expected report, and what is found when a field is another."""
    tampered: list[JSONValue] = [
        {"name": name, "path": list(path), "value": value, "fails": list(fails)}
        for name, path, value, fails in TAMPERED
    ]
    return {
        "file": "dossier.zip",
        "fingerprint": GENESIS.statement.hash,
        "printed": canon.fingerprint(dict(GENESIS.statement.fields)),
        "now": clock.to_text(WHOLE.made_at),
        "report": judge(WHOLE, GENESIS.statement.hash).to_json(),
        "tampered": tampered,
    }


def main() -> None:
    """Write both files."""
    (FOLDER / "dossier.zip").write_bytes(write_dossier(WHOLE))
    (FOLDER / "dossier.json").write_text(to_text(vectors()), "utf-8")


if __name__ == "__main__":
    main()
