"""A sealed login: the server's strict check, and seal and open for those who hold keys.

The check needs no secret and opens nothing: it proves that what is stored has the form of
an age file to exactly so many hybrid recipients, padded, in one chunk.
"""

import hashlib
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke

from sealbench import canon
from sealbench.errors import MalformedError, VerificationError
from sealbench.seal import age
from sealbench.seal.login import Login
from sealbench.seal.padding import BLOCK, LARGEST, pad, unpad
from sealbench.seal.recipient import load_identity, load_recipient
from sealbench.statement import Context, Statement

MOST_RECIPIENTS = 16

_TAG = b"mlkem768x25519"
_INFO = b"age-encryption.org/mlkem768x25519"
_ENCAPSULATED = 1120
_SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)
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
    if not 1 <= len(set(recipients)) == len(recipients) <= MOST_RECIPIENTS:
        raise MalformedError("not 1 to 16 distinct recipients")
    file_key = age.new_file_key()
    stanzas = [_wrap(file_key, recipient) for recipient in recipients]
    return age.encrypt(pad(data), file_key, stanzas)


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
    return unpad(age.decrypt(data, header, _file_key(header, identity)))


def file_hash(data: bytes) -> str:
    """Return SHA-256 of an age file in base64url, as the client's *seal* statement names it."""
    return canon.b64u(hashlib.sha256(data).digest())


def recipient_hashes(recipients: Sequence[str]) -> list[str]:
    """Return SHA-256 of each recipient's text in base64url, sorted, as *seal* names them."""
    return sorted(file_hash(recipient.encode()) for recipient in recipients)


def verify_sealed(statement: Statement, data: bytes, recipients: Sequence[str]) -> None:
    """Raise VerificationError unless the *seal* statement is about this file and these people.

    The form of *data* is what `check_sealed` looks at.  Raise MalformedError for a statement of
    another context.
    """
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
        _check_stanza(stanza)
    if len({stanza.arguments for stanza in header.stanzas}) != len(header.stanzas):
        raise MalformedError("a stanza stands there twice")
    if len(header.stanzas) > MOST_RECIPIENTS:
        raise MalformedError("sealed to too many")
    padded = len(data) - header.size - age.PAYLOAD_FRAME
    if not BLOCK <= padded <= LARGEST or padded % BLOCK:
        raise MalformedError("a payload of another size")
    return header


def _check_stanza(stanza: age.Stanza) -> None:
    if stanza.arguments[0] != _TAG:
        raise MalformedError("sealed to a recipient of another kind")
    if len(stanza.arguments) != 2 or len(stanza.body) != age.WRAPPED_KEY:  # noqa: PLR2004 - a pair
        raise MalformedError("a stanza of another size")
    age.unb64(stanza.arguments[1], size=_ENCAPSULATED)


def _wrap(file_key: bytes, recipient: str) -> age.Stanza:
    sealed = _SUITE.encrypt(file_key, load_recipient(recipient), info=_INFO)
    return age.Stanza((_TAG, age.b64(sealed[:_ENCAPSULATED])), sealed[_ENCAPSULATED:])


def _file_key(header: age.Header, identity: str) -> bytes:
    key = load_identity(identity)
    for stanza in header.stanzas:
        sealed = age.unb64(stanza.arguments[1]) + stanza.body
        try:
            return _SUITE.decrypt(sealed, key, info=_INFO)
        except InvalidTag:
            continue
    raise VerificationError("sealed to somebody else")
