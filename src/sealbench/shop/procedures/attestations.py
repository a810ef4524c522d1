"""The attestations of a job: who must state at its end that no record is kept, and who has (A2).

It follows from the job's own events, in their order: a login that is opened or a file that is
looked into later undoes what this person has stated.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sealbench import clock
from sealbench.canon import JSONValue
from sealbench.ids import PersonId
from sealbench.policy import Action, Proof, Role, Text, load_attestation
from sealbench.shop.bench import Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.assignees import named
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.job_file import JobFile
from sealbench.shop.procedures.timeline import read_events
from sealbench.shop.records.models import Person
from sealbench.statement import SignedStatement

ACCESSES = frozenset({Event.LOGIN_OPENED, Event.KEPT_OPENED, Event.FILE_LOOKED_AT})
"""What somebody knows something by that a record could be made of."""


@dataclass(frozen=True, slots=True)
class Stated:
    """What a person stated, which still holds: *at* in unix seconds, *hash* of the statement."""

    person: PersonId
    name: str
    at: int
    hash: str


@dataclass(frozen=True, slots=True)
class Attestations:
    """Who has stated that no record is kept, and who still must, each by id and name.

    *left* had an access and are no technicians of the shop any more; *worked* are all who had.
    """

    stated: Sequence[Stated]
    missing: Mapping[PersonId, str]
    left: Mapping[PersonId, str]
    worked: frozenset[PersonId]

    @property
    def whole(self) -> bool:
        """Tell whether the job may be closed."""
        return not self.missing

    def to_json(self) -> dict[str, JSONValue]:
        """Return what the event that closes the job says of it."""
        gone: list[JSONValue] = [{"id": pk, "name": name} for pk, name in self.left.items()]
        return {"attested": [each.hash for each in self.stated], "left": gone}


def text_today() -> Text:
    """Return the text that is shown and stated now."""
    return load_attestation()


def attestation_nonce(who: Staff, number: int) -> str:
    """Return the purpose of the nonce for a statement: of this job, in this session."""
    return f"attestation {number} {who.session}"


def enter_to_attest(
    work: Work, who: Staff, file: JobFile, attestations: Attestations, proof: Proof
) -> Outcome[None]:
    """Let *who*, by *proof*, state it of the job in *file*; a refusal is recorded with the job."""
    return enter(
        work,
        who=who,
        action=Action.ATTEST_JOB,
        resource=file.resource(),
        context={"confirmed": proof.value, "worked": who.person in attestations.worked},
        subject=file.subject,
    )


def read_attestations(
    work: Work, file: JobFile, events: Iterable[Mapping[str, Any]] | None = None
) -> Attestations:
    """Return how it stands with the job in *file*, by its *events* where they are read already."""
    last, worked = _last_statements(read_events(file.subject) if events is None else events)
    stated = {who: _stated(who, event) for who, event in last.items()}
    silent = {
        PersonId(str(each["id"])): str(each["name"])
        for each in named(work, sorted((worked | file.assigned) - stated.keys()))
    }
    able = _technicians(silent)
    return Attestations(
        stated=tuple(stated.values()),
        missing={pk: name for pk, name in silent.items() if pk in able},
        left={pk: name for pk, name in silent.items() if pk not in able},
        worked=frozenset(worked),
    )


def owes_statement(who: PersonId, events: Iterable[Mapping[str, Any]], *, assigned: bool) -> bool:
    """Tell whether a job of these *events* waits for the statement of *who*, a technician."""
    last, worked = _last_statements(events)
    return (assigned or who in worked) and who not in last


def _last_statements(
    events: Iterable[Mapping[str, Any]],
) -> tuple[dict[PersonId, Mapping[str, Any]], set[PersonId]]:
    """Return by whom which statement still holds, and who had an access."""
    stated: dict[PersonId, Mapping[str, Any]] = {}
    worked: set[PersonId] = set()
    for event in events:
        who = PersonId(str(event["actor"].get("id", "")))
        if event["type"] in ACCESSES:
            worked.add(who)
            stated.pop(who, None)
        elif event["type"] == Event.JOB_ATTESTED:
            stated[who] = event
    return stated, worked


def _stated(who: PersonId, event: Mapping[str, Any]) -> Stated:
    signed = SignedStatement.from_json(event["signed"])
    at = int(clock.from_text(str(event["at"])).timestamp())
    return Stated(who, str(event["actor"]["name"]), at, signed.statement.hash)


def _technicians(people: Iterable[PersonId]) -> set[str]:
    """Return who of *people* can state something here: active, listed, and a technician."""
    rows = Person.objects.filter(pk__in=list(people), state="active", listed_in__isnull=False)
    return {row.pk for row in rows if Role.TECHNICIAN in row.roles}
