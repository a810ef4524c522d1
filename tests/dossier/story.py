"""The story of one job, told with fixed keys, as the shop's procedures would record it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sealbench import canon, clock, ledger
from sealbench.canon import JSONValue
from sealbench.dossier import Device, Dossier, Entry, Job, Shop, select_directories
from sealbench.ids import JobId
from sealbench.ledger import Checkpoint, Frontier, LogSigner
from sealbench.policy import load_attestation
from sealbench.seal import recipient_hashes
from sealbench.statement import Role, SignedStatement, Statement, sign
from tests.seal import people
from tests.seal.people import PASSKEYS, after, by, directory, person
from tests.statement.samples import JOB, LOGIN, ORIGIN, h, octets, private, public, statement

LONG_AGO = -1000  # days: a dossier that is published must not be from the future


def day(number: float) -> str:
    """The text of so many days after the shop was founded."""
    return people.day(LONG_AGO + number)


OLGA = person("olga", "management", "technician", since=day(0))
TARIQ = person("tariq", "technician", "front desk", since=day(0))
NINA = person("nina", "technician", since=day(1))
GENESIS = sign(statement("genesis", at=day(0)), {Role.STATEMENT: private("olga statement")})


def first(*listed: people.Entry) -> SignedStatement:
    """The first directory."""
    return by("olga", directory(1, LONG_AGO, "", *listed))


_FIRST = first(OLGA, TARIQ)
DIRECTORIES = (_FIRST, after(_FIRST, LONG_AGO + 1, OLGA, TARIQ, NINA))
SECRET = octets("job secret")
NUMBER = 1001
ERASURE = h("erasure")[:24].lower().replace("-", "a").replace("_", "b")
CARLA = {"kind": "client", "id": "carla", "level": "first claim", "key": public("carla")}
KEEPER = {"kind": "keeper"}
STRANGER = {"kind": "stranger"}
NOISE = 3  # leaves of other jobs before each of ours

Actor = Mapping[str, str]
Payload = dict[str, JSONValue]


def staff(name: str, method: str = "passkey") -> Actor:
    """An actor of the shop, as `staff_actor` writes it."""
    entry = {"olga": OLGA, "tariq": TARIQ, "nina": NINA}[name]
    return {"kind": "person", "id": entry["id"], "name": entry["name"], "method": method}


def by_client(made: Statement, name: str = "carla") -> JSONValue:
    """*made*, signed by a client."""
    return sign(made, {Role.CLIENT: private(name)}).to_json()


def claim(at: str, name: str = "carla", **changes: JSONValue) -> JSONValue:
    """A signed claim of the link."""
    return by_client(statement("claim", at=at, key=public(name), **changes), name)


def seal(at: str, *names: str, **changes: JSONValue) -> JSONValue:
    """A signed seal of the login to *names*."""
    recipients = [str(e["recipient"]) for e in (OLGA, TARIQ, NINA) if e["name"].lower() in names]
    hashes: list[JSONValue] = [*recipient_hashes(recipients)]
    fields: Payload = {"expires": day(8), "openings": 3, "recipients": hashes, **changes}
    return by_client(statement("seal", at=at, **fields))


def act(at: str, what: str, subject: str = "", **changes: JSONValue) -> JSONValue:
    """A signed act of the client."""
    return by_client(statement("client-act", at=at, act=what, subject=subject, **changes))


def opening(at: str, name: str, method: str = "passkey", **changes: JSONValue) -> JSONValue:
    """A signed opening of the login by a technician."""
    made = statement(f"opening by {method}", at=at, **changes)
    answer = PASSKEYS[name].answer(made) if method == "passkey" and name in PASSKEYS else None
    return sign(made, {Role.OPENING: private(f"{name} opening")}, answer).to_json()


def attestation(at: str, name: str, **changes: JSONValue) -> SignedStatement:
    """What a technician states at the end of the job, with their passkey."""
    text: JSONValue = dict(load_attestation().reference)
    person = str(staff(name)["id"])
    made = statement("attestation", **{"at": at, "person": person, "text": text, **changes})
    return sign(made, {Role.STATEMENT: private(f"{name} statement")}, PASSKEYS[name].answer(made))


@dataclass
class Teller:
    """Tells events one after the other, an hour apart unless it is said."""

    payloads: list[Payload] = field(default_factory=list)
    at: float = 0.5

    @property
    def now(self) -> str:
        return day(self.at)

    def tell(self, kind: str, actor: Actor, **details: JSONValue) -> None:
        """Record an event now."""
        payload: Payload = {"v": 1, "type": kind, "at": self.now, "actor": dict(actor)}
        self.payloads.append({**payload, **details})
        self.at += 1 / 24

    def begin(self, *names: str) -> None:
        """From the intake to the claimed link."""
        on_it: list[JSONValue] = [_named(name) for name in names]
        self.tell(
            "job:taken-in", staff("olga"), job=JOB, number=NUMBER, service="System installation",
            place="in the shop", login_need="needed", people=on_it,
        )  # fmt: skip
        self.tell("login:asked-for", staff("olga"), job=JOB, override=False)
        self.tell("link:issued", staff("olga"), link=h("link"), claim_until=day(14))
        self.tell("link:claimed", CARLA, link=h("link"), statement=claim(self.now))

    def seal(self, *names: str, actor: Actor = CARLA, **changes: JSONValue) -> None:
        """The client seals the login."""
        self.tell("login:sealed", actor, login=LOGIN, statement=seal(self.now, *names, **changes))

    def move(self, old: str, new: str) -> None:
        self.tell("job:moved", staff("olga"), job=JOB, old=old, new=new)

    def open(self, left: int, name: str = "tariq", method: str = "passkey") -> None:
        """A technician opens the login."""
        signed = opening(self.now, name, method)
        self.tell(
            "login:opened", staff(name, method), job=JOB, login=LOGIN, purpose="install-updates",
            method=method, left=left, signed=signed,
        )  # fmt: skip

    def attest(self, name: str = "tariq", **changes: JSONValue) -> str:
        """A technician states that no record is kept; the hash of the statement."""
        signed = attestation(self.now, name)
        known: Payload = {"job": JOB, "text": dict(load_attestation().to_json())}
        self.tell("job:attested", staff(name), **{**known, "signed": signed.to_json(), **changes})
        return signed.statement.hash

    def close(self, **told: JSONValue) -> None:
        """The job is closed, its key destroyed; *told* is what it says of attestations."""
        count = len(self.payloads) + 1
        known: Payload = {"job": JOB, "number": NUMBER, "old": "ready for pick-up", "count": count}
        self.tell("job:closed", staff("olga"), **known, **told)
        destroys: JSONValue = {"logins": 1, "ways": 1}
        self.tell("erasure:ordered", staff("olga"), job=JOB, erasure=ERASURE, destroys=destroys)
        self.tell("erasure:confirmed", KEEPER, job=JOB, erasure=ERASURE, destroyed=destroys)

    def hand_out(self) -> None:
        self.tell("dossier:handed-out", CARLA, job=JOB)


def _named(name: str) -> JSONValue:
    actor = staff(name)
    return {"id": actor["id"], "name": actor["name"]}


def begun() -> Teller:
    """A job whose login is sealed to Tariq, in service."""
    told = Teller()
    told.begin("tariq")
    told.seal("tariq")
    told.move("intake", "in service")
    return told


def whole() -> Teller:
    """A job from its intake to its end, with everything that can be signed."""
    told = Teller()
    told.begin("tariq")
    told.seal("tariq")
    told.move("intake", "in service")
    told.tell("job:looked-at", staff("tariq"), job=JOB)
    told.open(2)
    told.open(1, method="passphrase")
    told.at = 4
    come: list[JSONValue] = [_named("nina")]
    gone: list[JSONValue] = [_named("tariq")]
    told.tell("job:assigned", staff("olga"), job=JOB, people=come, gone=gone)
    told.tell("login:way-closed", staff("olga"), job=JOB, login=LOGIN, people=gone)
    told.tell(
        "action:refused", staff("tariq"), clause="A1", rule="A1-1", action="login:open",
        login=LOGIN,
    )  # fmt: skip
    settled = {**CARLA, "level": "settled"}
    told.tell("presence:requested", settled, statement=act(told.now, "ask-presence"))
    told.tell("login:removed", settled, login=LOGIN, statement=act(told.now, "remove", LOGIN))
    told.move("in service", "ready for pick-up")
    stated: list[JSONValue] = [told.attest("tariq"), told.attest("nina")]
    told.close(attested=stated, left=[])
    told.hand_out()
    return told


def state_of(payloads: list[Payload]) -> str:
    """The state that the events lead to."""
    state = "intake"
    for payload in payloads:
        ends = {"job:closed": "closed", "job:cancelled": "cancelled"}
        state = ends.get(str(payload["type"]), str(payload.get("new", state)))
    return state


def dossier(payloads: list[Payload], **changes: Any) -> Dossier:
    """The dossier of a job with these events, among those of other jobs."""
    leaves, frontier, rows = [], Frontier(), {}
    for counter, payload in enumerate(payloads):
        for noise in range(NOISE):
            frontier, rows[frontier.size - 1] = frontier.append(octets(f"noise {counter} {noise}"))
        r = octets(f"r {counter}")
        data = canon.to_bytes(payload)
        leaf = ledger.make_leaf(SECRET, counter=counter, r=r, payload=data).to_bytes()
        leaves.append((frontier.size, counter, leaf, r, payload))
        frontier, rows[frontier.size - 1] = frontier.append(ledger.leaf_hash(leaf))
    note = Checkpoint(ORIGIN, frontier.size, frontier.root()).sign(
        LogSigner(ORIGIN, private("log"))
    )
    entries = tuple(
        Entry(*leaf, proof=_prove(leaf[0], frontier.size, rows, note)) for leaf in leaves
    )
    made = Dossier(
        made_at=clock.from_text(str(payloads[-1]["at"])),
        shop=Shop("Corner Repairs", "1 Main Street", "555 0100"),
        genesis=GENESIS,
        directories=_directories(payloads),
        job=Job(
            id=JobId(JOB), number=NUMBER, state=state_of(payloads), service="System installation",
            place="in the shop", device=Device("laptop", "Lenovo", "T14"),
            problem="does not start <b>any more</b>", reason="",
        ),
        secret=SECRET,
        entries=entries,
        checkpoint=note,
        count=len(entries),
    )  # fmt: skip
    return replace(made, **changes)


def _directories(payloads: list[Payload]) -> tuple[SignedStatement, ...]:
    times = [clock.from_text(str(payload["at"])) for payload in payloads]
    return tuple(select_directories(DIRECTORIES, times))


def _prove(index: int, size: int, rows: Mapping[int, bytes], note: str) -> str:
    wanted = ledger.inclusion_nodes(index, size)
    path = ledger.inclusion_proof(index, size, ledger.nodes_from_rows(wanted, rows))
    return ledger.Proof(index, tuple(path), note).to_text()
