"""Open a login: decide, record, and only then hand out what the technician's browser opens.

The facts come by two reads and the opening is used up by one conditional write, so that of
many who come for the last opening exactly one gets it (DESIGN 5, opening).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sealbench import canon
from sealbench.errors import AbsentError, ConflictError, GoneError, VerificationError
from sealbench.ids import JobId, LoginId
from sealbench.keyring import record_node
from sealbench.policy import Action, Proof, Refused, Request, Resource, ResourceKind
from sealbench.shop.bench import Granted, Outcome, Staff, Subject, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.bench.nonces import spend_nonce
from sealbench.shop.procedures.actors import person_principal, staff_actor
from sealbench.shop.procedures.client_key import SKEW
from sealbench.shop.procedures.job_file import visit_now
from sealbench.shop.procedures.keep_file import unbox_kept
from sealbench.shop.procedures.login_file import login_key, read_content, unbox
from sealbench.shop.procedures.opening_proof import credential_of, prove_opening
from sealbench.shop.records.models import Assignment, KeptLogin
from sealbench.shop.records.statements.open_kept import read_kept_opening, take_kept_opening
from sealbench.shop.records.statements.open_login import (
    OpeningRows,
    raise_sign_count,
    read_opening,
    take_opening,
)
from sealbench.statement import Context, SignedStatement


@dataclass(frozen=True, slots=True)
class OpenedLogin:
    """What leaves after the commit: the age file, and how many openings are left.

    *content* is the login's `label`, and the `statement` that the client signed when sealing it,
    or when asking that it be kept after its job.
    """

    left: int
    file: bytes = field(repr=False)
    content: Mapping[str, Any] = field(repr=False)


def opening_nonce(who: Staff, login: LoginId) -> str:
    """Return the purpose of the nonce for an opening: this login, in this session."""
    return f"opening {login} {who.session}"


def open_login(
    work: Work, *, who: Staff, number: int, login: LoginId, signed: SignedStatement
) -> Outcome[OpenedLogin]:
    """Use up one opening of *login* for the statement *signed* by *who* (A1, A3, A4, C1, D1).

    Raise ConflictError for a statement that came before, VerificationError for one that was
    not prepared here, AbsentError or, to people on the job, GoneError where there is no login.
    """
    statement = signed.statement
    statement.require(Context.OPENING)
    spend_nonce(work, statement.text("nonce"), opening_nonce(who, login))
    # What is recorded must verify offline for years, and there only the stated time is left.
    if abs(statement.at - work.now) > SKEW:
        raise VerificationError(
            "the clock of this device is wrong", hint="set date and time, and try again"
        )
    found = _load(work, who, number, login, signed)
    subject = job_subject(work, found)
    proof = prove_opening(work, found, signed)
    decision = work.decide(_request(work, found, statement.text("purpose"), proof.kind))
    left = None
    if not isinstance(decision, Refused):
        left = _take(work, who, found, login)
    if isinstance(decision, Refused) or left is None:
        refused = decision if isinstance(decision, Refused) else _lost(work, who, found, signed)
        return _refuse(work, who, subject, refused, login)
    if proof.count:
        raise_sign_count(credential=credential_of(signed), count=proof.count)
    # Before the commit: a box that does not open uses up no opening.
    file, content = _unbox(work, found)
    _record(work, who, subject, found, signed, left=left, request=content["statement"])
    return Granted(OpenedLogin(left, file, content))


def job_subject(work: Work, found: OpeningRows) -> Subject:
    """Return the subject of the job's events."""
    node = record_node(JobId(found.job.pk))
    secret = canon.unb64u(str(work.read(found.job, node)["secret"]), size=32)
    return Subject(f"job:{found.job.pk}", secret, work.key(node))


def _load(
    work: Work, who: Staff, number: int, login: LoginId, signed: SignedStatement
) -> OpeningRows:
    asked: dict[str, Any] = {
        "login": login,
        "number": number,
        "person": who.person,
        "session": who.session,
        "credential": credential_of(signed),
        "now": work.seconds,
    }
    found = read_opening(**asked) or read_kept_opening(**asked)
    if found is not None:
        return found
    if Assignment.objects.filter(job__number=number, person=who.person).exists():
        raise GoneError("this login was destroyed")
    raise AbsentError("there is no such login")


def _request(work: Work, found: OpeningRows, purpose: str, proof: Proof) -> Request:
    resource = Resource(
        ResourceKind.LOGIN,
        found.login.pk,
        {
            "client": found.job.client_id,
            "state": found.job.state,
            "assigned": found.ways,
            "place": found.job.place,
            "service": found.job.service_id,
            "accesses": found.accesses,
            "visit": visit_now(found.job, work.seconds),
            "expires_at": found.expires_at,
            "left": found.login.left,
            "purposes": found.purposes,
            "agreement_required": found.agreement_required,
            "agreement_in_force": found.agreement_in_force,
        },
    )
    facts = {
        "purpose": purpose,
        "confirmed": proof.value,
        "now": work.seconds,
        "working": work.rulebook.working(work.now),
        "acknowledged": found.acknowledged,
    }
    return Request(
        Action.OPEN_LOGIN, person_principal(found.person, here=found.here), resource, facts
    )


def _lost(work: Work, who: Staff, found: OpeningRows, signed: SignedStatement) -> Refused:
    """Return why the opening was gone when it was reached for: the rows say so by now."""
    again = _load(work, who, found.job.number, LoginId(found.login.pk), signed)
    purpose = signed.statement.text("purpose")
    decision = work.decide(_request(work, again, purpose, prove_opening(work, again, signed).kind))
    if isinstance(decision, Refused):
        return decision
    raise ConflictError("somebody else was first", hint="try again")


def _take(work: Work, who: Staff, found: OpeningRows, login: LoginId) -> int | None:
    """Use up one opening; return how many are left, or None if there was none to be had."""
    if isinstance(found.login, KeptLogin):
        number = found.job.number
        return take_kept_opening(login=login, number=number, person=who.person, now=work.seconds)
    return take_opening(login=login, person=who.person, now=work.seconds)


def _unbox(work: Work, found: OpeningRows) -> tuple[bytes, Mapping[str, Any]]:
    """Return the age file, and the label with the statement that the client signed."""
    if isinstance(found.login, KeptLogin):
        return unbox_kept(work, found.login, found.job.client_id)
    key = login_key(work, found.login)
    return unbox(found.login, key), read_content(found.login, key)


def _refuse(work: Work, who: Staff, subject: Subject, refused: Refused, login: LoginId) -> Refused:
    action = Action.OPEN_LOGIN.text
    return work.refuse(
        subject, refused, staff_actor(who), Event.REFUSED, action=action, login=login
    )


def _record(
    work: Work,
    who: Staff,
    subject: Subject,
    found: OpeningRows,
    signed: SignedStatement,
    *,
    left: int,
    request: canon.JSONValue,
) -> None:
    """Record the opening; of a kept login with the *request*, which this job's events lack."""
    statement, kept = signed.statement, isinstance(found.login, KeptLogin)
    about = {"keep": found.login.pk, "request": request} if kept else {}
    work.record(
        subject,
        Event.KEPT_OPENED if kept else Event.LOGIN_OPENED,
        staff_actor(who),
        job=statement.text("job"),
        login=statement.text("login"),
        purpose=statement.text("purpose"),
        method=statement.text("method"),
        left=left,
        signed=signed.to_json(),
        **about,
    )
