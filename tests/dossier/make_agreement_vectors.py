"""Write vectors/agreement.pdf and vectors/agreement.json.

Run `python -m tests.dossier.make_agreement_vectors` with Django's settings named.  The keys of
people are fixed, the shop's certificate and the signature in the seal are new each time.
"""

from pathlib import Path

from sealbench import canon, clock
from sealbench.agreement import Terms
from sealbench.canon import JSONValue
from sealbench.dossier.agreements import finish_agreement, verify_agreement
from tests.agreement.contracts import DRAWING
from tests.agreement.contracts import TERMS as OTHER_TERMS
from tests.dossier.agreements import AT, DOCUMENT, KEY, TERMS, in_person, judged_at
from tests.dossier.story import GENESIS
from tests.seal.make_vectors import to_text

FOLDER = Path(__file__).parents[2] / "vectors"


def vectors(pdf: bytes) -> dict[str, JSONValue]:
    """What is found of *pdf*, where a byte is another, and the hashes of terms and a drawing."""
    fingerprint = GENESIS.statement.hash
    report = verify_agreement(pdf, fingerprint=fingerprint, now=judged_at())
    tampered: list[JSONValue] = [
        {"name": "a byte of the document", "at": 4000, "fails": ["seal", "management", "client"]},
        {"name": "a byte of the page that is added", "at": report.size + 2500, "fails": ["seal"]},
    ]
    return {
        "file": "agreement.pdf",
        "fingerprint": fingerprint,
        "now": clock.to_text(judged_at()),
        "report": report.to_json(),
        "tampered": tampered,
        "terms": [_terms(TERMS), _terms(OTHER_TERMS)],
        "drawings": [{"value": DRAWING.to_json(), "hash": DRAWING.hash}],
    }


def _terms(terms: Terms) -> JSONValue:
    return {
        "value": terms.to_json(),
        "hash": terms.hash,
        "canonical": canon.to_bytes(terms.to_json()).decode(),
    }


def main() -> None:
    """Write both files."""
    pdf = finish_agreement(DOCUMENT, in_person().evidence(), KEY, at=AT).pdf
    (FOLDER / "agreement.pdf").write_bytes(pdf)
    (FOLDER / "agreement.json").write_text(to_text(vectors(pdf)), "utf-8")


if __name__ == "__main__":
    main()
