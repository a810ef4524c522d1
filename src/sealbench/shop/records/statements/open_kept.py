"""The statements of opening a kept login, on a job of its client: two reads, one conditional write.

It is opened as one of the job is (`open_login`); whoever opens it is named by the client, and on
that very job.
"""

from sealbench.ids import PersonId
from sealbench.shop.records.models import KeptLogin
from sealbench.shop.records.statements.open_login import (
    LOCK,
    READ,
    Asked,
    OpeningRows,
    opening_rows,
)
from sealbench.shop.records.statements.statement import Statement

_READ = Statement(
    READ.format(
        own="r.due_at, l.wrap",
        login="records_keptlogin l"
        " JOIN records_keeprequest r ON r.id = l.request_id AND r.ended_at IS NULL"
        " JOIN records_job j ON j.client_id = r.client_id",
        key="l.request_id",
    ),
    lock=LOCK,
)
_WAYS = Statement("""
SELECT w.person_id FROM records_keptway w
JOIN records_assignment a ON a.person_id = w.person_id AND a."until" IS NULL
WHERE w.login_id = %s AND a.job_id = %s
""")
_TAKE = Statement("""
UPDATE records_keptlogin SET "left" = "left" - 1
WHERE request_id = %s AND "left" > 0
  AND EXISTS (SELECT 1 FROM records_keeprequest r
              JOIN records_job j ON j.client_id = r.client_id
              WHERE r.id = records_keptlogin.request_id AND r.ended_at IS NULL AND r.due_at > %s
                AND j.number = %s AND j.state = 'in service')
  AND EXISTS (SELECT 1 FROM records_keptway w
              JOIN records_assignment a ON a.person_id = w.person_id AND a."until" IS NULL
              JOIN records_job j ON j.id = a.job_id AND j.number = %s
              WHERE w.login_id = records_keptlogin.request_id AND w.person_id = %s)
RETURNING "left"
""")


def read_kept_opening(
    *, login: str, number: int, person: str, session: str, now: int, credential: str = ""
) -> OpeningRows | None:
    """Return what `read_opening` does, about a login that the client of job *number* has kept."""
    row = _READ.one(now, now, session, now, person, credential, login, number)
    if row is None:
        return None
    ways = frozenset(PersonId(way) for (way,) in _WAYS.all(login, row[0]))
    return opening_rows(
        KeptLogin, "request_id", row, Asked(login, number, person, credential), ways
    )


def take_kept_opening(*, login: str, number: int, person: str, now: int) -> int | None:
    """Use up one opening; return how many are left, or None if there was none to be had."""
    row = _TAKE.one(login, now, number, number, person)
    return None if row is None else int(row[0])
