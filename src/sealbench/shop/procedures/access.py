"""Ending what a person can reach: sessions at once, ways to logins, places on jobs."""

from collections.abc import Mapping

from sealbench.ids import JobId, PersonId
from sealbench.policy import ENDED
from sealbench.shop.bench import Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.assign_job import ask_to_seal_again, close_ways
from sealbench.shop.procedures.assignees import named
from sealbench.shop.procedures.job_file import load_job
from sealbench.shop.procedures.keep_file import close_kept_ways
from sealbench.shop.records.models import Assignment, Session, Way


def close_access(work: Work, person: PersonId, actor: Mapping[str, str]) -> int:
    """End every session and way of *person*, with an event per way; return how many ways.

    The client of each job concerned is asked to seal again.
    """
    Session.objects.filter(person=person).delete()
    ways = Way.objects.filter(person=person)
    jobs = sorted(set(ways.values_list("login__job_id", flat=True)))
    closed = ways.count()
    for job in jobs:
        file = load_job(work, JobId(job))
        close_ways(work, file, [person], dict(actor))
        ask_to_seal_again(work, file)
    return closed + close_kept_ways(work, person, actor)


def leave_jobs(work: Work, person: PersonId, actor: Mapping[str, str]) -> int:
    """Take *person* off every job that is not over, with an event per job; return how many."""
    places = Assignment.objects.filter(person=person, until=None).exclude(
        job__state__in=[state.value for state in ENDED]
    )
    jobs = sorted({place.job_id for place in places})
    places.update(until=work.seconds)
    for job in jobs:
        file = load_job(work, JobId(job))
        work.record(
            file.subject,
            Event.JOB_ASSIGNED,
            actor,
            job=job,
            people=named(work, sorted(file.assigned)),
            gone=named(work, [person]),
        )
    return len(jobs)
