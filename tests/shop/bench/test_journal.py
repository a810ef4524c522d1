from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction

from sealbench import canon, ledger
from sealbench.keyring import Key
from sealbench.shop.bench import Bench, proofs
from sealbench.shop.bench.journal import Journal, open_event
from sealbench.shop.bench.subject import Entry, Receipt, Subject
from sealbench.shop.records.models import Checkpoint, Event, Head, Leaf
from sealbench.shop.records.models import Subject as SubjectRow
from sealbench.shop.records.statements.statement import Statement
from tests.support.clocks import StoppedClock

ONE = Subject("job:one", b"1" * 32, Key.random())
TWO = Subject("client:two", b"2" * 32, Key.random())


@pytest.fixture
def journal(bench: Bench) -> Journal:
    return Journal(bench.signer, bench.house.origin)


def entry(subject: Subject, number: int = 0, *, counted: bool = False) -> Entry:
    return Entry(subject, {"v": 1, "number": number}, counted=counted)


def append(journal: Journal, entries: Sequence[Entry], clock: StoppedClock) -> Sequence[Receipt]:
    with transaction.atomic(durable=True):
        receipts = journal.append(entries, clock)
    journal.settle(committed=True)
    return receipts


def verify(bench: Bench, receipt: Receipt, subject: Subject) -> dict[str, canon.JSONValue]:
    """Return the payload of *receipt*, once rows, leaf, opening and proof fit."""
    row, event = Leaf.objects.get(pk=receipt.index), Event.objects.get(pk=receipt.index)
    leaf = ledger.Leaf.from_bytes(receipt.leaf)
    assert (bytes(row.leaf_id), bytes(row.commit)) == (leaf.id, leaf.commit)
    assert (event.subject_id, event.counter) == (subject.id, receipt.counter)
    assert open_event(subject, receipt.counter, bytes(event.sealed)) == (receipt.r, receipt.payload)
    ledger.verify_id(leaf, secret=subject.secret, counter=receipt.counter)
    ledger.verify_opening(leaf, r=receipt.r, payload=receipt.payload)
    proof = ledger.Proof.from_text(proofs.prove(receipt).inclusion)
    assert proof.verify(receipt.leaf, bench.signer.key).size == receipt.size
    return canon.from_bytes(receipt.payload)


def test_events_of_one_commit_are_numbered_in_order(
    bench: Bench, journal: Journal, clock: StoppedClock
) -> None:
    append(journal, [entry(TWO)], clock)
    order = [ONE, TWO, ONE, ONE, TWO]
    receipts = append(journal, [entry(each, at) for at, each in enumerate(order)], clock)
    assert [each.index for each in receipts] == [1, 2, 3, 4, 5]
    assert [each.counter for each in receipts] == [0, 1, 1, 2, 2]
    assert {each.size for each in receipts} == {6}
    found = [verify(bench, each, subject) for each, subject in zip(receipts, order, strict=True)]
    assert [each["number"] for each in found] == [0, 1, 2, 3, 4]
    assert dict(SubjectRow.objects.values_list("pk", "count")) == {ONE.id: 3, TWO.id: 3}


def test_a_counted_event_states_its_number(
    bench: Bench, journal: Journal, clock: StoppedClock
) -> None:
    entries = [entry(ONE), entry(ONE, counted=True), entry(TWO, counted=True)]
    receipts = append(journal, entries, clock)
    found = [verify(bench, each, one.subject) for each, one in zip(receipts, entries, strict=True)]
    assert [each.get("count") for each in found] == [None, 2, 1]


def test_no_two_events_share_their_random_bytes(journal: Journal, clock: StoppedClock) -> None:
    receipts = append(journal, [entry(ONE)] * 50, clock)
    assert len({each.r for each in receipts}) == len({each.leaf for each in receipts}) == 50
    assert {len(each.r) for each in receipts} == {32}


@pytest.mark.parametrize("steps", [[1] * 9, [5, 64, 1, 30], [1024, 3]])
def test_each_commit_signs_one_checkpoint_of_all_leaves(
    bench: Bench, journal: Journal, clock: StoppedClock, steps: list[int]
) -> None:
    notes = []
    for step in steps:
        receipts = append(journal, [entry(ONE)] * step, clock)
        notes.append(proofs.note_of(receipts[0].size))
        assert {each.note for each in receipts} == {notes[-1]}
    assert Checkpoint.objects.count() == len(steps)
    rows = list(Leaf.objects.order_by("index"))
    leaves = ledger.write_leaves(
        [bytes(row.leaf_id) for row in rows], [bytes(row.commit) for row in rows]
    )
    frontier, hashes = ledger.Frontier().extend(map(ledger.leaf_hash, leaves))
    assert [bytes(row.hashes) for row in rows] == hashes
    head = ledger.verify_checkpoint(notes[-1], bench.signer.key)
    assert (head.size, head.root) == (sum(steps), frontier.root())


def test_counters_are_taken_in_sorted_order_and_the_head_last(
    journal: Journal, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, object]] = []
    one = Statement.one

    def watch(self: Statement, *values: object) -> Sequence[object] | None:
        told.append((self._stock.split()[2 if "INSERT" in self._stock else 1], values[0]))
        return one(self, *values)

    monkeypatch.setattr(Statement, "one", watch)
    append(journal, [entry(ONE), entry(TWO), entry(ONE)], clock)
    assert told == [
        ("records_subject", TWO.id),
        ("records_subject", ONE.id),
        ("records_head", 3),
    ]


@pytest.mark.parametrize("table", ["records_leaf", "records_event", "records_checkpoint"])
def test_what_was_undone_is_not_built_on(
    bench: Bench, journal: Journal, clock: StoppedClock, table: str
) -> None:
    append(journal, [entry(ONE)], clock)
    taken: dict[str, Callable[[], object]] = {
        "records_leaf": lambda: Leaf.objects.create(
            index=2, leaf_id=bytes(32), commit=bytes(32), hashes=bytes(32)
        ),
        "records_event": lambda: Event.objects.filter(pk=0).update(counter=2),
        "records_checkpoint": lambda: Checkpoint.objects.create(size=3, note="taken"),
    }

    def fail() -> None:
        with transaction.atomic(durable=True):
            taken[table]()
            journal.append([entry(ONE), entry(ONE)], clock)

    with pytest.raises(IntegrityError):
        fail()
    journal.settle(committed=False)
    assert (Leaf.objects.count(), Head.objects.get().size) == (1, 1)
    (receipt,) = append(journal, [entry(ONE)], clock)
    assert (receipt.index, receipt.counter, receipt.size) == (1, 1, 2)
    verify(bench, receipt, ONE)


@pytest.mark.sqlite  # whose connection tells each statement that it runs
def test_a_proof_of_what_was_just_recorded_needs_no_statement(
    bench: Bench, journal: Journal, clock: StoppedClock
) -> None:
    append(journal, [entry(TWO)] * 5, clock)
    receipts = append(journal, [entry(ONE)] * 3, clock)
    old = replace(receipts[1], note="", growth=None)
    with traced() as asked:
        new_proof = proofs.prove(receipts[1])
    assert asked == []
    with traced() as asked:
        assert proofs.prove(old) == new_proof
    assert len(asked) == 2  # the path, the checkpoint
    verify(bench, old, ONE)


@contextmanager
def traced() -> Iterator[list[str]]:
    asked: list[str] = []
    connection.connection.set_trace_callback(asked.append)
    try:
        yield asked
    finally:
        connection.connection.set_trace_callback(None)


def test_nothing_is_signed_where_nothing_happened(journal: Journal, clock: StoppedClock) -> None:
    assert append(journal, [], clock) == []
    assert Checkpoint.objects.count() == 0
