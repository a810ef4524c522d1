"""`record.json`: the journal of a client's record, held against the ledger."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sealbench import canon, clock
from sealbench.cli.main import run
from sealbench.dossier import (
    Record,
    RecordReport,
    Result,
    read_record,
    verify_record,
    write_record,
)
from sealbench.errors import MalformedError
from sealbench.ids import ClientId
from tests.dossier.story import dossier, whole

CLIENT = ClientId("carla".ljust(24, "a"))


@pytest.fixture
def record() -> Record:
    """Return a record of the events that the story has for its job: their types do not matter."""
    told = dossier(whole().payloads)
    return Record(told.genesis, CLIENT, told.secret, told.entries, told.checkpoint, told.count)


def judge(record: Record, fingerprint: str | None = None) -> RecordReport:
    now = clock.from_text(record.entries[-1].at) + timedelta(minutes=1)
    return verify_record(record, fingerprint=fingerprint, now=now)


def failed(report: RecordReport) -> set[str]:
    return {check.name for check in report.checks if check.result is Result.FAILS}


def test_a_record_holds_and_comes_back_as_it_was(record: Record) -> None:
    again = read_record(write_record(record))
    assert again == record
    report = judge(again, again.fingerprint)
    assert report.holds
    assert all(check.result is Result.HOLDS for check in report.checks)
    assert failed(judge(again, "0" * 40)) == {"fingerprint"}


def without(record: Record, at: int) -> Record:
    return replace(record, entries=record.entries[:at] + record.entries[at + 1 :])


def with_first(record: Record, **changes: Any) -> Record:
    return replace(record, entries=(replace(record.entries[0], **changes), *record.entries[1:]))


@pytest.mark.parametrize(
    ("change", "names"),
    [
        (lambda it: without(it, 0), {"numbers"}),
        (lambda it: replace(it, secret=bytes(32)), {"numbers"}),
        (lambda it: with_first(it, r=bytes(32)), {"commitments"}),
        (
            lambda it: with_first(it, payload={**it.entries[0].payload, "at": it.entries[-1].at}),
            {"commitments", "times"},
        ),
        (lambda it: with_first(it, proof=it.entries[1].proof), {"inclusion"}),
        (lambda it: replace(it, checkpoint=it.checkpoint + "x"), {"checkpoint"}),
    ],
)  # fmt: skip
def test_what_was_changed_does_not_hold(
    record: Record, change: Callable[[Record], Record], names: set[str]
) -> None:
    report = judge(change(record))
    assert not report.holds
    assert names <= failed(report)


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2},
        {"kind": "dossier"},
        {"count": 0},
        {"events": []},
        {"genesis": {}},
        {"more": 1},
        {"subject": {"client": "x", "secret": canon.b64u(bytes(32))}},
    ],
)
def test_another_form_is_malformed(record: Record, change: dict[str, Any]) -> None:
    value = {**canon.from_bytes(write_record(record)), **change}
    with pytest.raises(MalformedError):
        read_record(canon.to_bytes(value))


def test_the_command_checks_it(record: Record, tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "record.json"
    path.write_bytes(write_record(record))
    assert run(["verify", str(path)]) == 0
    assert "Record of a client" in capsys.readouterr().out
    assert run(["verify", str(path), "--json"]) == 0
    told = canon.from_bytes(capsys.readouterr().out.rstrip("\n").encode())
    assert (told["kind"], told["holds"], told["events"]) == ("record", True, record.count)
    path.write_bytes(write_record(without(record, 1)))
    assert run(["verify", str(path)]) == 3
    path.write_bytes(write_record(record)[:-1])
    assert run(["verify", str(path)]) == 2
