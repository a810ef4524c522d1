"""Keep the agreements: warn before one ends, note that it has, and make the final PDF (C1).

None of it opens or closes anything: whether an agreement is in force is asked of its rows at
each decision.
"""

import structlog
from django.db.models import Q

from sealbench.errors import SealbenchError
from sealbench.policy import Action, AgreementState, Refused
from sealbench.shop.bench import Bench, Granted, Outcome, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import KEEPER_ACTOR
from sealbench.shop.procedures.agreement_file import (
    CLOCK,
    AgreementFile,
    enter_agreement,
    load_agreement,
    tell,
)
from sealbench.shop.procedures.case_file import newest_job
from sealbench.shop.procedures.finish_agreement import finish
from sealbench.shop.procedures.leave_notice import leave_notice
from sealbench.shop.procedures.notice_kinds import NoticeKind
from sealbench.shop.records.models import Agreement, Paper

WARNINGS = (30, 7, 1)  # days before the end
_DAY = 24 * 3600

log = structlog.get_logger()


def keep_agreements(bench: Bench) -> int:
    """Do what is due; return how many agreements were touched.

    One that cannot be finished now says why on its page, and keeps no other from it.
    """
    rows = Agreement.objects.filter(state=AgreementState.IN_FORCE.value)
    due = rows.filter(_due(int(bench.now().timestamp()))).order_by("pk")
    touched = [bench.run(keep_agreement, agreement=pk) for pk in due.values_list("pk", flat=True)]
    finals = Paper.objects.filter(kind="final").values("agreement")
    for pk in rows.exclude(pk__in=finals).order_by("pk").values_list("pk", flat=True):
        try:
            touched.append(finish(bench, pk))
        except SealbenchError as exc:
            log.warning("agreement not finished yet", code=exc.code)
    return sum(touched)


def _due(now: int) -> Q:
    """Return which agreements have come to their end, or to a warning that was not given."""
    found = Q(ends_at__lte=now)
    for days in WARNINGS:
        untold = Q(warned_days=0) | Q(warned_days__gt=days)
        found |= Q(ends_at__lte=now + days * _DAY) & untold
    return found


def keep_agreement(work: Work, *, agreement: str) -> Outcome[bool]:
    """Warn of the end of *agreement* or note that it came; tell whether there was anything."""
    file = load_agreement(work, agreement)
    entered = enter_agreement(work, file, CLOCK, Action.KEEP_AGREEMENT)
    if isinstance(entered, Refused):
        return entered
    left = file.row.ends_at - work.seconds
    if left <= 0:
        file.move(AgreementState.ENDED)
        file.save(work)
        tell(work, file, Event.AGREEMENT_ENDED, KEEPER_ACTOR)
        return Granted(value=True)
    return Granted(_warn(work, file, left))


def _warn(work: Work, file: AgreementFile, left: int) -> bool:
    """Tell the client once for each of the days before the end; the last one that is due."""
    due = [days for days in WARNINGS if left <= days * _DAY]
    if not due or (file.row.warned_days and file.row.warned_days <= due[-1]):
        return False
    file.row.warned_days = due[-1]
    file.row.save(update_fields=["warned_days"])
    tell(work, file, Event.AGREEMENT_WARNED, KEEPER_ACTOR, days=due[-1])
    leave_notice(work, newest_job(work, file.client), NoticeKind.AGREEMENT_ENDS)
    return True
