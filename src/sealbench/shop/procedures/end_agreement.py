"""End an agreement, with the notice that was agreed: management or the client (C1)."""

from datetime import timedelta

from sealbench.errors import VerificationError
from sealbench.policy import Action, Fact, Level, Refused
from sealbench.shop.bench import ClientVisit, Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.agreement_file import (
    Actor,
    AgreementFile,
    by_staff,
    enter_agreement,
    load_agreement,
    tell,
)
from sealbench.shop.procedures.agreement_signing import (
    agreement_nonce,
    check_about,
    proof_of,
    verify_client,
)
from sealbench.shop.procedures.case_file import newest_job
from sealbench.shop.procedures.client_key import Holder, load_holder
from sealbench.shop.procedures.leave_notice import leave_notice
from sealbench.shop.procedures.listed_passkeys import verify_person
from sealbench.shop.procedures.notice_kinds import NoticeKind
from sealbench.statement import Context, SignedStatement


def end_agreement(
    work: Work, *, who: ClientVisit | Staff, agreement: str, signed: SignedStatement
) -> Outcome[int]:
    """Let *agreement* end when *signed* says; return that second, or the earlier one of before."""
    statement = signed.statement
    statement.require(Context.AGREEMENT_END)
    file = load_agreement(work, agreement)
    client = None if isinstance(who, Staff) else load_holder(work, who)
    by = (client.principal(), client.actor()) if client else _person(work, who)
    facts: dict[str, Fact] = {
        "level": client.level if client else Level.NONE.value,
        "confirmed": proof_of(signed),
        "notice": _keeps(file, signed),
    }
    decision = enter_agreement(work, file, by, Action.END_AGREEMENT, facts)
    if isinstance(decision, Refused):
        return decision
    _check(work, file, who, client, signed)
    ends = int(statement.time("ends").timestamp())
    file.row.ends_at = min(file.row.ends_at, ends)
    file.row.save(update_fields=["ends_at"])
    tell(
        work,
        file,
        Event.AGREEMENT_END_SET,
        by[1],
        ends=statement.text("ends"),
        statement=signed.to_json(),
    )
    leave_notice(work, newest_job(work, file.client), NoticeKind.AGREEMENT_END_SET)
    return Granted(file.row.ends_at)


def _person(work: Work, who: ClientVisit | Staff) -> Actor:
    assert isinstance(who, Staff)  # noqa: S101 - whoever is no client
    return by_staff(work, who)


def _check(
    work: Work,
    file: AgreementFile,
    who: ClientVisit | Staff,
    client: Holder | None,
    signed: SignedStatement,
) -> None:
    """Raise VerificationError unless whoever ends it signed just that, here and now."""
    statement = signed.statement
    role = "client" if client else "management"
    if statement.text("role") != role or statement.text("document") != file.document:
        raise VerificationError("signed about something else")
    check_about(work, file, signed)
    if client is not None:
        verify_client(work, client, signed)
    elif isinstance(who, Staff):
        verify_person(work, who, signed, agreement_nonce(who, file.id))


def _keeps(file: AgreementFile, signed: SignedStatement) -> bool:
    """Tell whether the end keeps to the days of notice, counted from when it was said."""
    notice = timedelta(days=file.terms().notice_days)
    return signed.statement.time("ends") >= signed.statement.at + notice
