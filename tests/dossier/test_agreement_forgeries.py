from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import replace

import pytest

from sealbench.agreement import Evidence
from sealbench.dossier.agreements import (
    finish_agreement,
)
from sealbench.errors import SealbenchError
from tests.dossier.agreement_verdicts import (
    GOOD,
    OTHER_KEY,
    failed,
    forged,
    judge,
)
from tests.dossier.agreements import (
    AT,
    DOCUMENT,
    KEY,
    SETTLED,
    TERMS,
    Agreed,
    by_client,
    by_management,
    by_witness,
    claim,
    event,
    in_person,
    records,
    seal_of,
)
from tests.dossier.story import DIRECTORIES, day, staff
from tests.statement.samples import b32, h

# What is bent, which check fails, and what it says.
FORGERIES: dict[str, tuple[Callable[[], Evidence], str, str]] = {
    "management did not sign": (
        lambda: replace(GOOD, records=records(event(by_client(), SETTLED))),
        "management",
        "did not sign",
    ),
    "the client did not sign": (
        lambda: replace(GOOD, records=records(event(by_management(), dict(staff("olga"))))),
        "client",
        "did not sign",
    ),
    "a technician signs as management": (
        lambda: Agreed(
            by_management("tariq", "tariq"), actors={"management": dict(staff("tariq"))}
        ).evidence(),
        "management",
        "may not sign",
    ),
    "a technician's key in the manager's name": (
        lambda: Agreed(by_management("tariq", "olga")).evidence(),
        "management",
        "somebody else",
    ),
    "a key that no directory lists": (
        lambda: Agreed(by_management("rogue")).evidence(),
        "management",
        "directory of that time",
    ),
    "the statement key without the passkey": (
        lambda: Agreed(by_management("olga", "new")).evidence(),
        "management",
        "another passkey",
    ),
    "another document": (
        lambda: Agreed(by_management(document=h("other"))).evidence(),
        "management",
        "another document",
    ),
    "another document for the client": (
        lambda: Agreed(client=by_client(document=h("other"))).evidence(),
        "client",
        "another document",
    ),
    "other terms": (
        lambda: replace(GOOD, terms=replace(TERMS, notice_days=0)),
        "management",
        "another terms",
    ),
    "another home": (
        lambda: Agreed(by_management(home=b32("other"))).evidence(),
        "management",
        "another home",
    ),
    "another site": (
        lambda: Agreed(by_management(site="https://evil.example")).evidence(),
        "management",
        "another site",
    ),
    "another agreement": (
        lambda: Agreed(client=by_client(agreement=b32("other"))).evidence(),
        "client",
        "another agreement",
    ),
    "another client": (
        lambda: Agreed(client=by_client(client=b32("other"))).evidence(),
        "client",
        "another client",
    ),
    "another certificate": (
        lambda: Agreed(by_management(seal=seal_of(OTHER_KEY))).evidence(),
        "management",
        "another certificate",
    ),
    "before the shop was founded": (
        lambda: Agreed(by_management(at=day(-1))).evidence(),
        "management",
        "directory of that time",
    ),
    "recorded later": (
        lambda: replace(
            GOOD,
            records=records(
                event(by_management(), dict(staff("olga")), at=day(12)),
                event(by_client(), SETTLED),
            ),
        ),
        "management",
        "another time",
    ),
    "the client before management": (
        lambda: Agreed(client=by_client(at=day(9))).evidence(),
        "client",
        "before management",
    ),
    "a key that another claim names": (
        lambda: Agreed(client=by_client("eve")).evidence(),
        "client",
        "another key",
    ),
    "no claim": (lambda: replace(GOOD, claim=None), "client", "claim is missing"),
    "a claim that is forged": (
        lambda: replace(GOOD, claim=replace(claim(), signatures=claim(1).signatures)),
        "client",
        "signature is wrong",
    ),
    "a claim at another home": (
        lambda: replace(GOOD, claim=claim(home=b32("other"))),
        "client",
        "another home",
    ),
    "a claim on the device in custody": (
        lambda: replace(GOOD, claim=claim(device_stays=True)),
        "client",
        "not settled",
    ),
    "a claim of yesterday": (lambda: replace(GOOD, claim=claim(9)), "client", "not settled"),
    "another drawing": (
        lambda: replace(in_person().evidence(), drawing=None),
        "client",
        "another drawing",
    ),
    "a witness who only repairs": (
        lambda: Agreed(
            client=None, witness=by_witness("nina"), actors={"witness": dict(staff("nina"))}
        ).evidence(),
        "client",
        "may not sign",
    ),
    "a ledger that another key signed": (
        lambda: replace(
            GOOD, records=tuple(replace(r, proof=_resigned(r.proof)) for r in GOOD.records)
        ),
        "ledger",
        "",
    ),
    "an event that the leaf does not hold": (
        lambda: replace(
            GOOD,
            records=(
                replace(GOOD.records[0], payload={**GOOD.records[0].payload, "more": 1}),
                GOOD.records[1],
            ),
        ),
        "ledger",
        "something else",
    ),
    "a place that is not its own": (
        lambda: replace(
            GOOD,
            records=(replace(GOOD.records[0], proof=GOOD.records[1].proof), GOOD.records[1]),
        ),
        "ledger",
        "",
    ),
    "a directory left out": (
        lambda: replace(GOOD, directories=DIRECTORIES[1:]),
        "directories",
        "",
    ),
    "another size": (lambda: replace(GOOD, size=len(DOCUMENT) - 1), "document", ""),
    "a size beyond the file": (lambda: replace(GOOD, size=10**9), "document", "larger"),
    "another root": (lambda: replace(GOOD, root=OTHER_KEY.root), "seal", "not trusted"),
}


def _resigned(proof: str) -> str:
    head, sign, line = proof.rpartition("\n— ")
    name, signature = line.split()
    bent = bytearray(b64decode(signature))
    bent[-1] ^= 1
    return f"{head}{sign}{name} {b64encode(bent).decode()}\n"


@pytest.mark.parametrize("name", FORGERIES)
def test_the_seal_alone_is_not_enough(name: str) -> None:
    """Whoever has the shop's certificate still lacks the keys of the manager and the client."""
    bend, check, said = FORGERIES[name]
    assert judge(forged(GOOD)).holds
    evidence = bend()
    report = judge(forged(evidence))
    assert not report.holds
    assert said in failed(report)[check]
    with pytest.raises(SealbenchError):
        finish_agreement(DOCUMENT, evidence, KEY, at=AT)
