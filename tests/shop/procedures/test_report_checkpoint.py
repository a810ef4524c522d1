"""A browser that saw more than the ledger has: nothing more is signed until somebody looked."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connections

from sealbench import ledger
from sealbench.errors import MalformedError, RefusedError, UnavailableError, VerificationError
from sealbench.shop.bench import Bench, contradiction
from sealbench.shop.procedures.accept_older_ledger import accept_older_ledger
from sealbench.shop.procedures.check_ledger import check_ledger
from sealbench.shop.procedures.publish_ledger import publish_ledger
from sealbench.shop.procedures.record_drill import record_drill
from sealbench.shop.procedures.report_checkpoint import report_checkpoint
from sealbench.shop.records.models import Checkpoint, Head
from tests.support.cast import Cast
from tests.support.clocks import StoppedClock
from tests.support.desk import house_events
from tests.support.set_back import SetBack, set_back


@pytest.fixture
def old(cast: Cast, clock: StoppedClock, tmp_path: Path) -> Iterator[SetBack]:
    """Return a shop whose database and key folder are those of an earlier hour."""
    found = set_back(cast, clock, tmp_path)
    found.forget()
    yield found
    connections.close_all()


def append(bench: Bench) -> None:
    bench.run(record_drill, backups=0, findings=0, actor={"kind": "command"})


def head() -> tuple[int, int, int]:
    row = Head.objects.get(pk=1)
    return row.size, row.signed_at, Checkpoint.objects.count()


def forged(size: int, name: str) -> str:
    return ledger.Checkpoint(name, size, bytes(32)).sign(ledger.LogSigner.generate(name))


def test_a_larger_checkpoint_of_its_own_stops_the_signing(old: SetBack) -> None:
    bench, second = old.open(), old.open()
    append(bench)  # the control: an old home that nobody tells signs on
    assert report_checkpoint(bench, Checkpoint.objects.order_by("-size")[0].note)
    before = head()
    assert not report_checkpoint(bench, old.notes[old.known])
    for node in (bench, second):  # the mark is in the one database of all nodes
        with pytest.raises(UnavailableError, match="older than what a browser saw") as caught:
            append(node)
        assert "accept_older_ledger.md" in (caught.value.hint or "")
        node.executor.close()
    assert head() == before
    assert contradiction.marked() == old.notes[old.known]


def test_the_next_start_refuses_also_where_the_database_is_set_back_again(old: SetBack) -> None:
    bench = old.open()
    assert not report_checkpoint(bench, old.notes[old.known])
    bench.executor.close()
    with pytest.raises(RefusedError, match=f"{old.then} lines of {old.known}"):
        old.open()
    old.put_back()
    assert contradiction.marked() == ""
    with pytest.raises(RefusedError, match=f"{old.then} lines of {old.known}"):
        old.open()
    old.forget()  # the control: what the file remembers is what refused
    old.open().executor.close()


def test_a_crash_between_the_mark_and_the_file_is_made_good(old: SetBack) -> None:
    bench = old.open()
    assert not report_checkpoint(bench, old.notes[old.known])
    bench.executor.close()
    old.forget()
    with pytest.raises(RefusedError):
        old.open()
    old.put_back()
    with pytest.raises(RefusedError):
        old.open()


def test_the_way_out_gives_up_all_that_was_seen_before(old: SetBack) -> None:
    small, large = sorted(old.notes)
    bench = old.open()
    assert not report_checkpoint(bench, old.notes[small])
    assert not report_checkpoint(bench, old.notes[large])  # of several the largest is told
    assert not report_checkpoint(bench, old.notes[small])
    bench.executor.close()
    opened = old.open(older=True)
    assert accept_older_ledger(opened, known=large) == old.then
    assert house_events(opened)[-1]["known"] == large
    opened.executor.close()
    again = old.open()
    for note in old.notes.values():
        assert report_checkpoint(again, note)
    append(again)
    publish_ledger(again)
    assert check_ledger(again).wrong == []
    again.executor.close()


def test_a_second_rollback_is_seen_by_those_who_saw_what_came_after_the_first(
    old: SetBack,
) -> None:
    bench = old.open()
    assert not report_checkpoint(bench, old.notes[old.known])
    bench.executor.close()
    opened = old.open(older=True)
    accept_older_ledger(opened, known=old.known)
    note = Checkpoint.objects.order_by("-size")[0].note
    opened.executor.close()
    assert ledger.verify_checkpoint(note, opened.signer.key).since > 0
    old.put_back()
    old.forget()
    set_back_again = old.open()
    while Head.objects.get(pk=1).size <= old.then + 1:
        append(set_back_again)  # and has more lines than what is shown
    assert not report_checkpoint(set_back_again, note)
    set_back_again.executor.close()
    later = old.open(older=True)
    lost = ledger.verify_checkpoint(note, later.signer.key)
    accept_older_ledger(later, known=lost.size)
    newest = Checkpoint.objects.order_by("-size")[0].note
    assert ledger.verify_checkpoint(newest, later.signer.key).since > lost.since
    assert report_checkpoint(later, note)
    later.executor.close()


@pytest.mark.parametrize("ahead", [0, 2])
def test_a_ledger_that_went_another_way_is_noticed_at_any_size(old: SetBack, ahead: int) -> None:
    bench = old.open()
    small = min(old.notes)
    while Head.objects.get(pk=1).size < small + ahead:
        append(bench)
    assert not report_checkpoint(bench, old.notes[small])
    with pytest.raises(UnavailableError):
        append(bench)
    bench.executor.close()
    with pytest.raises(RefusedError, match="others than were made public"):
        old.open()


HARMS: dict[str, Callable[[str], str]] = {
    "another key": lambda note: forged(10**6, note.split("\n")[0]),
    "another log": lambda _note: forged(10**6, "another"),
    "cut": lambda note: note[:-9],
    "no signature": lambda note: note.split("\n\n")[0] + "\n",
    "a larger size": lambda note: note.replace("\n", "\n9", 1),
    "nothing": lambda _note: "",
    "long": lambda note: note + "x" * 10_000,
}


@pytest.mark.parametrize("harm", HARMS)
def test_what_the_log_has_not_signed_does_nothing(old: SetBack, harm: str) -> None:
    bench = old.open()
    bad = HARMS[harm](old.notes[old.known])
    with pytest.raises((MalformedError, VerificationError)):
        report_checkpoint(bench, bad)
    append(bench)
    assert contradiction.marked() == ""
    # The control: the same note, unharmed.
    assert not report_checkpoint(bench, old.notes[old.known])
    bench.executor.close()


def test_what_others_add_to_a_note_is_not_kept(old: SetBack) -> None:
    bench = old.open()
    whole = ledger.Note.from_text(old.notes[old.known])
    other = ledger.LogSigner.generate("witness").sign(whole.text)
    noisy = ledger.Note(whole.text, (other, *whole.signatures, other)).to_text()
    assert not report_checkpoint(bench, noisy)
    assert contradiction.marked() == old.notes[old.known]
    bench.executor.close()


def test_what_the_ledger_goes_on_from_stops_nothing(cast: Cast) -> None:
    for row in Checkpoint.objects.all():
        assert report_checkpoint(cast.bench, row.note)
    append(cast.bench)
    assert contradiction.marked() == ""
