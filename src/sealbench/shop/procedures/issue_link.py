"""Issue the link by which a client comes to the page of a job (A5)."""

from dataclasses import dataclass

from sealbench.errors import ConflictError
from sealbench.policy import Action, LinkState, Refused
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.directory_file import load_genesis
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.job_file import JobFile, load_job_by_number
from sealbench.shop.procedures.link_file import NewLink, link_state, make_link, standing_link
from sealbench.shop.procedures.person_file import PersonFile
from sealbench.shop.records.models import Person


@dataclass(frozen=True, slots=True)
class Named:
    """A person on the job, as the paper slip prints them."""

    name: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Slip:
    """What the desk hands over, shown once: the link, and what to compare on the phone."""

    number: int
    link: NewLink
    genesis: str  # the home's fingerprint as the link carries it
    people: tuple[Named, ...]


def issue_link(work: Work, *, who: Staff, number: int) -> Outcome[Slip]:
    """Make the client's link; raise ConflictError when the client has claimed one."""
    file = load_job_by_number(work, number)
    entered = enter(
        work, who=who, action=Action.ISSUE_LINK, resource=file.resource(), subject=file.subject
    )
    if isinstance(entered, Refused):
        return entered
    standing = standing_link(work, file)
    if standing and link_state(standing, now=work.seconds) is LinkState.CLAIMED:
        raise ConflictError(
            "the client has claimed the link", hint="if it was lost, identify them and reissue it"
        )
    link = make_link(work, file, Event.LINK_ISSUED, staff_actor(who))
    return Granted(make_slip(work, file, link))


def make_slip(work: Work, file: JobFile, link: NewLink) -> Slip:
    """Return what is printed for *link*."""
    genesis = load_genesis(work).fingerprint
    rows = Person.objects.filter(pk__in=file.assigned, listed_in__isnull=False).order_by("pk")
    people = [PersonFile(row, work.read(row)) for row in rows]
    named = tuple(Named(person.name, person.fingerprint) for person in people)
    return Slip(file.row.number, link, genesis, named)
