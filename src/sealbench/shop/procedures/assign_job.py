"""Put other people on a job (A1): whoever leaves loses every way to its logins at once."""

from collections.abc import Iterable

from sealbench.ids import JobId, PersonId
from sealbench.policy import Action
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.assignees import Assignees, named
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.job_file import JobFile, load_job
from sealbench.shop.procedures.leave_notice import leave_notice
from sealbench.shop.procedures.notice_kinds import NoticeKind
from sealbench.shop.records.models import Assignment, Login, Way


def assign_job(work: Work, *, who: Staff, job: JobId, assignees: Assignees) -> Outcome[None]:
    """Put *assignees* on *job*, and nobody else.

    A login that was sealed to others has to be sealed again by the client; staff get a
    message to send by hand.
    """
    file = load_job(work, job)
    decision = enter(
        work,
        who=who,
        action=Action.ASSIGN_JOB,
        resource=file.resource(),
        context={"assignees_fit": assignees.fit()},
        subject=file.subject,
    )
    if not isinstance(decision, Granted):
        return decision
    wanted = frozenset(assignees.people)
    gone, come = sorted(file.assigned - wanted), sorted(wanted - file.assigned)
    work.record(
        file.subject,
        Event.JOB_ASSIGNED,
        staff_actor(who),
        job=job,
        people=named(work, assignees.people),
        gone=named(work, gone),
    )
    _replace(work, file, assignees, gone)
    close_ways(work, file, gone, staff_actor(who))
    if _must_seal_again(file, come):
        ask_to_seal_again(work, file)
    return decision


def close_ways(
    work: Work, file: JobFile, people: Iterable[PersonId], actor: dict[str, str]
) -> None:
    """Take from *people* every way to the logins of *file*, and record each."""
    ways = Way.objects.filter(login__job=file.row, person__in=people).order_by("login", "person")
    for way in ways:
        work.record(
            file.subject,
            Event.LOGIN_WAY_CLOSED,
            actor,
            job=file.id,
            login=way.login_id,
            people=named(work, [way.person_id]),
        )
        way.delete()


def _replace(work: Work, file: JobFile, assignees: Assignees, gone: Iterable[PersonId]) -> None:
    held = Assignment.objects.filter(job=file.row, until=None)
    held.filter(person__in=gone).update(until=work.seconds)
    for person in assignees.people:
        deputy = person == assignees.deputy
        if person in file.assigned:
            held.filter(person=person).update(deputy=deputy)
        else:
            Assignment.objects.create(
                job=file.row, person_id=person, deputy=deputy, since=work.seconds
            )


def _must_seal_again(file: JobFile, come: Iterable[PersonId]) -> bool:
    """Tell whether a login is there that somebody new, or nobody at all, cannot open."""
    logins = Login.objects.filter(job=file.row)
    return logins.exists() and (bool(come) or logins.filter(ways=None).exists())


def ask_to_seal_again(work: Work, file: JobFile) -> None:
    """Ask the client of *file* to seal again: on the client's page, and by a notice."""
    file.row.seal_again = True
    file.row.save(update_fields=["seal_again"])
    leave_notice(work, file, NoticeKind.SEAL_AGAIN)
