"""An agreement that Olga and Carla signed, with fixed keys, as procedures would record it."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from sealbench import canon, clock, ledger
from sealbench.agreement import (
    Cleared,
    Contract,
    Evidence,
    Party,
    Recorded,
    SigningKey,
    Terms,
    new_signing_key,
    render_contract,
)
from sealbench.canon import JSONValue
from sealbench.ledger import Checkpoint, Frontier, LogSigner
from sealbench.statement import Role, SignedStatement, sign
from tests.agreement.contracts import DRAWING
from tests.dossier.story import CARLA, DIRECTORIES, GENESIS, OLGA, TARIQ, day, staff
from tests.seal.people import PASSKEYS
from tests.statement.samples import ORIGIN, octets, private, public, statement

SIGNED_AT = clock.from_text(day(10))
AT = SIGNED_AT + timedelta(hours=2)
KEY = new_signing_key("Corner Repairs", now=SIGNED_AT)
TERMS = Terms(
    confidential="Patient records on the practice server, and every login to it.",
    cleared=tuple(
        sorted(
            (Cleared(str(each["id"]), str(each["name"])) for each in (OLGA, TARIQ)),
            key=lambda each: each.id,
        )
    ),
    valid_from=date(2024, 3, 9),
    valid_until=date(2025, 3, 8),
    notice_days=30,
    returned="All copies of data, the access card and the two recovery sheets.",
)
CONTRACT = Contract(
    number="A-2024-0007",
    drafted=date(2024, 3, 8),
    shop=Party("Corner Repairs", "1 Main Street", "Olga"),
    client=Party("Dr. Carla Núñez", "3 Linden Lane"),
    terms=TERMS,
    clauses=("Work on the server is done outside of the hours of the practice.",),
)
DOCUMENT = render_contract("confidentiality.1", CONTRACT)
SECRET = octets("client secret")


def _later(minutes: int) -> str:
    return clock.to_text(SIGNED_AT + timedelta(minutes=minutes))


def by_management(
    name: str = "olga", passkey: str = "olga", **changes: JSONValue
) -> SignedStatement:
    """What management signs, by the person *name* with the *passkey* of somebody."""
    made = statement("agreement by management", **{**_fields(), "seal": seal_of(KEY), **changes})
    answer = PASSKEYS[passkey].answer(made)
    return sign(made, {Role.STATEMENT: private(f"{name} statement")}, answer)


def by_client(name: str = "carla", **changes: JSONValue) -> SignedStatement:
    """What the client signs by a key."""
    made = statement("agreement by the client", **{**_fields(60), **changes})
    return sign(made, {Role.CLIENT: private(name)})


def by_witness(
    name: str = "tariq", passkey: str = "tariq", **changes: JSONValue
) -> SignedStatement:
    """What a witness signs of the drawing."""
    fields = {**_fields(61), "drawing": DRAWING.hash, **changes}
    made = statement("agreement before a witness", **fields)
    return sign(
        made, {Role.STATEMENT: private(f"{name} statement")}, PASSKEYS[passkey].answer(made)
    )


def claim(days: float = 2, **changes: JSONValue) -> SignedStatement:
    """The client's claim of the key, so many days after the shop was founded."""
    made = statement("claim", **{"at": day(days), "key": public("carla"), **changes})
    return sign(made, {Role.CLIENT: private("carla")})


def _fields(minutes: int = 0) -> dict[str, JSONValue]:
    return {
        "at": _later(minutes),
        "document": canon.b64u(sha256(DOCUMENT).digest()),
        "terms": TERMS.hash,
    }


def seal_of(key: SigningKey) -> str:
    return canon.b64u(sha256(key.root).digest())


def event(signed: SignedStatement, actor: JSONValue, **changes: JSONValue) -> dict[str, JSONValue]:
    """The event by which a signature is recorded, at the time of the signer."""
    return {
        "v": 1,
        "type": "agreement:signed",
        "at": signed.statement.text("at"),
        "actor": actor,
        "agreement": signed.statement.text("agreement"),
        "statement": signed.to_json(),
        **changes,
    }


SETTLED: dict[str, JSONValue] = {**CARLA, "level": "settled"}


def records(*payloads: dict[str, JSONValue]) -> tuple[Recorded, ...]:
    """The events in a ledger of their own, among others."""
    frontier, rows, leaves = Frontier(), {}, []
    for counter, payload in enumerate(payloads):
        frontier, rows[frontier.size - 1] = frontier.append(octets(f"noise {counter}"))
        r, data = octets(f"r {counter}"), canon.to_bytes(payload)
        leaf = ledger.make_leaf(SECRET, counter=counter, r=r, payload=data).to_bytes()
        leaves.append((frontier.size, leaf, r, payload))
        frontier, rows[frontier.size - 1] = frontier.append(ledger.leaf_hash(leaf))
    note = Checkpoint(ORIGIN, frontier.size, frontier.root()).sign(
        LogSigner(ORIGIN, private("log"))
    )
    return tuple(
        Recorded(leaf, r, payload, _prove(index, frontier.size, rows, note))
        for index, leaf, r, payload in leaves
    )


def _prove(index: int, size: int, rows: Any, note: str) -> str:
    wanted = ledger.inclusion_nodes(index, size)
    path = ledger.inclusion_proof(index, size, ledger.nodes_from_rows(wanted, rows))
    return ledger.Proof(index, tuple(path), note).to_text()


@dataclass
class Agreed:
    """What can be bent before it is made evidence."""

    management: SignedStatement = field(default_factory=by_management)
    client: SignedStatement | None = field(default_factory=by_client)
    witness: SignedStatement | None = None
    actors: dict[str, JSONValue] = field(default_factory=dict)

    def evidence(self, **changes: Any) -> Evidence:
        """The evidence of it."""
        given: list[tuple[str, SignedStatement | None, JSONValue]] = [
            ("management", self.management, dict(staff("olga"))),
            ("client", self.client, SETTLED),
            ("witness", self.witness, dict(staff("tariq"))),
        ]
        payloads = [
            event(signed, self.actors.get(role, actor)) for role, signed, actor in given if signed
        ]
        made = Evidence(
            number=CONTRACT.number,
            template="confidentiality.1",
            size=len(DOCUMENT),
            terms=TERMS,
            shop=CONTRACT.shop.name,
            client=CONTRACT.client.name,
            genesis=GENESIS,
            directories=DIRECTORIES,
            records=records(*payloads),
            claim=claim() if self.client else None,
            drawing=DRAWING if self.witness else None,
            root=KEY.root,
        )
        return replace(made, **changes)


def in_person() -> Agreed:
    """Drawn at the counter, before Tariq of the front desk."""
    return Agreed(client=None, witness=by_witness())


def judged_at() -> datetime:
    return AT + timedelta(days=1)
