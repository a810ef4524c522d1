"""The statements of opening a login: two reads and one conditional write.

On PostgreSQL the reads hold the job and the person until the commit, so that a close, a move
or a deactivation on another node comes either before all of it or after all of it.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from sealbench.ids import PersonId
from sealbench.shop.records.models import Job, KeptLogin, Login, Passkey, Person
from sealbench.shop.records.statements.partial import partial_row
from sealbench.shop.records.statements.statement import Row, Statement

READ = """
SELECT j.id, j.client_id, j.state, j.version, j.sealed,
  j.place, j.service_id, j.visit_from, j.visit_until,
  l.version, l.sealed, l.box, l."left", {own},
  s.purposes, s.accesses, c.agreement_required,
  c.agreement_required AND EXISTS
    (SELECT 1 FROM records_agreement a JOIN records_clearance x ON x.agreement_id = a.id
     WHERE a.client_id = c.id AND a.state = 'in force' AND a.begins_at <= %s AND a.ends_at > %s
       AND x.person_id = p.id),
  EXISTS (SELECT 1 FROM records_acknowledgement g
          WHERE g.job_id = j.id AND g.objected_at IS NULL),
  p.state, p.roles, p.listed_in, p.version, p.sealed,
  k.version, k.sealed, k.sign_count,
  EXISTS (SELECT 1 FROM records_session t
          WHERE t.id = %s AND t.person_id = p.id AND t.expires_at > %s)
FROM {login}
JOIN records_servicekind s ON s.id = j.service_id
JOIN records_client c ON c.id = j.client_id
JOIN records_person p ON p.id = %s
LEFT JOIN records_passkey k ON k.id = %s AND k.person_id = p.id AND k.revoked_at IS NULL
WHERE {key} = %s AND j.number = %s
"""
LOCK = " FOR SHARE OF j, p"
_READ = Statement(
    READ.format(
        own="l.expires_at, NULL",
        login="records_login l JOIN records_job j ON j.id = l.job_id",
        key="l.id",
    ),
    lock=LOCK,
)
_WAYS = Statement("SELECT person_id FROM records_way WHERE login_id = %s")
_TAKE = Statement("""
UPDATE records_login SET "left" = "left" - 1
WHERE id = %s AND "left" > 0 AND expires_at > %s
  AND EXISTS (SELECT 1 FROM records_job j
              WHERE j.id = records_login.job_id AND j.state = 'in service')
  AND EXISTS (SELECT 1 FROM records_way w
              WHERE w.login_id = records_login.id AND w.person_id = %s)
RETURNING "left"
""")
_COUNT = Statement("UPDATE records_passkey SET sign_count = %s WHERE id = %s AND sign_count < %s")


class Asked(NamedTuple):
    """What an opening is asked by: the login, the number of the job, the person, the passkey."""

    login: str
    number: int
    person: str
    credential: str


@dataclass(frozen=True, slots=True)
class OpeningRows:
    """All rows that an opening rests on; *passkey* is None unless the one named is the person's.

    *login* is one of the job, or one that its client lets the shop keep; *here* tells whether
    the person's session still holds, *agreement_in_force* whether an agreement of the client
    clears the person now; *acknowledged* whether the client acknowledged, and has not objected.
    """

    job: Job
    login: Login | KeptLogin
    expires_at: int
    person: Person
    passkey: Passkey | None
    here: bool
    purposes: frozenset[str]
    accesses: frozenset[str]
    ways: frozenset[PersonId]
    agreement_required: bool
    agreement_in_force: bool
    acknowledged: bool


def read_opening(
    *, login: str, number: int, person: str, session: str, now: int, credential: str = ""
) -> OpeningRows | None:
    """Return the rows about *login* of job *number* and *person*, or None if there are none.

    *credential* is the hash of the passkey that asserted, empty if none did; *session* is
    the person's, looked at again *now*.
    """
    row = _READ.one(now, now, session, now, person, credential, login, number)
    if row is None:
        return None
    ways = frozenset(PersonId(way) for (way,) in _WAYS.all(login))
    asked = Asked(login, number, person, credential)
    return opening_rows(Login, "id", row, asked, ways)


def take_opening(*, login: str, person: str, now: int) -> int | None:
    """Use up one opening; return how many are left, or None if there was none to be had."""
    row = _TAKE.one(login, now, person)
    return None if row is None else int(row[0])


def raise_sign_count(*, credential: str, count: int) -> None:
    """Remember the highest count that a passkey has shown."""
    _COUNT.change(count, credential, count)


def opening_rows(
    model: type[Login] | type[KeptLogin],
    key: str,
    row: Row,
    asked: Asked,
    ways: frozenset[PersonId],
) -> OpeningRows:
    """Return what *row* holds; the login is one of *model*, told apart by its column *key*."""
    take: Callable[[int], list[Any]] = _taker(row)
    opened = _job(take, asked.number)
    version, sealed, box, left, expires_at, wrap = take(6)
    columns = {key: asked.login, "version": version, "sealed": sealed, "box": box, "left": left}
    own = {"job_id": opened.pk, "expires_at": expires_at} if model is Login else {"wrap": wrap}
    found: Login | KeptLogin = partial_row(model, **columns, **own)
    purposes, accesses, required, in_force, acknowledged = take(5)
    state, roles, listed_in, version, sealed = take(5)
    who = partial_row(
        Person,
        id=asked.person,
        state=state,
        roles=json.loads(roles),
        listed_in=listed_in,
        version=version,
        sealed=sealed,
    )
    version, sealed, count, here = take(4)
    passkey = partial_row(
        Passkey, id=asked.credential, version=version, sealed=sealed, sign_count=count
    )
    return OpeningRows(
        job=opened,
        login=found,
        expires_at=expires_at,
        person=who,
        passkey=None if sealed is None else passkey,
        here=bool(here),
        purposes=frozenset(json.loads(purposes)),
        accesses=frozenset(json.loads(accesses)),
        ways=ways,
        agreement_required=bool(required),
        agreement_in_force=bool(in_force),
        acknowledged=bool(acknowledged),
    )


def _job(take: Callable[[int], list[Any]], number: int) -> Job:
    job, client, state, version, sealed = take(5)
    place, service, visit_from, visit_until = take(4)
    return partial_row(
        Job,
        id=job,
        number=number,
        client_id=client,
        state=state,
        version=version,
        sealed=sealed,
        place=place,
        service_id=service,
        visit_from=visit_from,
        visit_until=visit_until,
    )


def _taker(row: Row) -> Callable[[int], list[Any]]:
    """Return a function that hands out the next columns of *row*."""
    columns = iter(row)
    return lambda count: [next(columns) for _ in range(count)]
