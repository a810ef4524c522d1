"""Look at the case of a client who ends the service (C2).

Whoever may not run it sees how far it is, and nothing of the client; whoever may sees whom it
is about, and the look is recorded where the client reads it (A5, law 8).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sealbench.errors import AbsentError
from sealbench.policy import Action, Refused, Request, Resource
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_actor, staff_principal
from sealbench.shop.procedures.case_file import (
    CaseFile,
    facts_of,
    load_case,
    names_of,
    open_matters,
)
from sealbench.shop.procedures.case_notice import OBJECTION, told_at
from sealbench.shop.procedures.case_scope import Scope
from sealbench.shop.procedures.client_words import read_client
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.intake import ClientWords
from sealbench.shop.procedures.job_file import load_jobs
from sealbench.shop.procedures.looks import is_first_look
from sealbench.shop.procedures.notice_view import Message, read_messages
from sealbench.shop.records.models import CaseEntry, Termination


@dataclass(frozen=True, slots=True)
class Entry:
    """A copy elsewhere, or what is kept by law; *words* say what, with whom or why."""

    id: str
    kind: str
    words: Mapping[str, str]
    due_at: int
    confirmed_at: int | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that staff have to send by hand, and the job that it belongs to."""

    number: int
    message: Message


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as its page shows it; *client* only for whoever may run it."""

    row: Termination
    content: Mapping[str, Any] = field(repr=False)
    entries: Sequence[Entry]
    runners: Sequence[str]
    resource: Resource | None = None
    client: ClientWords | None = field(default=None, repr=False)
    jobs: Sequence[int] = ()
    messages: Sequence[Waiting] = ()
    matters: int = 0
    told_at: int | None = None

    @property
    def number(self) -> int:
        """Return the number of the one job that ends, 0 where the whole service does."""
        return int(self.content.get("number", 0))

    @property
    def earliest(self) -> int | None:
        """Return when the notice is over, None while somebody is still to be told."""
        announced = self.content.get("announced_at")
        if announced is None or self.told_at is None:
            return None
        return max(int(announced), self.told_at) + OBJECTION


def look_at_case(work: Work, *, who: Staff, case: str) -> Outcome[CaseView]:
    """Return the case as *who* may see it; raise AbsentError where there is none."""
    entered = enter(work, who=who, action=Action.VIEW_CASES)
    if isinstance(entered, Refused):
        return entered
    row = Termination.objects.filter(pk=case).first()
    if row is None:
        raise AbsentError("there is no such case")
    if row.ordered_at is not None or not (row.client or row.job):
        return Granted(_ended(work, row))
    file = load_case(work, case)
    resource = facts_of(work, file, file.scope)
    request = Request(
        Action.RUN_CASE, staff_principal(who, now=work.seconds), resource, {"screened": True}
    )
    # Whoever may not run it is not refused: the page shows less.
    if isinstance(work.decide(request), Refused):
        return Granted(_open(work, file, resource))
    if is_first_look(who, f"case:{case}"):
        work.record(
            file.file.subject, Event.CASE_LOOKED_AT, staff_actor(who), job=file.file.id, case=case
        )
    return Granted(_open(work, file, resource, client=read_client(work, file.file.row.client)))


def _ended(work: Work, row: Termination) -> CaseView:
    content = work.read(row)
    return CaseView(row, content, _entries(work, row), _runners(work, content))


def _open(
    work: Work, file: CaseFile, resource: Resource, client: ClientWords | None = None
) -> CaseView:
    notice = file.content.get("notice")
    return CaseView(
        row=file.row,
        content=file.content,
        entries=_entries(work, file.row),
        runners=_runners(work, file.content),
        resource=resource,
        client=client,
        jobs=_jobs(file.scope) if client else (),
        messages=_messages(work, file.scope) if client else (),
        matters=open_matters(work, file.scope),
        told_at=told_at(work, file.file, str(notice)) if notice else None,
    )


def _runners(work: Work, content: Mapping[str, Any]) -> list[str]:
    return names_of(work, [str(each) for each in content["runners"]])


def _entries(work: Work, row: Termination) -> list[Entry]:
    rows = CaseEntry.objects.filter(case=row).order_by("listed_at", "pk")
    return [
        Entry(
            each.pk,
            each.kind,
            {name: str(value) for name, value in work.read(each).items()},
            each.due_at,
            each.confirmed_at,
        )
        for each in rows
    ]


def _jobs(scope: Scope) -> list[int]:
    return list(scope.jobs().order_by("number").values_list("number", flat=True))


def _messages(work: Work, scope: Scope) -> list[Waiting]:
    found = []
    for file in load_jobs(work, scope.jobs()):
        found += [
            Waiting(file.row.number, each) for each in read_messages(work, file) if each.is_open
        ]
    return found
