"""Find the jobs that wait for one's own statement: ready for pick-up, and it is not made (A2).

It is asked whenever the board is shown, so that it takes three queries however many jobs there
are.  Who has ever been on a job is all whom it can wait for: nobody else gets at anything in it.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from sealbench import canon
from sealbench.errors import GoneError
from sealbench.ids import JobId
from sealbench.keyring import record_node
from sealbench.policy import Action, JobState, Refused, Role
from sealbench.shop.bench import Granted, Outcome, Staff, Subject, Work, open_event
from sealbench.shop.procedures.attestations import owes_statement
from sealbench.shop.procedures.enter import enter
from sealbench.shop.records.models import Assignment, Event, Job

_MOST = 100


def find_statements_due(work: Work, *, who: Staff) -> Outcome[list[int]]:
    """Return the numbers of the jobs that cannot be closed before *who* has stated, rising."""
    decision = enter(work, who=who, action=Action.VIEW_BOARD)
    if isinstance(decision, Refused):
        return decision
    if Role.TECHNICIAN not in who.roles:
        return Granted([])
    held = Assignment.objects.filter(
        person=who.person, job__state=JobState.READY, job__stopped_at=None
    )
    found = held.order_by("since").values_list("job", "until")
    now = {job: until is None for job, until in found}
    rows = Job.objects.filter(pk__in=now).order_by("number")
    jobs = dict(rows.values_list("pk", "number")[:_MOST])
    return Granted(
        sorted(
            jobs[job]
            for job, events in _events(work, jobs)
            if owes_statement(who.person, events, assigned=now[job])
        )
    )


def _events(work: Work, jobs: Iterable[str]) -> Iterator[tuple[str, Iterator[Mapping[str, Any]]]]:
    """Yield each of *jobs* with its events; one whose record was ended has none left."""
    subjects = {}
    for job in jobs:
        try:
            subjects[f"job:{job}"] = Subject(f"job:{job}", b"", work.key(record_node(JobId(job))))
        except GoneError:
            continue
    rows = Event.objects.filter(subject__in=list(subjects)).order_by("subject", "counter")
    found = rows.values_list("subject_id", "counter", "sealed")
    for subject, own in groupby(found, key=lambda row: row[0]):
        yield subject.removeprefix("job:"), _opened(subjects[subject], own)


def _opened(
    subject: Subject, rows: Iterable[tuple[str, int, bytes | memoryview]]
) -> Iterator[Mapping[str, Any]]:
    for _subject, counter, sealed in rows:
        _r, payload = open_event(subject, counter, bytes(sealed))
        yield canon.parse(payload)
