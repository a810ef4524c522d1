"""Confirm that a copy elsewhere is destroyed, also after the record itself is (C2)."""

from sealbench.errors import AbsentError
from sealbench.policy import Action, Refused
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.case_file import enter_case, load_case, record
from sealbench.shop.procedures.enter import enter
from sealbench.shop.records.models import CaseEntry, Termination


def confirm_copy(work: Work, *, who: Staff, entry: str) -> Outcome[str]:
    """Note that the copy in *entry* is destroyed; return its case.

    A second time changes nothing.

    Once the client's record is gone the case is about nobody: then the desk and management may.
    A certificate that was issued before is issued anew.
    """
    row = CaseEntry.objects.select_for_update().filter(pk=entry, kind="copy").first()
    if row is None:
        raise AbsentError("there is no such copy")
    case = Termination.objects.select_for_update().get(pk=row.case_id)
    ended = case.ordered_at is not None
    entered = _after(work, who) if ended else _before(work, who, str(row.case_id), row)
    if isinstance(entered, Refused):
        return entered
    if row.confirmed_at is not None:
        return Granted(str(case.pk))
    if ended:
        details = {"case": str(case.pk), "entry": str(row.pk)}
        work.record(work.house.subject, Event.COPY_CONFIRMED, staff_actor(who), **details)
    row.confirmed_at = work.seconds
    row.save(update_fields=["confirmed_at"])
    if case.certified_at is not None:
        case.certified_at = None
        case.save(update_fields=["certified_at"])
    return Granted(str(case.pk))


def _after(work: Work, who: Staff) -> Outcome[None]:
    return enter(work, who=who, action=Action.CONFIRM_COPY)


def _before(work: Work, who: Staff, case: str, row: CaseEntry) -> Outcome[None]:
    file = load_case(work, case)
    entered = enter_case(work, file, who, Action.RUN_CASE, {"screened": True})
    if isinstance(entered, Refused):
        return entered
    if row.confirmed_at is None:
        record(work, file, Event.COPY_CONFIRMED, staff_actor(who), entry=str(row.pk))
        file.save(work)
    return Granted(None)
