"""A sealed login: the server's strict check, and seal and open for those who hold keys.

The check needs no secret and opens nothing: it proves that what is stored has the form of
an age file to exactly so many hybrid recipients, padded, in one chunk.
"""

import hashlib
from collections.abc import Sequence

from sealbench import canon
from sealbench.errors import MalformedError, VerificationError
from sealbench.seal import age
from sealbench.seal.age_keys import MOST_RECIPIENTS, check_hybrid, to_recipients, unwrap_hybrid
from sealbench.seal.login import Login
from sealbench.seal.padding import BLOCK, LARGEST, pad, unpad
from sealbench.seal.recipient import load_identity
from sealbench.statement import Context, Statement

_LARGEST_FILE = 32 * 1024


def check_sealed(data: bytes, *, recipients: int) -> None:
    """Raise MalformedError unless *data* has the form of a login sealed to so many people."""
    header = _parse(data)
    if len(header.stanzas) != recipients:
        raise MalformedError("not sealed to as many people as were named")


def seal(login: Login, recipients: Sequence[str]) -> bytes:
    """Return *login* sealed to *recipients* (age1pq1…), 1 to 16, all distinct."""
    return seal_bytes(login.to_bytes(), recipients)


def seal_bytes(data: bytes, recipients: Sequence[str]) -> bytes:
    """Return *data*, padded, sealed to *recipients* as a login is; at most 4092 bytes."""
    wrap, file_key = to_recipients(recipients), age.new_file_key()
    return age.encrypt(pad(data), file_key, wrap(file_key))


def open_sealed(data: bytes, identity: str, *, job: str, login: str, label: str) -> Login:
    """Return the login in *data* for the holder of *identity*.

    Raise MalformedError for another form, VerificationError if it is sealed to others, was
    altered, or is another login than the one asked for.
    """
    found = Login.from_bytes(open_bytes(data, identity))
    found.require(job=job, login=login, label=label)
    return found


def open_bytes(data: bytes, identity: str) -> bytes:
    """Return what `seal_bytes` took, for the holder of *identity*.

    Raise MalformedError for another form, VerificationError if it is sealed to others or altered.
    """
    header = _parse(data)
    return unpad(age.decrypt(data, header, unwrap_hybrid(header, load_identity(identity))))


def file_hash(data: bytes) -> str:
    """Return SHA-256 of an age file in base64url, as the client's *seal* statement names it."""
    return canon.b64u(hashlib.sha256(data).digest())


def recipient_hashes(recipients: Sequence[str]) -> list[str]:
    """Return SHA-256 of each recipient's text in base64url, sorted, as *seal* names them."""
    return sorted(file_hash(recipient.encode()) for recipient in recipients)


def verify_sealed(statement: Statement, data: bytes, recipients: Sequence[str]) -> None:
    """Raise VerificationError unless *statement* is about this file and these people.

    It is that of a *seal* or a *keep*; raise MalformedError for any other.  The form of *data* is
    what `check_sealed` looks at.
    """
    if statement.context is not Context.KEEP:
        statement.require(Context.SEAL)
    if statement.text("ciphertext") != file_hash(data):
        raise VerificationError("the client signed another file")
    if statement.fields["recipients"] != recipient_hashes(recipients):
        raise VerificationError("the client named other people")


def _parse(data: bytes) -> age.Header:
    if len(data) > _LARGEST_FILE:
        raise MalformedError("larger than a sealed login")
    header = age.parse_header(data)
    for stanza in header.stanzas:
        check_hybrid(stanza)
    if len({stanza.arguments for stanza in header.stanzas}) != len(header.stanzas):
        raise MalformedError("a stanza stands there twice")
    if len(header.stanzas) > MOST_RECIPIENTS:
        raise MalformedError("sealed to too many")
    padded = len(data) - header.size - age.PAYLOAD_FRAME
    if not BLOCK <= padded <= LARGEST or padded % BLOCK:
        raise MalformedError("a payload of another size")
    return header
