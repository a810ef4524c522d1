"""A deleted row is gone from every file of the database, not only from its tables."""

import time

import pytest
from django.db import connection

from sealbench.shop.bench import Bench, Granted, Outcome, Work
from sealbench.shop.bench.scrub import empty_log
from sealbench.shop.records.models import Verdict
from sealbench.shop.records.moment import moment

pytestmark = pytest.mark.sqlite  # PostgreSQL keeps its log by its own rules

MARK = "sealed-row-that-must-vanish"


def keep(_work: Work) -> Outcome[None]:
    Verdict.objects.create(pk=MARK, clause="A1")
    return Granted(None)


def end(work: Work) -> Outcome[None]:
    Verdict.objects.filter(pk=MARK).delete()
    work.scrub()
    return Granted(None)


def end_and_leave(_work: Work) -> Outcome[None]:
    Verdict.objects.filter(pk=MARK).delete()
    return Granted(None)


def is_found() -> bool:
    name = connection.settings_dict["NAME"]
    found = False
    for suffix in ("", "-wal"):
        with open(f"{name}{suffix}", "rb") as file:  # noqa: PTH123 - a name, not a path
            found = found or MARK.encode() in file.read()
    return found


def test_what_was_deleted_is_in_no_file(bench: Bench) -> None:
    bench.run(keep)
    assert is_found()
    bench.run(end)
    assert not is_found()


def test_without_scrubbing_the_log_would_keep_it(bench: Bench) -> None:
    bench.run(keep)
    bench.run(end_and_leave)
    assert is_found()


def test_a_long_reader_does_not_keep_everybody_from_writing(bench: Bench) -> None:
    bench.run(keep)
    with moment() as at:  # as a backup has it
        began = time.monotonic()
        bench.run(end)
        assert time.monotonic() - began < 5  # the patience with another writer is twice that
        assert list(at.select(f"SELECT id FROM records_verdict WHERE id = '{MARK}'"))  # noqa: S608 - ours
        assert is_found()
        assert not empty_log()
    assert empty_log()
    assert not is_found()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        assert cursor.fetchone() == (10_000,)
