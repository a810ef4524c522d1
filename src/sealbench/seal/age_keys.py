"""Who opens an age file: hybrid recipients, or a passphrase alone (https://c2sp.org/age).

A `Wrap` puts a fresh file key into stanzas, an `Unwrap` finds it in a header again.  There is
no way to mix kinds: a classic recipient beside a hybrid one would be the weakest of both.
"""

import re
import secrets
from collections.abc import Callable, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from sealbench.errors import MalformedError, VerificationError
from sealbench.seal import age
from sealbench.seal.recipient import load_identity, load_recipient

Wrap = Callable[[bytes], Sequence[age.Stanza]]
Unwrap = Callable[[age.Header], bytes]

MOST_RECIPIENTS = 16
WORK = 18  # log2 of scrypt's N: 256 MiB, about a second; age-encryption opens up to 20

_HYBRID = b"mlkem768x25519"
_HYBRID_INFO = b"age-encryption.org/mlkem768x25519"
_ENCAPSULATED = 1120
_SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)
_SCRYPT = b"scrypt"
_SCRYPT_LABEL = b"age-encryption.org/v1/scrypt"
_SALT = 16
_MOST_WORK = 20
_PAIR, _TRIPLE = 2, 3
_DECIMAL = re.compile(rb"[1-9][0-9]?")


def to_recipients(recipients: Sequence[str]) -> Wrap:
    """Return what wraps for *recipients* (age1pq1…), 1 to 16, all distinct.

    Raise MalformedError for any other recipient, classic ones included.
    """
    if not 1 <= len(set(recipients)) == len(recipients) <= MOST_RECIPIENTS:
        raise MalformedError("not 1 to 16 distinct recipients")
    keys = [load_recipient(recipient) for recipient in recipients]
    return lambda file_key: [wrap_hybrid(file_key, key) for key in keys]


def by_identity(identity: str) -> Unwrap:
    """Return what unwraps for the holder of *identity* (AGE-SECRET-KEY-PQ-1…)."""
    key = load_identity(identity)

    def unwrap(header: age.Header) -> bytes:
        for stanza in header.stanzas:
            check_hybrid(stanza)
        return unwrap_hybrid(header, key)

    return unwrap


def to_passphrase(passphrase: str, *, work: int = WORK) -> Wrap:
    """Return what wraps under *passphrase*: in person only, for who has no key."""
    if not passphrase or not 1 <= work <= _MOST_WORK:
        raise MalformedError("no passphrase, or a work factor that readers refuse")

    def wrap(file_key: bytes) -> list[age.Stanza]:
        salt = secrets.token_bytes(_SALT)
        arguments = _SCRYPT, age.b64(salt), str(work).encode()
        return [age.Stanza(arguments, age.wrap(file_key, _stretch(passphrase, salt, work)))]

    return wrap


def by_passphrase(passphrase: str) -> Unwrap:
    """Return what unwraps with *passphrase*."""

    def unwrap(header: age.Header) -> bytes:
        if len(header.stanzas) != 1 or header.stanzas[0].arguments[0] != _SCRYPT:
            raise MalformedError("not under a passphrase alone")
        (stanza,) = header.stanzas
        if len(stanza.arguments) != _TRIPLE or not _DECIMAL.fullmatch(stanza.arguments[2]):
            raise MalformedError("not a scrypt stanza")
        salt, work = age.unb64(stanza.arguments[1], size=_SALT), int(stanza.arguments[2])
        if work > _MOST_WORK:
            raise MalformedError("a work factor that nobody waits for")
        return age.unwrap(stanza.body, _stretch(passphrase, salt, work))

    return unwrap


def check_hybrid(stanza: age.Stanza) -> None:
    """Raise MalformedError unless *stanza* has the form of one for a hybrid recipient."""
    if stanza.arguments[0] != _HYBRID:
        raise MalformedError("sealed to a recipient of another kind")
    if len(stanza.arguments) != _PAIR or len(stanza.body) != age.WRAPPED_KEY:
        raise MalformedError("a stanza of another size")
    age.unb64(stanza.arguments[1], size=_ENCAPSULATED)


def wrap_hybrid(file_key: bytes, key: hpke.MLKEM768X25519PublicKey) -> age.Stanza:
    """Return the stanza with *file_key* for the holder of *key*'s other half."""
    sealed = _SUITE.encrypt(file_key, key, info=_HYBRID_INFO)
    return age.Stanza((_HYBRID, age.b64(sealed[:_ENCAPSULATED])), sealed[_ENCAPSULATED:])


def unwrap_hybrid(header: age.Header, key: hpke.MLKEM768X25519PrivateKey) -> bytes:
    """Return the file key for *key*; raise VerificationError if no stanza is for it."""
    for stanza in header.stanzas:
        sealed = age.unb64(stanza.arguments[1]) + stanza.body
        try:
            return _SUITE.decrypt(sealed, key, info=_HYBRID_INFO)
        except InvalidTag:
            continue
    raise VerificationError("sealed to somebody else")


def _stretch(passphrase: str, salt: bytes, work: int) -> bytes:
    scrypt = Scrypt(salt=_SCRYPT_LABEL + salt, length=32, n=1 << work, r=8, p=1)
    return scrypt.derive(passphrase.encode())
