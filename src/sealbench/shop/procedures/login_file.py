"""The file of a login: a key of its own under its job's, and what lies under that key.

The key seals two things: the age file, which the server cannot read, and the label with the
client's signed statement.  `wrap` is the only copy of it, so that a login dies with its row
as well as with its job.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sealbench import canon
from sealbench.errors import MalformedError
from sealbench.ids import JobId, LoginId
from sealbench.keyring import Key, job_node
from sealbench.shop.bench import Work, rows
from sealbench.shop.records.models import Login


@dataclass(frozen=True, slots=True)
class LoginWords:
    """What the shop itself may read of a login: its label, and what the client signed."""

    label: str
    signed: Mapping[str, canon.JSONValue]


def grow_login_key(work: Work, job: JobId, login: LoginId) -> tuple[Key, bytes]:
    """Return a fresh key for *login* and its wrap under the key of *job*."""
    key = Key.random()
    return key, work.key(job_node(job)).wrap(key, aad=_bound("wrap", job, login))


def unwrap_login_key(work: Work, job: JobId, login: LoginId, wrap: bytes) -> Key:
    """Return the key of *login*; raise GoneError when its job's key was destroyed."""
    return work.key(job_node(job)).unwrap(wrap, aad=_bound("wrap", job, login))


def box_file(key: Key, job: JobId, login: LoginId, file: bytes) -> bytes:
    """Return the age file *file* in the box that its row keeps."""
    return key.seal(file, aad=_bound("box", job, login))


def unbox_file(key: Key, job: JobId, login: LoginId, box: bytes) -> bytes:
    """Return the age file that `box_file` took."""
    return key.open(box, aad=_bound("box", job, login))


def write_words(row: Login, key: Key, words: LoginWords) -> None:
    """Seal *words* into *row* under the login's key; the caller saves the row."""
    rows.write(row, key, row.job_id, {"label": words.label, "signed": words.signed})


def read_words(row: Login, key: Key) -> LoginWords:
    """Return what `write_words` sealed into *row*."""
    content = rows.read(row, key, row.job_id)
    label, signed = content.get("label"), content.get("signed")
    if not isinstance(label, str) or not isinstance(signed, Mapping):
        raise MalformedError("a login without its words")
    return LoginWords(label, signed)


def words_of(work: Work, row: Login) -> LoginWords:
    """Return what the shop may read of the login in *row*."""
    job, login = JobId(row.job_id), LoginId(row.pk)
    return read_words(row, unwrap_login_key(work, job, login, bytes(row.wrap)))


def _bound(what: str, job: JobId, login: LoginId) -> bytes:
    return f"sealbench/login/v1\0{what}\0{job}\0{login}".encode()
