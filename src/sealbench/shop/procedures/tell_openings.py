"""Tell clients that a login was opened: the clock leaves a notice for each job concerned (A5, A1).

The opening itself stays as short as it is.  What is told comes from the ledger's own events,
read in order up to a mark that moves in the same commit as the notices and as the rows of who
knows which login: none is left out.
"""

from collections.abc import Sequence

import structlog

from sealbench.ids import JobId
from sealbench.policy import Action, Refused, Resource, ResourceKind
from sealbench.shop.bench import Bench, Granted, Outcome, Work
from sealbench.shop.procedures.job_file import JobFile, load_job
from sealbench.shop.procedures.keeper_entry import enter_as_keeper
from sealbench.shop.procedures.leave_notice import leave_notice
from sealbench.shop.procedures.notice_kinds import NoticeKind
from sealbench.shop.procedures.opening_rows import (
    SPOILED,
    Opened,
    events_after,
    keep_openings,
    read_openings,
)
from sealbench.shop.records.models import Told

_AT_ONCE = 200

log = structlog.get_logger()


def tell_openings(bench: Bench) -> int:
    """Leave notices for the next events; return how many events were read."""
    after = Told.objects.filter(pk=1).values_list("index", flat=True).first()
    after = -1 if after is None else after
    rows = events_after(after, most=_AT_ONCE)
    if rows:
        found = list(read_openings(bench, rows))
        bench.run(leave_notices, openings=found, after=after, upto=rows[-1].leaf)
    return len(rows)


def leave_notices(work: Work, *, openings: Sequence[Opened], after: int, upto: int) -> Outcome[int]:
    """Leave a notice for each job of *openings*, and move the mark from *after* to *upto*."""
    mark, _ = Told.objects.select_for_update().get_or_create(pk=1)
    if mark.index != after:
        return Granted(0)  # somebody else was first
    jobs = sorted({(each.job, _kind(each)) for each in openings})
    for job, kind in jobs:
        file = _readable(work, job)
        if file is None:
            continue
        refused = _enter(work, file)
        if refused is not None:
            return refused
        leave_notice(work, file, kind)
    keep_openings(openings)
    mark.index = upto
    mark.save(update_fields=["index"])
    return Granted(len(jobs))


def _kind(opened: Opened) -> NoticeKind:
    return NoticeKind.KEPT_OPENED if opened.kept else NoticeKind.LOGIN_OPENED


def _enter(work: Work, file: JobFile) -> Refused | None:
    resource = Resource(ResourceKind.NOTICE, file.id)
    entered = enter_as_keeper(work, Action.DELIVER_NOTICE, resource, subject=file.subject)
    return entered if isinstance(entered, Refused) else None


def _readable(work: Work, job: JobId) -> JobFile | None:
    """Return the file of *job*, or None where its row was spoiled."""
    try:
        return load_job(work, job)
    except SPOILED as exc:
        log.error("opening not told", code=exc.code)  # noqa: TRY400 - says all
        return None
