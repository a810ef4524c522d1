"""End kept logins whose time or count is over, or that nobody confirmed in time (A3)."""

from django.db.models import Q

from sealbench.policy import Action, Refused
from sealbench.shop.bench import Granted, Outcome, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import KEEPER_ACTOR
from sealbench.shop.procedures.keep_file import Ended, end_keep, keep_resource, told_job
from sealbench.shop.procedures.keeper_entry import enter_as_keeper
from sealbench.shop.records.models import KeepRequest

_AT_ONCE = 50


def end_keeps(work: Work) -> Outcome[int]:
    """Order the end of up to 50 kept logins that are over; return how many."""
    over = Q(due_at__lte=work.seconds) | Q(login__left=0)
    rows = KeepRequest.objects.filter(over, ended_at=None).order_by("client_id", "pk")
    found = list(rows.select_for_update(of=("self",))[:_AT_ONCE])
    for row in found:
        file = told_job(work, row.client_id)
        resource = keep_resource(row)
        entered = enter_as_keeper(work, Action.END_KEEP, resource, subject=file.subject)
        if isinstance(entered, Refused):
            return entered
        end_keep(work, file, row, Ended(Event.KEEP_ENDED, KEEPER_ACTOR, _why(row, work.seconds)))
    return Granted(len(found))


def _why(row: KeepRequest, now: int) -> str:
    if now < row.due_at:
        return "count"
    return "time" if now >= row.until else "unconfirmed"
