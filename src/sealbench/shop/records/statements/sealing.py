"""What sealing a login writes: one row, its ways, and the mark that it was done."""

from collections.abc import Sequence

from django.db import connection

from sealbench.shop.records.models import Login

_SPEND = """
INSERT INTO records_spentnonce (id, expires_at) VALUES (%s, %s) ON CONFLICT (id) DO NOTHING
"""
_LOGIN = """
INSERT INTO records_login
  (id, version, sealed, job_id, sealed_at, expires_at, openings, "left", wrap, box)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (id) DO NOTHING
"""
_WAY = "INSERT INTO records_way (login_id, person_id) VALUES (%s, %s)"


def spend(mark: str, *, until: int) -> bool:
    """Take *mark* out of use until *until*; return whether it was still unused."""
    with connection.cursor() as cursor:
        cursor.execute(_SPEND, (mark, until))
        return int(cursor.rowcount) == 1


def insert_login(login: Login, people: Sequence[str]) -> bool:
    """Insert *login* with a way for each of *people*; return False when its id is taken."""
    values = (
        login.pk,
        login.version,
        bytes(login.sealed),
        login.job_id,
        login.sealed_at,
        login.expires_at,
        login.openings,
        login.left,
        bytes(login.wrap),
        bytes(login.box),
    )
    with connection.cursor() as cursor:
        cursor.execute(_LOGIN, values)
        if cursor.rowcount != 1:
            return False
        cursor.executemany(_WAY, [(login.pk, person) for person in people])
    return True
