"""Ending what a person can reach: sessions at once, ways to logins, places on jobs."""

from collections.abc import Mapping

from sealbench.ids import JobId, PersonId
from sealbench.policy import ENDED
from sealbench.shop.bench import Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.job_file import load_job
from sealbench.shop.records.models import Assignment, Session, Way


def close_access(work: Work, person: PersonId, actor: Mapping[str, str], *, why: str) -> int:
    """End every session and way of *person*, with an event per job; return how many ways."""
    Session.objects.filter(person=person).delete()
    ways = Way.objects.filter(person=person).select_related("login")
    by_job: dict[str, list[str]] = {}
    for way in ways.order_by("login__job_id", "login_id"):
        by_job.setdefault(way.login.job_id, []).append(way.login_id)
    for job, logins in by_job.items():
        file = load_job(work, JobId(job))
        work.record(
            file.subject,
            Event.LOGIN_WAY_CLOSED,
            actor,
            job=job,
            person=person,
            logins=logins,
            why=why,
        )
        file.row.seal_again = True
        file.row.save(update_fields=["seal_again"])
    closed, _ = ways.delete()
    return closed


def leave_jobs(work: Work, person: PersonId, actor: Mapping[str, str]) -> int:
    """Take *person* off every job that is not over, with an event per job; return how many."""
    places = Assignment.objects.filter(person=person, until=None).exclude(
        job__state__in=[state.value for state in ENDED]
    )
    jobs = sorted({place.job_id for place in places})
    places.update(until=work.seconds)
    for job in jobs:
        file = load_job(work, JobId(job))
        work.record(file.subject, Event.JOB_ASSIGNED, actor, job=job, removed=[person], added=[])
    return len(jobs)
