"""Without a request no login outlives its job: held by the database, whoever writes to it."""

import pytest
from django.db import IntegrityError, connection, transaction

from sealbench.shop.records.models import KeepRequest, KeptLogin, Login
from tests.support.attestations import attest_and_close
from tests.support.cast import Cast
from tests.support.clients import Counter, Phone, with_link
from tests.support.desk import intake, keep_login
from tests.support.keeps import kept, settle


@pytest.fixture
def counter(cast: Cast) -> Counter:
    return with_link(cast, intake(cast, "Mail or account trouble"))


@pytest.fixture
def phone(counter: Counter) -> Phone:
    made = counter.claimed()
    settle(made)
    return made


def run(sql: str, *values: str) -> int:
    """Run *sql* as somebody would who holds the database alone, and return how many rows it hit."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


def forbidden(sql: str, *values: str) -> None:
    with pytest.raises(IntegrityError):
        run(sql, *values)


COPY = (
    "INSERT INTO records_login (id, version, sealed, job_id, sealed_at, expires_at, openings,"
    ' "left", box) SELECT %s, version, sealed, %s, sealed_at, expires_at, openings, "left", box'
    " FROM records_login LIMIT 1"
)


def test_a_job_does_not_end_while_a_login_is_there(cast: Cast, counter: Counter) -> None:
    keep_login(cast, counter.job, "tariq")
    for state in ("closed", "cancelled"):
        forbidden("UPDATE records_job SET state = %s WHERE id = %s", state, counter.job)
    forbidden("DELETE FROM records_job WHERE id = %s", counter.job)
    assert run("UPDATE records_job SET state = 'waiting' WHERE id = %s", counter.job) == 1
    run("DELETE FROM records_way")
    run("DELETE FROM records_login")
    assert run("UPDATE records_job SET state = 'closed' WHERE id = %s", counter.job) == 1


def test_a_job_that_has_ended_takes_no_login(cast: Cast, counter: Counter) -> None:
    other = with_link(cast)
    keep_login(cast, other.job, "tariq")
    assert run(COPY, "b" * 24, counter.job) == 1  # while it is open
    run("DELETE FROM records_login WHERE id = %s", "b" * 24)
    attest_and_close(cast, counter.job)
    forbidden(COPY, "b" * 24, counter.job)
    forbidden("UPDATE records_login SET job_id = %s", counter.job)
    assert Login.objects.get().job_id == other.job


def test_no_login_is_kept_without_a_request(counter: Counter, phone: Phone) -> None:
    keep = kept(phone, counter.recipients())
    row = (
        "INSERT INTO records_keptlogin (request_id, version, sealed, openings,"
        ' "left", wrap, box) SELECT %s, version, sealed, openings, "left", wrap, box'
        " FROM records_keptlogin LIMIT 1"
    )
    forbidden(row, "c" * 24)
    forbidden("UPDATE records_keptlogin SET request_id = %s", "c" * 24)
    forbidden("UPDATE records_keeprequest SET ended_at = 1 WHERE id = %s", keep)
    forbidden("DELETE FROM records_keeprequest")
    other = kept(phone, counter.recipients())
    phone.json("/c/keep/withdraw", {"keep": keep, "statement": None})
    forbidden(row, keep)  # the request has ended
    forbidden("UPDATE records_keeprequest SET ended_at = NULL WHERE id = %s", keep)
    assert list(KeptLogin.objects.values_list("pk", flat=True)) == [other]


def test_no_request_is_made_wider(counter: Counter, phone: Phone) -> None:
    kept(phone, counter.recipients())
    for change in (
        "until = until + 1",
        "asked_at = asked_at + 1",
        "client_id = id",
        "due_at = due_at + 90000000",
        "confirmed_at = 1, due_at = due_at",
        "level = 'unsure'",
    ):
        forbidden(f"UPDATE records_keeprequest SET {change}")  # noqa: S608 - written above
    for change in ('"left" = "left" + 1', "openings = openings + 1", "box = wrap"):
        forbidden(f"UPDATE records_keptlogin SET {change}")  # noqa: S608 - written above
    assert run('UPDATE records_keptlogin SET "left" = "left" - 1') == 1
    assert run("UPDATE records_keeprequest SET due_at = due_at - 1, warned = 7") == 1
    assert KeepRequest.objects.get().warned == 7
