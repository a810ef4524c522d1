"""Gather a dossier from the rows, after the commit that recorded who takes it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from sealbench import canon, clock
from sealbench.canon import JSON
from sealbench.dossier import Dossier, Entry, Job, Record, Shop, select_directories
from sealbench.ids import ClientId
from sealbench.ledger import Leaf, Proof
from sealbench.shop.bench import Bench, Receipt, Subject, open_event, proofs
from sealbench.shop.bench.issues import parse_issue
from sealbench.shop.queries import directory, house
from sealbench.shop.records.models import DirectoryIssue, Event
from sealbench.statement import SignedStatement

_AT_ONCE = 500  # a path has some twenty hashes, and a query at most 32 766 parameters


@dataclass(frozen=True, slots=True)
class Handed:
    """A job whose dossier is made: *subject* opens its events, *owner* those of its client.

    *consents* are enclosed, and the events of *owner* that *finished* agreements.
    """

    job: Job
    subject: Subject
    consents: tuple[JSON, ...] = field(repr=False)
    owner: Subject
    finished: tuple[int, ...]


def gather(bench: Bench, handed: Handed, receipt: Receipt) -> Dossier:
    """Return the dossier of *handed*: its events up to the one of *receipt*, proven in that commit.

    The key of the job's record seals them, which outlives the job's own.
    """
    job, subject, owner = handed.job, handed.subject, handed.owner
    note = proofs.note_of(receipt.size)
    entries = _entries(subject, receipt, note)
    shop = house.shop(bench)
    times = [clock.from_text(entry.at) for entry in entries]
    return Dossier(
        made_at=times[-1],
        shop=Shop(shop.name, shop.address, shop.phone),
        genesis=SignedStatement.from_json(directory.genesis()),
        directories=tuple(select_directories(_issues(bench), times)),
        job=job,
        secret=subject.secret,
        entries=entries,
        checkpoint=note,
        count=len(entries),
        consents=handed.consents,
        agreements=_finished(owner, handed.finished, receipt, note),
    )


def _finished(
    owner: Subject, counters: Sequence[int], receipt: Receipt, note: str
) -> tuple[Entry, ...]:
    if not counters:
        return ()
    rows = Event.objects.filter(subject=owner.id, counter__in=counters)
    return _opened(owner, rows, receipt.size, note)


def gather_record(*, client: ClientId, subject: Subject, size: int) -> Record | None:
    """Return the record of *client*, proven in the tree of *size*; None where nothing happened."""
    note = proofs.note_of(size)
    rows = Event.objects.filter(subject=subject.id, leaf_id__lt=size)
    entries = _opened(subject, rows, size, note)
    if not entries:
        return None
    genesis = SignedStatement.from_json(directory.genesis())
    return Record(genesis, client, subject.secret, entries, note, len(entries))


def _entries(subject: Subject, receipt: Receipt, note: str) -> tuple[Entry, ...]:
    rows = Event.objects.filter(subject=subject.id, counter__lte=receipt.counter)
    return _opened(subject, rows, receipt.size, note)


def _opened(subject: Subject, rows: "QuerySet[Event]", size: int, note: str) -> tuple[Entry, ...]:
    found = list(rows.select_related("leaf").order_by("counter"))
    paths = _paths([row.leaf_id for row in found], size)
    return tuple(_entry(subject, row, path, note) for row, path in zip(found, paths, strict=True))


def _paths(indices: Sequence[int], size: int) -> Iterator[Sequence[bytes]]:
    """Yield the audit path of each index, with a query for each `_AT_ONCE` of them."""
    for start in range(0, len(indices), _AT_ONCE):
        yield from proofs.inclusion_paths(indices[start : start + _AT_ONCE], size)


def _entry(subject: Subject, row: Event, path: Sequence[bytes], note: str) -> Entry:
    r, payload = open_event(subject, row.counter, bytes(row.sealed))
    return Entry(
        index=row.leaf_id,
        counter=row.counter,
        leaf=Leaf(bytes(row.leaf.leaf_id), bytes(row.leaf.commit)).to_bytes(),
        r=r,
        payload=canon.from_bytes(payload),
        proof=Proof(row.leaf_id, tuple(path), note).to_text(),
    )


def _issues(bench: Bench) -> list[SignedStatement]:
    rows = DirectoryIssue.objects.order_by("number")
    return [parse_issue(canon.to_bytes(bench.read_house(row)["signed"])) for row in rows]
