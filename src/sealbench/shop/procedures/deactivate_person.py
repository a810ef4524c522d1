"""Deactivate a person: out at once, everywhere."""

from dataclasses import dataclass

from sealbench.errors import ConflictError
from sealbench.ids import PersonId
from sealbench.policy import Action, Refused
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.access import close_access, leave_jobs
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.person_file import load_person
from sealbench.shop.records.models import Invitation, Opening


@dataclass(frozen=True, slots=True)
class Left:
    """What ended with a person: ways to logins, and places on jobs; *logins* they still know."""

    name: str
    ways: int
    jobs: int
    logins: int


def deactivate_person(
    work: Work, *, who: Staff, person: PersonId, acknowledged: bool = False
) -> Outcome[Left]:
    """End the sessions, ways and jobs of *person*, who never comes back (A1).

    The clock tells the clients to change what the person has opened (`tell_risks`).
    *acknowledged*: it was typed that nobody can manage the shop after the last manager.
    """
    file = load_person(work, person)
    if file.row.state == "deactivated":
        raise ConflictError("this person was deactivated before")
    facts = {"acknowledged": acknowledged}
    decision = enter(
        work,
        who=who,
        action=Action.DEACTIVATE_PERSON,
        resource=file.resource(),
        context=facts,
        person=person,
    )
    if isinstance(decision, Refused):
        return decision
    ways = close_access(work, person, staff_actor(who))
    jobs = leave_jobs(work, person, staff_actor(who))
    file.row.passkeys.filter(revoked_at=None).update(revoked_at=work.seconds)
    file.row.state, file.row.deactivated_at = "deactivated", work.seconds
    file.row.save(update_fields=["state", "deactivated_at"])
    logins = Opening.objects.filter(person=person, login__changed_at=None).count()
    Invitation.objects.filter(person=file.row, used_at=None).delete()
    work.record(
        work.house.subject,
        Event.PERSON_DEACTIVATED,
        staff_actor(who),
        person=person,
        name=file.name,
        ways=ways,
        jobs=jobs,
        logins=logins,
    )
    return Granted(Left(file.name, ways, jobs, logins))
