"""The file of a login: a key of its own, and what lies under that key.

The key seals two things: the age file, which the server cannot read, and the label with the
client's signed statement.  It is a leaf of the keyring beside its job's, so that a login can be
ended alone (expired, used up, removed) and ends with its job at the latest.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from sealbench import canon
from sealbench.errors import AbsentError
from sealbench.ids import LoginId
from sealbench.keyring import Key, login_node
from sealbench.policy import Resource, ResourceKind
from sealbench.shop.bench import Work, rows
from sealbench.shop.procedures.job_file import JobFile, visit_now
from sealbench.shop.records.models import Job, Login, Way


@dataclass(frozen=True, slots=True)
class LoginFile:
    """A login with what the shop itself may read: its label and the client's signed statement."""

    row: Login
    label: str
    statement: Mapping[str, Any] = field(repr=False)
    job: JobFile

    @property
    def id(self) -> LoginId:
        """Return the login's id."""
        return LoginId(self.row.pk)

    @property
    def ways(self) -> frozenset[str]:
        """Return the people to whom it was sealed and who may still open it."""
        return ways_to(self.row)

    def resource(self, now: int) -> Resource:
        """Return the login as the policy asks for it *now*."""
        return login_resource(self.job.row, self.row, now)


def ways_to(row: Login) -> frozenset[str]:
    """Return the people who may still open the login in *row*."""
    return frozenset(Way.objects.filter(login=row).values_list("person_id", flat=True))


def login_resource(job: Job, row: Login, now: int) -> Resource:
    """Return a login of *job* as the policy asks for it *now*."""
    return resource_of(job, row.pk, ways_to(row), row.expires_at, row.left, now)


def resource_of(
    job: Job, login: str, ways: AbstractSet[str], expires_at: int, left: int, now: int
) -> Resource:
    """Return *login* as the policy asks for it *now* within *job*; *ways* are who may open it."""
    return Resource(
        ResourceKind.LOGIN,
        login,
        {
            "client": job.client_id,
            "state": job.state,
            "assigned": frozenset(ways),
            "place": job.place,
            "service": job.service_id,
            "accesses": frozenset(job.service.accesses),
            "visit": visit_now(job, now),
            "expires_at": expires_at,
            "left": left,
            "purposes": frozenset(job.service.purposes),
            "agreement_required": job.client.agreement_required,
            "agreement_in_force": False,  # it is asked of whoever opens, when they do
        },
    )


def load_login(work: Work, file: JobFile, login: str) -> LoginFile:
    """Return the login *login* of the job in *file*, locked; raise AbsentError."""
    row = Login.objects.select_for_update().filter(pk=login, job=file.row).first()
    if row is None:
        raise AbsentError("there is no such login")
    return open_words(work, file, row)


def open_words(work: Work, file: JobFile, row: Login) -> LoginFile:
    """Return the file of *row*, a login of the job in *file*."""
    content = read_content(row, login_key(work, row))
    return LoginFile(row, str(content["label"]), content["statement"], file)


def login_key(work: Work, row: Login) -> Key:
    """Return the login's key; raise GoneError when it was destroyed."""
    return work.key(login_node(LoginId(row.pk)))


def end_login(work: Work, row: Login) -> None:
    """Delete *row* with its ways, and order its key to die after the commit."""
    Way.objects.filter(login=row).delete()
    work.turn.end(login_node(LoginId(row.pk)))
    row.delete()
    work.scrub()


def unbox(row: Login, key: Key) -> bytes:
    """Return the age file that lies in the row's box."""
    return key.open(bytes(row.box), aad=box_aad(row.pk, row.job_id))


def seal_content(key: Key, login: str, job: str, content: Mapping[str, canon.JSONValue]) -> bytes:
    """Return *content* (label, statement) as the first version of a login's row keeps it."""
    bound = rows.aad(Login._meta.db_table, login, 1, job)  # noqa: SLF001 - Django's own name
    return key.seal(canon.to_bytes(content), aad=bound)


def read_content(row: Login, key: Key) -> dict[str, Any]:
    """Return what `seal_content` took."""
    return rows.read(row, key, row.job_id)


def box_aad(login: str, job: str) -> bytes:
    """Return what the box around an age file is bound to."""
    return f"sealbench/login-box/v1\0{login}\0{job}".encode()
