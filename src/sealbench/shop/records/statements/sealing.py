"""The statements of sealing a login: two reads, one row, its ways, the mark that it was done."""

from collections.abc import Sequence
from dataclasses import dataclass

from sealbench.ids import PersonId
from sealbench.shop.records.models import ClientKey, Job, Login, ServiceKind
from sealbench.shop.records.statements.partial import partial_row
from sealbench.shop.records.statements.statement import Row, Statement

_READ = Statement(
    """
SELECT j.number, j.client_id, j.state, j.place, j.login_asked, j.seal_again, j.client_answer,
  j.version, j.sealed, s.id, s.login_need,
  k.version, k.sealed, k.claimed_at, k.device_stays, k.objected_at, k.revoked_at,
  EXISTS (SELECT 1 FROM records_clientsession x
          WHERE x.id = %s AND x.key_id = k.id AND x.job = j.id AND x.expires_at > %s)
FROM records_job j
JOIN records_servicekind s ON s.id = j.service_id
JOIN records_clientkey k ON k.id = %s AND k.client_id = %s
WHERE j.id = %s
""",
    lock=" FOR UPDATE OF j",
)
_PEOPLE = Statement(
    'SELECT person_id FROM records_assignment WHERE job_id = %s AND "until" IS NULL'
)
_SPEND = Statement("""
INSERT INTO records_spentnonce (id, expires_at) VALUES (%s, %s) ON CONFLICT (id) DO NOTHING
""")
_LOGIN = Statement("""
INSERT INTO records_login
  (id, version, sealed, job_id, sealed_at, expires_at, openings, "left", box)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (id) DO NOTHING
""")
_WAY = Statement("INSERT INTO records_way (login_id, person_id) VALUES (%s, %s)")


@dataclass(frozen=True, slots=True)
class SealingRows:
    """The job, with its kind, who is on it, the client's key, and whether the visit holds."""

    job: Job
    assigned: frozenset[PersonId]
    key: ClientKey
    here: bool


def read_sealing(*, job: str, client: str, key: str, session: str, now: int) -> SealingRows | None:
    """Return the rows that a sealing rests on, or None where job or key are not there."""
    row = _READ.one(session, now, key, client, job)
    if row is None:
        return None
    assigned = frozenset(PersonId(person) for (person,) in _PEOPLE.all(job))
    return SealingRows(_job(job, row), assigned, _key(key, row), here=bool(row[17]))


def _job(job: str, row: Row) -> Job:
    number, client, state, place, asked, again, answer, version, sealed, kind, need = row[:11]
    made = partial_row(
        Job,
        id=job,
        number=number,
        client_id=client,
        state=state,
        place=place,
        login_asked=bool(asked),
        seal_again=bool(again),
        client_answer=answer,
        version=version,
        sealed=sealed,
    )
    made.service = partial_row(ServiceKind, id=kind, login_need=need)
    return made


def _key(key: str, row: Row) -> ClientKey:
    version, sealed, claimed_at, stays, objected_at, revoked_at = row[11:17]
    return partial_row(
        ClientKey,
        id=key,
        client_id=row[1],
        version=version,
        sealed=sealed,
        claimed_at=claimed_at,
        device_stays=bool(stays),
        objected_at=objected_at,
        revoked_at=revoked_at,
    )


def spend(mark: str, *, until: int) -> bool:
    """Take *mark* out of use until *until*; return whether it was still unused."""
    return _SPEND.change(mark, until) == 1


def insert_login(login: Login, people: Sequence[str]) -> bool:
    """Insert *login* with a way for each of *people*; return False when its id is taken."""
    inserted = _LOGIN.change(
        login.pk,
        login.version,
        bytes(login.sealed),
        login.job_id,
        login.sealed_at,
        login.expires_at,
        login.openings,
        login.left,
        bytes(login.box),
    )
    if inserted != 1:
        return False
    _WAY.each([(login.pk, person) for person in people])
    return True
