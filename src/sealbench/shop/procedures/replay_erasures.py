"""Replay the erasures that came after a backup, before the restored home is served (C2).

The keys in escrow are those of today: an ended client has none.  What the backup holds of them
opens under nothing; here it goes, as the destruction took it, so that nobody stays listed.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sealbench.canon import JSONValue
from sealbench.errors import ConflictError
from sealbench.ids import ClientId, FileId, JobId
from sealbench.keyring import HOUSE, Realm, client_node, file_node, record_node
from sealbench.shop.bench import Bench, Granted, Outcome, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import COMMAND_ACTOR
from sealbench.shop.procedures.case_scope import Scope
from sealbench.shop.procedures.client_rows import delete_rows, subjects_of
from sealbench.shop.procedures.ended_link import lead_links
from sealbench.shop.procedures.file_objects import drop_objects
from sealbench.shop.records.models import Client, EndedJob, File, Job, Termination
from sealbench.shop.records.statements import changes
from sealbench.shop.records.statements.ended import merge_events

T = TypeVar("T")

_AT_ONCE = 50
_COUNTS = ("rows", "files", "outbox", "events")
_BY = "the restore of a backup"
_METHOD = "the keys were ended after the backup that was restored; its rows were taken out again"


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many clients and files of a backup were taken out again, with all else that ended."""

    clients: int
    files: int


@dataclass(frozen=True, slots=True)
class _Taken:
    """What went with one client or job, and the case that the backup knows, if it knows one."""

    counts: Mapping[str, int]
    case: str


def replay_erasures(bench: Bench, ended: Collection[str], *, before: int) -> Replayed:
    """Take out the rows and files whose keys are among *ended*; a second time finds none.

    *before* is the epoch of the backup's keys.
    """
    files = [FileId(pk) for pk in _among(File.objects.values_list("pk", flat=True), ended)]
    clients = [ClientId(pk) for pk in _among(Client.objects.values_list("pk", flat=True), ended)]
    living = Job.objects.exclude(client__in=clients).values_list("pk", flat=True)
    jobs = [JobId(pk) for pk in _among(living, ended)]
    of_clients = File.objects.filter(job__client__in=clients)
    of_jobs = File.objects.filter(job__in=jobs)
    taken = {
        FileId(pk) for each in (of_clients, of_jobs) for pk in each.values_list("pk", flat=True)
    }
    for some in _groups(clients):
        bench.run(take_out, clients=some, before=before)
    for alone in _groups(jobs):
        bench.run(take_out, jobs=alone, before=before)
    for rest in _groups([file for file in files if file not in taken]):
        bench.run(take_out, files=rest, before=before)
    return Replayed(len(clients), drop_objects(bench, {*files, *taken}))


def take_out(
    work: Work,
    *,
    before: int,
    clients: Sequence[ClientId] = (),
    jobs: Sequence[JobId] = (),
    files: Sequence[FileId] = (),
) -> Outcome[None]:
    """Delete every row of *clients*, and those of *jobs* and *files* of clients who live.

    Raise ConflictError for one who has a key: nobody is ended here.
    """
    nodes = [*map(client_node, clients), *map(record_node, jobs), *map(file_node, files)]
    if not all(work.house.keys.is_gone(node) for node in nodes):
        raise ConflictError("a key of what was ended is there: nothing is taken out")
    done = [_take_out(work, Scope(client), before) for client in clients]
    done += [_take_out_job(work, job, before) for job in jobs]
    counts = {name: sum(each.counts[name] for each in done) for name in _COUNTS}
    alone, _ = File.objects.filter(pk__in=files).delete()
    counts["rows"], counts["files"] = counts["rows"] + alone, counts["files"] + alone
    cases: list[JSONValue] = [each.case for each in done if each.case]
    work.record(
        work.house.subject,
        Event.ERASURES_REPLAYED,
        COMMAND_ACTOR,
        clients=len(clients),
        jobs=len(jobs),
        files=counts["files"],
        cases=cases,
        destroyed={**counts},
    )
    work.scrub()
    return Granted(None)


def _take_out_job(work: Work, job: JobId, before: int) -> _Taken:
    """Delete every row of *job*; its number stays with its client."""
    row = Job.objects.get(pk=job)
    taken = _take_out(work, Scope(ClientId(row.client_id), job), before)
    EndedJob.objects.create(
        number=row.number,
        client_id=row.client_id,
        case_id=taken.case or None,
        ended_at=work.seconds,
    )
    return taken


def _take_out(work: Work, scope: Scope, before: int) -> _Taken:
    """Delete every row in *scope*, and make the events noise."""
    case = Termination.objects.select_for_update().filter(**scope.column).first()
    if case is not None:
        lead_links(scope, case, now=work.seconds)
    subjects = subjects_of(scope)
    # What is searched forgets the client, or with all of the index the device of the job.
    if scope.job:
        changes.note(changes.ENDED)
    else:
        changes.note_end(scope.client)
    counts = {**delete_rows(scope), "events": merge_events(subjects) if subjects else 0}
    if case is not None:
        _end_case(work, case, counts, before)
    return _Taken(counts, case.pk if case else "")


def _end_case(work: Work, case: Termination, done: Mapping[str, int], before: int) -> None:
    """End *case* with what is known of it: a new certificate can be issued on it."""
    content = work.read(case)
    after = work.house.keys.epoch(Realm.CLIENTS)
    turn: JSONValue = {"realm": Realm.CLIENTS.value, "before": before, "after": after}
    content |= {
        "destroys": {"keys": 1 + done["files"], **done},
        "roots": [turn] if after > before else [],
        "approver": _BY,
        "method": _METHOD,
    }
    case.client = case.job = None
    case.ordered_at = case.destroyed_at = work.seconds
    work.write(case, HOUSE, content)
    case.save()


def _among(names: Iterable[str], ended: Collection[str]) -> Iterator[str]:
    return (name for name in sorted(names) if name in ended)


def _groups(items: Sequence[T]) -> Iterator[Sequence[T]]:
    return (items[at : at + _AT_ONCE] for at in range(0, len(items), _AT_ONCE))
