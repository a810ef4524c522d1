"""The frame of an age v1 file: header grammar, MAC, payload of one chunk (https://c2sp.org/age).

Who wraps the file key, and how, is the business of `sealed` and `identity_file`.
"""

import base64
import binascii
import hmac
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sealbench.errors import MalformedError, VerificationError

FILE_KEY = 16
WRAPPED_KEY = FILE_KEY + 16
PAYLOAD_FRAME = 16 + 16  # nonce and tag
NONCE = 16
CHUNK = 64 * 1024
LONGEST_HEADER = 32 * 1024

_VERSION = b"age-encryption.org/v1"
_COLUMNS = 64
_MAC = 32
_ONLY_CHUNK = bytes(11) + b"\x01"
_NO_NONCE = bytes(12)
_VISIBLE = bytes(range(33, 127))


@dataclass(frozen=True, slots=True)
class Stanza:
    """One wrapped file key: *arguments* as they stand in the line, *body* decoded."""

    arguments: tuple[bytes, ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Header:
    """A parsed header: the bytes that its MAC covers, and its *size* in the file."""

    stanzas: tuple[Stanza, ...]
    mac: bytes
    covered: bytes
    size: int


def parse_header(data: bytes) -> Header:
    """Return the header of the file *data*; raise MalformedError for any departure from age."""
    end = data.find(b"\n--- ", 0, LONGEST_HEADER)
    eol = data.find(b"\n", end + 1, LONGEST_HEADER)
    if end < 0 or eol < 0:
        raise MalformedError("no age header")
    version, *lines = data[:end].split(b"\n")
    if version != _VERSION or not lines:
        raise MalformedError("not an age v1 file")
    mac = unb64(data[end + 5 : eol], size=_MAC)
    return Header(tuple(_stanzas(lines)), mac, data[: end + 4], eol + 1)


def encrypt(plaintext: bytes, file_key: bytes, stanzas: Sequence[Stanza]) -> bytes:
    """Return the age file of *plaintext*, at most 64 KiB, with *file_key* in *stanzas*."""
    if len(plaintext) > CHUNK:
        raise MalformedError("more than one chunk")
    nonce = new_nonce()
    chunk = payload_cipher(file_key, nonce).encrypt(_ONLY_CHUNK, plaintext, None)
    return render_header(file_key, stanzas) + nonce + chunk


def render_header(file_key: bytes, stanzas: Sequence[Stanza]) -> bytes:
    """Return the header with *file_key* in *stanzas*, its MAC included."""
    covered = b"\n".join([_VERSION, *(_line(stanza) for stanza in stanzas), b"---"])
    return b"".join([covered, b" ", b64(_mac(file_key, covered)), b"\n"])


def verify_header(header: Header, file_key: bytes) -> None:
    """Raise VerificationError unless the header's MAC is that of *file_key*."""
    if not hmac.compare_digest(_mac(file_key, header.covered), header.mac):
        raise VerificationError("the header was altered")


def payload_cipher(file_key: bytes, nonce: bytes) -> ChaCha20Poly1305:
    """Return the cipher of the payload that begins with *nonce*, 16 bytes."""
    return ChaCha20Poly1305(_derive(file_key, nonce, b"payload"))


def new_nonce() -> bytes:
    """Return what a payload begins with, 16 bytes."""
    return secrets.token_bytes(NONCE)


def decrypt(data: bytes, header: Header, file_key: bytes) -> bytes:
    """Return the plaintext of the one chunk; raise VerificationError if it was tampered with."""
    verify_header(header, file_key)
    nonce = data[header.size : header.size + NONCE]
    chunk = data[header.size + NONCE :]
    if len(nonce) < NONCE or not 16 <= len(chunk) <= CHUNK + 16:  # noqa: PLR2004 - nonce, tag
        raise MalformedError("not one chunk")
    try:
        return payload_cipher(file_key, nonce).decrypt(_ONLY_CHUNK, chunk, None)
    except InvalidTag as exc:
        raise VerificationError("the payload was altered") from exc


def new_file_key() -> bytes:
    """Return a fresh file key, 16 bytes."""
    return secrets.token_bytes(FILE_KEY)


def wrap(file_key: bytes, key: bytes) -> bytes:
    """Return *file_key* under *key* (32 bytes), which must never wrap a second one."""
    return ChaCha20Poly1305(key).encrypt(_NO_NONCE, file_key, None)


def unwrap(body: bytes, key: bytes) -> bytes:
    """Return the file key in a stanza's *body*; raise VerificationError under a wrong *key*."""
    if len(body) != WRAPPED_KEY:
        raise MalformedError("not a wrapped file key")
    try:
        return ChaCha20Poly1305(key).decrypt(_NO_NONCE, body, None)
    except InvalidTag as exc:
        raise VerificationError("another key wrapped this file") from exc


def b64(data: bytes) -> bytes:
    """Return *data* in the base64 of age: standard alphabet, no padding."""
    return base64.b64encode(data).rstrip(b"=")


def unb64(text: bytes, *, size: int | None = None) -> bytes:
    """Return the bytes of *text*; raise MalformedError for other spellings and sizes."""
    try:
        data = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except binascii.Error as exc:
        raise MalformedError("not base64") from exc
    if b64(data) != text or size not in (None, len(data)):
        raise MalformedError("not canonical base64 of the size expected")
    return data


def _stanzas(lines: Sequence[bytes]) -> Iterator[Stanza]:
    rest = iter(lines)
    for line in rest:
        yield Stanza(_arguments(line), _body(rest))


def _arguments(line: bytes) -> tuple[bytes, ...]:
    arguments = tuple(line[3:].split(b" "))
    if not line.startswith(b"-> ") or b"" in arguments:
        raise MalformedError("not a stanza")
    if any(argument.translate(None, _VISIBLE) for argument in arguments):
        raise MalformedError("an argument with unseen characters")
    return arguments


def _body(rest: Iterator[bytes]) -> bytes:
    text = b""
    for line in rest:
        if len(line) > _COLUMNS:
            break
        text += line
        if len(line) < _COLUMNS:
            return unb64(text)
    raise MalformedError("a stanza body of other lines")


def _line(stanza: Stanza) -> bytes:
    text = b64(stanza.body)
    lines = [text[at : at + _COLUMNS] for at in range(0, len(text) + 1, _COLUMNS)]
    return b"\n".join([b"-> " + b" ".join(stanza.arguments), *lines])


def _mac(file_key: bytes, covered: bytes) -> bytes:
    return hmac.digest(_derive(file_key, None, b"header"), covered, "sha256")


def _derive(key: bytes, salt: bytes | None, info: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt, info).derive(key)
