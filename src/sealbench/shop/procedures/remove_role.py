"""Remove a role from a person: what it let them reach closes at once, the rest stays."""

from dataclasses import dataclass

from sealbench.errors import ConflictError
from sealbench.ids import PersonId
from sealbench.policy import Action, Refused, Role
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.access import close_access, leave_jobs
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.person_file import PersonFile, load_person
from sealbench.shop.records.models import Invitation, Opening, Session


@dataclass(frozen=True, slots=True)
class Removed:
    """What ended with a role: ways to logins, and places on jobs; *logins* they still know."""

    name: str
    ways: int
    jobs: int
    logins: int


def remove_role(work: Work, *, who: Staff, person: PersonId, role: str) -> Outcome[Removed]:
    """Take *role* away from *person*, who signs in anew with those that are left (A1).

    A technician's ways and places on jobs end with it, and the clock tells the clients to change
    what the person has opened (`tell_risks`).  Nobody gets a role back: they are invited anew.
    """
    file = load_person(work, person)
    decision = enter(
        work,
        who=who,
        action=Action.REMOVE_ROLE,
        resource=file.resource(),
        context={"role": role},
        person=person,
    )
    if isinstance(decision, Refused):
        return decision
    _require_removable(file, role)
    file.row.roles = sorted(set(file.row.roles) - {role})
    removed = Removed(file.name, 0, 0, 0)
    if role == Role.TECHNICIAN:
        removed = _end_technician(work, who, file)
    else:
        Session.objects.filter(person=person).delete()
    file.row.save(update_fields=["roles", "technician_until"])
    Invitation.objects.filter(person=file.row, used_at=None).delete()  # it names the old roles
    work.record(
        work.house.subject,
        Event.ROLE_REMOVED,
        staff_actor(who),
        person=person,
        name=file.name,
        role=role,
        ways=removed.ways,
        jobs=removed.jobs,
        logins=removed.logins,
    )
    return Granted(removed)


def _require_removable(file: PersonFile, role: str) -> None:
    if file.row.state == "deactivated":
        raise ConflictError("this person was deactivated before")
    if role not in file.row.roles:
        raise ConflictError("this person does not have this role", hint="look again")
    if len(file.row.roles) == 1:
        raise ConflictError("this is the person's only role", hint="deactivate the person instead")


def _end_technician(work: Work, who: Staff, file: PersonFile) -> Removed:
    actor = staff_actor(who)
    ways = close_access(work, file.id, actor)
    jobs = leave_jobs(work, file.id, actor)
    file.row.technician_until = work.seconds
    logins = Opening.objects.filter(person=file.id, login__changed_at=None).count()
    return Removed(file.name, ways, jobs, logins)
