import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from django.db import connection, transaction

from sealbench import ledger
from sealbench.clock import Clock
from sealbench.errors import UnavailableError
from sealbench.shop.bench import Bench, ledger_rows
from sealbench.shop.bench.journal import Journal
from sealbench.shop.bench.subject import Entry
from sealbench.shop.records.leaf_file import LeafFile
from sealbench.shop.records.models import Leaf
from tests.support.clocks import StoppedClock
from tests.support.rewriting import rewrite

SIZE = 2100  # two pieces of the audit and part of a third
SQLITE = pytest.mark.sqlite


def fill(bench: Bench, clock: Clock, size: int = SIZE) -> str:
    """Append *size* events in one commit; return the checkpoint."""
    journal = Journal(bench.signer, bench.house.origin)
    with transaction.atomic(durable=True):
        receipts = journal.append([Entry(bench.house.subject, {"v": 1})] * size, clock)
    return receipts[0].note


def audit(bench: Bench, note: str, *, processes: int = 1) -> ledger.Audit:
    return ledger_rows.audit(
        size=SIZE, key=bench.signer.key, checkpoints=[note], processes=processes
    )


def never(*_span: int) -> Sequence[ledger.Row]:
    raise AssertionError("the rows were read one by one")


def nothing(_self: object, begin: int, end: int, step: int) -> Iterator[ledger.Packed]:
    return (ledger.Packed(b"", b"") for _ in range(begin, end, step))


def test_sound_rows_are_read_packed(
    bench: Bench, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = fill(bench, clock)
    assert audit(bench, note).is_clean
    monkeypatch.setattr(LeafFile, "rows", never)
    monkeypatch.setattr(ledger_rows, "read_rows", never)
    assert audit(bench, note).is_clean
    change("hashes", 7, bytes(32))
    with pytest.raises(AssertionError, match="one by one"):
        audit(bench, note)


@SQLITE
def test_rows_that_cannot_be_packed_are_read_one_by_one(
    bench: Bench, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = fill(bench, clock)
    monkeypatch.setattr(LeafFile, "packed", nothing)
    assert audit(bench, note).is_clean


def change(column: str, index: int, value: bytes) -> None:
    rewrite(f'UPDATE records_leaf SET "{column}" = %s WHERE "index" = {index}', value)  # noqa: S608 - a test's own


CHANGES: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "another leaf": ("leaf_id", lambda old: old[::-1]),
    "a leaf too short": ("commit", lambda old: old[:-1]),
    "a leaf too long": ("commit", lambda old: old + b"\0"),
    "another hash": ("hashes", lambda old: old[:-1] + bytes([old[-1] ^ 1])),
    "a hash too many": ("hashes", lambda old: old + bytes(32)),
    "no hash": ("hashes", lambda _old: b""),
}


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("index", [6, 1023, 2098])
def test_a_row_that_was_changed_is_named(
    bench: Bench, clock: StoppedClock, name: str, index: int
) -> None:
    note = fill(bench, clock)
    assert audit(bench, note).is_clean
    column, made_of = CHANGES[name]
    change(column, index, made_of(bytes(Leaf.objects.values_list(column, flat=True).get(pk=index))))
    found = audit(bench, note).findings
    assert (ledger.Subject.ROW, index) in [(each.subject, each.index) for each in found]


@SQLITE
@pytest.mark.parametrize("column", ["leaf_id", "commit", "hashes"])
def test_a_column_that_is_no_blob_any_more_is_named(
    bench: Bench, clock: StoppedClock, column: str
) -> None:
    note = fill(bench, clock)
    # Many rows: of the hashes turned into text, about one in eight has 32 letters too.
    for index in range(0, SIZE, 30):
        rewrite(
            f'UPDATE records_leaf SET "{column}" = CAST("{column}" AS TEXT) '  # noqa: S608 - a test's own
            f'WHERE "index" = {index}'
        )
        packed = LeafFile(Path(connection.settings_dict["NAME"])).packed(index, index + 1, 1)
        assert list(packed) == [ledger.Packed(b"", b"")]
    found = {each.index for each in audit(bench, note).findings if each.subject == "row"}
    assert set(range(0, SIZE, 30)) <= found


def test_a_row_that_is_gone_is_missed(bench: Bench, clock: StoppedClock) -> None:
    note = fill(bench, clock)
    rewrite("DELETE FROM records_event WHERE leaf_id = 2000")
    rewrite('DELETE FROM records_leaf WHERE "index" = 2000')
    found = audit(bench, note)
    assert "1 rows are missing up to here" in {each.what for each in found.findings}


def test_a_large_ledger_is_shared_by_processes(
    bench: Bench, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = fill(bench, clock)
    monkeypatch.setattr(ledger_rows, "_WORTH_A_PROCESS", 1000)
    alone = audit(bench, note)
    assert audit(bench, note, processes=2) == alone
    assert alone.is_clean
    change("hashes", 7, bytes(32))
    alone = audit(bench, note)
    assert audit(bench, note, processes=2) == alone
    assert not alone.is_clean


def test_what_the_check_sends_to_another_process_is_read_there_without_django(
    bench: Bench,
) -> None:
    store = ledger.PinnedStore.now(ledger.DirectoryTileStore(bench.config.tiles))
    sent = pickle.dumps((store, LeafFile(Path("shop.db"))))
    read = "import pickle, sys; pickle.loads(bytes.fromhex(sys.argv[1]))"
    probe = f"{read}; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", probe, sent.hex()], check=False).returncode == 0


def test_how_many_processes_there_are_depends_on_the_leaves() -> None:
    worth = ledger_rows._WORTH_A_PROCESS
    counts = [ledger_rows._workers(size, 2) for size in (0, worth - 1, worth, 9 * worth)]
    assert counts[:2] == [1, 1]
    assert set(counts[2:]) <= {1, 2}  # one for each processor


def test_a_file_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    absent = LeafFile(tmp_path / "no.db")
    with pytest.raises(UnavailableError):
        absent.rows(0, 1)
    with pytest.raises(UnavailableError):
        list(absent.packed(0, 1, 1))
    assert not absent.path.exists()


@SQLITE
def test_the_file_is_only_read(bench: Bench, clock: StoppedClock) -> None:
    fill(bench, clock, 3)
    file = LeafFile(Path(connection.settings_dict["NAME"]))
    assert len(file.rows(0, 9)) == 3
    with file._open() as database, pytest.raises(Exception, match="readonly"):
        database.execute("UPDATE records_head SET size = 0")


def test_what_other_processes_load_is_not_django() -> None:
    probe = "import sealbench.shop.records.leaf_file, sys; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", probe], check=False).returncode == 0
