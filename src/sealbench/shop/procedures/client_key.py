"""The key of a client: what every procedure of a client loads to know who signs (A5).

A client signs with an Ed25519 key of their own.  Each signature names its level (first
claim, settled, in person), so that a verifier can print how sure it was (DESIGN 5).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sealbench import canon
from sealbench.errors import AbsentError, MalformedError, VerificationError
from sealbench.ids import ClientId
from sealbench.keyring import client_node
from sealbench.policy import Action, Fact, Principal, PrincipalKind, Refused, Request
from sealbench.shop.bench import ClientVisit, Granted, Outcome, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.bench.nonces import spend_nonce
from sealbench.shop.bench.tokens import token_hash
from sealbench.shop.procedures.actors import client_level
from sealbench.shop.procedures.job_file import JobFile
from sealbench.shop.records.models import ClientKey, ClientSession
from sealbench.statement import Context, Role, SignedStatement, verify_signatures

SKEW = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Holder:
    """A client behind a visit, with the key that the visit proved; *here* while it holds."""

    visit: ClientVisit
    row: ClientKey
    content: dict[str, Any] = field(repr=False)
    level: str
    here: bool

    @property
    def key(self) -> bytes:
        """Return the public signing key, 32 bytes."""
        return canon.unb64u(str(self.content["key"]), size=32)

    def principal(self) -> Principal:
        """Return the client as the policy asks; a key that was stopped is not active.

        Nor is a visit whose session ended while it waited for the writer.
        """
        good = self.here and self.row.revoked_at is None and self.row.objected_at is None
        return Principal(PrincipalKind.CLIENT, self.visit.client, active=good)

    def actor(self) -> dict[str, str]:
        """Return how an event names the client, with the level of the key."""
        key = str(self.content["key"])
        return {"kind": "client", "id": self.visit.client, "level": self.level, "key": key}


def load_holder(work: Work, visit: ClientVisit) -> Holder:
    """Return the holder of the key behind *visit*; raise AbsentError without one."""
    row = ClientKey.objects.filter(pk=visit.key, client=visit.client).first()
    if row is None:
        raise AbsentError("there is no such key")
    session = ClientSession.objects.filter(
        pk=visit.session, key=row, job=visit.job, expires_at__gt=work.seconds
    )
    return hold(work, visit, row, here=session.exists())


def hold(work: Work, visit: ClientVisit, row: ClientKey, *, here: bool) -> Holder:
    """Return the holder of the key in *row*; *here* while the visit's session holds."""
    level = client_level(visit, row, now=work.seconds)
    return Holder(visit, row, key_content(work, row), level, here=here)


def key_content(work: Work, row: ClientKey) -> dict[str, Any]:
    """Return what is sealed with a client's key: key, recipient, claim, sitting."""
    return work.read(row, client_node(ClientId(row.client_id)))


def key_id(key: str) -> str:
    """Return the id under which the signing *key* (base64url) is kept."""
    return token_hash(key)


def enter_as_client(
    work: Work,
    file: JobFile,
    client: Holder,
    action: Action,
    context: Mapping[str, Fact] | None = None,
) -> Outcome[None]:
    """Let the client do *action* to the job of *file*; a refusal is recorded about the job."""
    decision = work.decide(Request(action, client.principal(), file.resource(), context or {}))
    if isinstance(decision, Refused):
        return work.refuse(
            file.subject, decision, client.actor(), Event.REFUSED, action=action.text
        )
    return Granted(None)


def check_client_statement(
    work: Work, signed: SignedStatement, context: Context, key: bytes | None = None
) -> None:
    """Check form, time and signature of what a client's browser signed just now.

    *key* is expected where the statement names none itself.  Raise MalformedError or
    VerificationError.
    """
    signed.statement.require(context)
    verify_signatures(signed, {Role.CLIENT: key} if key else {})
    if abs(signed.statement.at - work.now) > SKEW:
        raise VerificationError(
            "the clock of this device is wrong", hint="set date and time, and try again"
        )


def check_place(work: Work, signed: SignedStatement) -> None:
    """Raise VerificationError unless the statement was made for this home, at its site."""
    statement = signed.statement
    if (statement.text("site"), statement.text("home")) != (work.config.site, work.house.id):
        raise VerificationError("signed for another shop")


def check_act(
    work: Work, client: Holder, signed: SignedStatement | None, facts: Mapping[str, str]
) -> dict[str, canon.JSONValue]:
    """Return what an event keeps of a signed act, checked; nothing where none was signed.

    To stop an access the visit is proof enough (law 13), so these acts may come unsigned.
    *facts* are the fields that the statement must state: job, act, subject.
    """
    if signed is None:
        return {}
    check_client_statement(work, signed, Context.CLIENT_ACT, client.key)
    if any(signed.statement.text(name) != value for name, value in facts.items()):
        raise MalformedError("the statement is about something else")
    spend_nonce(work, signed.statement.text("nonce"), "client-act")
    return {"statement": signed.to_json()}
