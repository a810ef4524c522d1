import contextlib
import threading
import time
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection

from sealbench import ledger, policy
from sealbench.errors import (
    ConflictError,
    GoneError,
    RefusedError,
    SealbenchError,
    UnavailableError,
)
from sealbench.keyring import HOUSE, Node, Realm
from sealbench.shop.bench import Bench, Granted, Outcome, Work, opening
from sealbench.shop.records.models import Checkpoint, Event, Head, Home, Leaf
from sealbench.shop.records.statements.statement import Statement
from tests.support.clocks import StoppedClock

ACTOR = {"kind": "keeper"}
NODE = Node(Realm.JOBS, "a" * 24)


def note(work: Work, *, text: str = "") -> Outcome[str]:
    work.record(work.house.subject, "house:noted", ACTOR, text=text)
    return Granted(text)


def stumble(work: Work) -> Outcome[None]:
    work.record(work.house.subject, "house:noted", ACTOR)
    Home.objects.update(next_number=7)
    raise ConflictError("somebody was first")


def say_no(work: Work) -> Outcome[None]:
    refused = policy.Refused("A1-1", "A1", "no", ("A1-1",))
    return work.refuse(work.house.subject, refused, ACTOR, "house:refused")


def test_it_returns_the_value_and_the_place_of_the_event(bench: Bench) -> None:
    value, receipts = bench.run_recorded(note, text="one")
    assert value == "one"
    assert [(r.index, r.counter, r.size) for r in receipts] == [(0, 0, 1)]
    assert Event.objects.get().subject_id == "house"


def test_a_refusal_is_recorded_before_it_is_raised(bench: Bench) -> None:
    with pytest.raises(RefusedError) as caught:
        bench.run(say_no)
    assert (caught.value.reason, caught.value.clause) == ("A1-1", "A1")
    assert Event.objects.count() == 1


def test_an_error_undoes_what_the_procedure_did(bench: Bench) -> None:
    with pytest.raises(ConflictError):
        bench.run(stumble)
    assert Event.objects.count() == 0
    assert Home.objects.get().next_number == 1001


def test_one_that_fails_leaves_the_others_of_its_group_alone(bench: Bench) -> None:
    first, failed, last = in_one_group(bench, note, stumble, note)
    assert (first, last) == ("", "")
    assert isinstance(failed, ConflictError)
    assert Event.objects.count() == 2
    assert Home.objects.get().next_number == 1001


def test_each_commit_leaves_a_signed_checkpoint_that_proves_its_events(bench: Bench) -> None:
    known = 0
    for number in range(9):
        _, (receipt,) = bench.run_recorded(note, text=str(number))
        proof = bench.prove(receipt, known=known)
        head = ledger.Proof.from_text(proof.inclusion).verify(receipt.leaf, bench.signer.key)
        assert head.size == number + 1
        leaf = ledger.Leaf.from_bytes(receipt.leaf)
        ledger.verify_opening(leaf, r=receipt.r, payload=receipt.payload)
        if known:
            old = ledger.verify_checkpoint(
                Checkpoint.objects.get(size=known).note, bench.signer.key
            )
            ledger.verify_consistency(
                old_size=known,
                size=head.size,
                proof=proof.consistency,
                old_root=old.root,
                root=head.root,
            )
        known = head.size
    assert Head.objects.get().size == Leaf.objects.count() == 9


def test_the_frontier_is_found_again_from_the_rows(bench: Bench, clock: StoppedClock) -> None:
    for _ in range(5):
        bench.run(note)
    other = opening.open_bench(bench.config, clock)
    try:
        _, (receipt,) = other.run_recorded(note)
        proof = other.prove(receipt)
        ledger.Proof.from_text(proof.inclusion).verify(receipt.leaf, other.signer.key)
    finally:
        other.executor.close()


def test_nothing_is_signed_while_the_clock_runs_backwards(
    bench: Bench, clock: StoppedClock
) -> None:
    bench.run(note)
    clock.pass_by(seconds=-10)
    with pytest.raises(UnavailableError, match="backwards"):
        bench.run(note)
    clock.pass_by(seconds=9)
    bench.run(note)
    assert Event.objects.count() == 2


def test_a_key_is_durable_with_the_commit_and_gone_after_its_end(bench: Bench) -> None:
    def grow(work: Work) -> Outcome[None]:
        work.turn.grow(NODE)
        return Granted(None)

    def end(work: Work) -> Outcome[None]:
        work.turn.end(NODE)
        return Granted(None)

    bench.run(grow)
    assert NODE.name in bench.keys.names(NODE.realm)
    bench.run(end)
    with pytest.raises(GoneError):
        bench.keys.key(NODE)
    assert bench.keys.key(HOUSE).secret()


def test_a_key_of_an_undone_procedure_is_never_written(bench: Bench) -> None:
    def grow(work: Work) -> Outcome[None]:
        work.turn.grow(NODE)
        raise ConflictError("no")

    with pytest.raises(ConflictError):
        bench.run(grow)
    with pytest.raises(GoneError):
        bench.keys.key(NODE)


def test_an_ordered_end_waits_for_the_commit(bench: Bench) -> None:
    def grow(work: Work) -> Outcome[None]:
        work.turn.grow(NODE)
        return Granted(None)

    def end_and_fail(work: Work) -> Outcome[None]:
        work.turn.end(NODE)
        raise ConflictError("no")

    bench.run(grow)
    with pytest.raises(ConflictError):
        bench.run(end_and_fail)
    assert NODE.name in bench.keys.names(NODE.realm)


def test_a_later_procedure_of_a_group_reads_under_a_key_that_an_earlier_one_grew(
    bench: Bench,
) -> None:
    def grow(work: Work) -> Outcome[None]:
        work.turn.grow(NODE)
        return Granted(None)

    def use(work: Work) -> Outcome[bytes]:
        key = work.key(NODE)
        return Granted(key.open(key.seal(b"x", aad=b""), aad=b""))

    results = in_one_group(bench, grow, use)
    assert results == [None, b"x"]


def test_a_key_of_a_procedure_that_failed_is_not_seen_by_its_group(bench: Bench) -> None:
    def grow(work: Work) -> Outcome[None]:
        work.turn.grow(NODE)
        raise ConflictError("no")

    def use(work: Work) -> Outcome[bytes]:
        return Granted(work.key(NODE).secret())

    first, second = in_one_group(bench, grow, use)
    assert isinstance(first, ConflictError)
    assert isinstance(second, GoneError)


def swallow(work: Work) -> Outcome[None]:
    """Do what no procedure may: go on after a statement failed."""
    work.record(work.house.subject, "house:noted", ACTOR)
    with contextlib.suppress(IntegrityError):
        Home.objects.create(pk=2, home_id="x", origin="x", sealed=b"x")
    return Granted(None)


def test_a_swallowed_failure_of_the_store_is_no_success(bench: Bench) -> None:
    with pytest.raises(UnavailableError):
        bench.run(swallow)
    results = in_one_group(bench, swallow, note)
    assert isinstance(results[0], UnavailableError)
    assert results[1] == ""
    assert Event.objects.count() == 1


def test_a_transaction_that_the_database_ended_by_itself_is_no_success(bench: Bench) -> None:
    def lose(work: Work) -> Outcome[str]:
        outcome = note(work)
        if connection.vendor == "sqlite":
            Statement("ROLLBACK").change()  # as SQLite does by itself on a full disk
        with contextlib.suppress(DatabaseError):
            Statement("SELECT nothing FROM nowhere").one()
        return outcome

    with pytest.raises(UnavailableError):
        bench.run(lose)
    assert Event.objects.count() == 0
    bench.run(note)
    assert Event.objects.count() == 1


def test_an_undone_group_leaves_nothing_to_build_the_tree_on(
    bench: Bench, clock: StoppedClock
) -> None:
    """Another node commits as many leaves as were undone here: the root must be of the rows."""
    bench.run(lambda work: (note(work), work.turn.grow(NODE), Granted(None))[-1])
    roots = bench.config.keys / "roots"
    roots.rename(roots.with_name("unmounted"))
    with pytest.raises(UnavailableError):
        bench.run(lambda work: (note(work), work.turn.end(NODE), Granted(None))[-1])
    roots.with_name("unmounted").rename(roots)
    other = opening.open_bench(bench.config, clock)
    try:
        other.run(note)
    finally:
        other.executor.close()
    bench.run(note)
    rows = [leaf.hashes for leaf in Leaf.objects.order_by("index")]
    frontier, _ = ledger.Frontier().extend(bytes(row)[:32] for row in rows)
    head = ledger.verify_checkpoint(Checkpoint.objects.get(size=3).note, bench.signer.key)
    assert head.root == frontier.root()


def in_one_group(bench: Bench, *procedures: Any) -> list[Any]:
    """Run *procedures* in this order in one group; return values and errors."""
    held, go = threading.Event(), threading.Event()

    def hold(_work: Work) -> Outcome[None]:
        held.set()
        assert go.wait(10)
        return Granted(None)

    results: dict[int, Any] = {}

    def run(place: int, procedure: Any) -> None:
        try:
            results[place] = bench.run(procedure)
        except SealbenchError as exc:
            results[place] = exc

    threads = [threading.Thread(target=run, args=(-1, hold))]
    threads[0].start()
    assert held.wait(10)
    for place, procedure in enumerate(procedures):
        threads.append(threading.Thread(target=run, args=(place, procedure)))
        threads[-1].start()
        while bench.executor.waiting() <= place:
            time.sleep(0.001)
    go.set()
    for thread in threads:
        thread.join(10)
    return [results[place] for place in range(len(procedures))]
