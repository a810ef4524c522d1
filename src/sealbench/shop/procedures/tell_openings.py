"""Tell clients that a login was opened: the clock leaves a notice for each job concerned (A5, A1).

The opening itself stays as short as it is.  What is told comes from the ledger's own events,
read in order up to a mark that moves in the same commit as the notices: none is left out.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import structlog

from sealbench import canon
from sealbench.errors import AbsentError, GoneError, MalformedError, VerificationError
from sealbench.ids import JobId
from sealbench.keyring import record_node
from sealbench.policy import Action, Refused, Resource, ResourceKind
from sealbench.shop.bench import Bench, Granted, Outcome, Subject, Work, open_event
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.job_file import JobFile, load_job
from sealbench.shop.procedures.keeper_entry import enter_as_keeper
from sealbench.shop.procedures.leave_notice import leave_notice
from sealbench.shop.procedures.notice_kinds import NoticeKind
from sealbench.shop.records import models

_AT_ONCE = 200
# What is wrong with one row keeps no client of another from hearing; `ledger check` names it.
_SPOILED = (AbsentError, GoneError, MalformedError, VerificationError)
_JOB = "job:"
_KINDS = {
    Event.LOGIN_OPENED.value: NoticeKind.LOGIN_OPENED,
    Event.KEPT_OPENED.value: NoticeKind.KEPT_OPENED,
}

Opening = tuple[JobId, NoticeKind]

log = structlog.get_logger()


class Row(NamedTuple):
    """An event as it is kept."""

    leaf: int
    subject: str
    counter: int
    sealed: bytes


def tell_openings(bench: Bench) -> int:
    """Leave notices for the next events; return how many events were read."""
    after = models.Told.objects.filter(pk=1).values_list("index", flat=True).first()
    after = -1 if after is None else after
    found = models.Event.objects.filter(leaf__gt=after).order_by("leaf")[:_AT_ONCE]
    rows = [Row(each.pk, each.subject_id, each.counter, bytes(each.sealed)) for each in found]
    if rows:
        jobs = sorted(set(_opened(bench, rows)))
        bench.run(leave_notices, jobs=jobs, after=after, upto=rows[-1].leaf)
    return len(rows)


def leave_notices(work: Work, *, jobs: Sequence[Opening], after: int, upto: int) -> Outcome[int]:
    """Leave a notice for each of *jobs*, and move the mark from *after* to *upto*."""
    mark, _ = models.Told.objects.select_for_update().get_or_create(pk=1)
    if mark.index != after:
        return Granted(0)  # somebody else was first
    for job, kind in jobs:
        file = _readable(work, job)
        if file is None:
            continue
        resource = Resource(ResourceKind.NOTICE, job)
        entered = enter_as_keeper(work, Action.DELIVER_NOTICE, resource, subject=file.subject)
        if isinstance(entered, Refused):
            return entered
        leave_notice(work, file, kind)
    mark.index = upto
    mark.save(update_fields=["index"])
    return Granted(len(jobs))


def _readable(work: Work, job: JobId) -> JobFile | None:
    """Return the file of *job*, or None where its row was spoiled."""
    try:
        return load_job(work, job)
    except _SPOILED as exc:
        log.error("opening not told", code=exc.code)  # noqa: TRY400 - says all
        return None


def _opened(bench: Bench, rows: Sequence[Row]) -> Iterable[Opening]:
    """Yield the job of each row that tells of an opening, and what its client is told."""
    subjects = _subjects(bench, {row.subject for row in rows if row.subject.startswith(_JOB)})
    for row in rows:
        subject = subjects.get(row.subject)
        if subject is None:
            continue
        try:
            _, payload = open_event(subject, row.counter, row.sealed)
            kind = str(canon.parse(payload).get("type"))
        except _SPOILED as exc:
            log.error("event not told", code=exc.code)  # noqa: TRY400 - says all
            continue
        if kind in _KINDS:
            yield JobId(row.subject.removeprefix(_JOB)), _KINDS[kind]


def _subjects(bench: Bench, wanted: Iterable[str]) -> dict[str, Subject]:
    """Return the jobs' subjects by id, to read only; those that were ended are gone."""
    jobs = models.Job.objects.filter(pk__in=[each.removeprefix(_JOB) for each in wanted])
    found = {}
    for job in jobs.values_list("pk", flat=True):
        try:
            key = bench.keys.key(record_node(JobId(job)))
        except GoneError:
            continue
        found[f"{_JOB}{job}"] = Subject(f"{_JOB}{job}", b"", key)
    return found
