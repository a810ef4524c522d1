"""Signed notes: a text and the lines of those who signed it (c2sp.org/signed-note).

- A key is known by its name and its id; a signature by a key that is not known is ignored.
- A bad signature by a known key rejects the whole note, and so does a note that no known
  key signed.
- Only Ed25519 (signature type 0x01) is understood.
"""

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from sealbench.errors import MalformedError, VerificationError

MAX_NOTE = 100_000  # characters; 16 post-quantum signatures of 5 kB must fit
_ED25519 = 1
_KEY_SIZE = 32
_ID_SIZE = 4
_DASH = "\u2014 "
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\ud800-\udfff]")
_VKEY = re.compile(r"([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)")


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key and the name it signs under; its text form is called a vkey."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        """Refuse a name or a key that no note can bear."""
        _check_name(self.name)
        if len(self.public) != _KEY_SIZE:
            raise MalformedError("an ed25519 key has 32 bytes")

    @property
    def key_id(self) -> bytes:
        """Return the first 4 bytes of SHA-256(name, newline, 0x01, public key)."""
        named = b"%b\n%b" % (encode(self.name), self._typed())
        return sha256(named).digest()[:_ID_SIZE]

    def to_text(self) -> str:
        """Return the vkey: ``name+id in hex+base64(0x01, public key)``."""
        return f"{self.name}+{self.key_id.hex()}+{b64(self._typed())}"

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Return the key in a vkey; raise MalformedError if it is none or of another type."""
        match = _VKEY.fullmatch(text)
        if match is None:
            raise MalformedError("not a vkey")
        name, key_id, key = match.groups()
        typed = unb64(key)
        if typed[0] != _ED25519:
            raise MalformedError("a vkey of a type that is not supported")
        found = cls(name, typed[1:])
        if found.key_id.hex() != key_id:
            raise MalformedError("the id of a vkey does not match its key")
        return found

    def verify(self, message: bytes, signature: bytes) -> None:
        """Check an Ed25519 signature (RFC 8032); raise VerificationError if it is bad."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError) as exc:
            raise VerificationError("a bad signature by a known key") from exc

    def _typed(self) -> bytes:
        return bytes([_ED25519]) + self.public


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One signature line: who signed, the 4-byte id of the key, and the signature."""

    name: str
    key_id: bytes
    signature: bytes

    def __post_init__(self) -> None:
        """Refuse what would not be read back as one line."""
        _check_name(self.name)
        if len(self.key_id) != _ID_SIZE or not self.signature:
            raise MalformedError("a signature line has a key id and a signature")

    def to_text(self) -> str:
        """Return the line, newline included."""
        return f"{_DASH}{self.name} {b64(self.key_id + self.signature)}\n"

    @classmethod
    def from_text(cls, line: str) -> Self:
        """Return the signature in a line that comes without its newline."""
        name, _, data = line.removeprefix(_DASH).partition(" ")
        if not line.startswith(_DASH):
            raise MalformedError("not a signature line")
        signed = unb64(data)
        return cls(name, signed[:_ID_SIZE], signed[_ID_SIZE:])


@dataclass(frozen=True, slots=True)
class Note:
    """A text that ends in a newline, and one or more signatures of it."""

    text: str
    signatures: tuple[NoteSignature, ...]

    def __post_init__(self) -> None:
        """Refuse a text that would not be read back as it is."""
        if not self.text.endswith("\n") or _CONTROL.search(self.text):
            raise MalformedError("the text of a note is lines without control characters")
        if not self.signatures:
            raise MalformedError("a note has a signature")

    def to_text(self) -> str:
        """Return the note: text, empty line, signature lines."""
        return self.text + "\n" + "".join(each.to_text() for each in self.signatures)

    @classmethod
    def from_text(cls, note: str) -> Self:
        """Return the note in *note*, of which nothing is verified yet."""
        if len(note) > MAX_NOTE:
            raise MalformedError("the note is too long")
        text, separator, lines = note.rpartition("\n\n")
        if not separator or not lines.endswith("\n"):
            raise MalformedError("not a signed note")
        return cls(
            text + "\n", tuple(NoteSignature.from_text(line) for line in lines[:-1].split("\n"))
        )

    def verify(self, known: Iterable[VerifierKey]) -> tuple[VerifierKey, ...]:
        """Return those of the *known* keys that signed the note, at least one.

        Raise VerificationError if there is none, or if one of their signatures is bad.
        """
        keys = {(key.name, key.key_id): key for key in known}
        message, good = encode(self.text), []
        for each in self.signatures:
            key = keys.get((each.name, each.key_id))
            if key is not None:
                key.verify(message, each.signature)
                good.append(key)
        if not good:
            raise VerificationError("no known key signed the note")
        return tuple(dict.fromkeys(good))


@dataclass(frozen=True, slots=True)
class LogSigner:
    """The key that signs for a log, and the log's name; it never shows the private key.

    *key* is the public one, under the same name; it is derived once, not at each signature.
    """

    name: str
    private: Ed25519PrivateKey = field(repr=False)
    key: VerifierKey = field(init=False)

    def __post_init__(self) -> None:
        """Refuse a name that no note can bear."""
        public = self.private.public_key().public_bytes_raw()
        object.__setattr__(self, "key", VerifierKey(self.name, public))

    @classmethod
    def generate(cls, name: str) -> Self:
        """Return a signer with a fresh key."""
        return cls(name, Ed25519PrivateKey.generate())

    @classmethod
    def from_seed(cls, name: str, seed: bytes) -> Self:
        """Return the signer whose private key is *seed*, 32 bytes (RFC 8032 section 5.1.5)."""
        if len(seed) != _KEY_SIZE:
            raise MalformedError("an ed25519 seed has 32 bytes")
        return cls(name, Ed25519PrivateKey.from_private_bytes(seed))

    def to_seed(self) -> bytes:
        """Return the private key, 32 bytes, for the one who stores it."""
        return self.private.private_bytes_raw()

    def sign(self, text: str) -> NoteSignature:
        """Return the signature line for a note with this *text*."""
        return NoteSignature(self.name, self.key.key_id, self.private.sign(encode(text)))


def sign_note(text: str, *signers: LogSigner) -> Note:
    """Return the note of *text* (ends in a newline) that all *signers* signed."""
    return Note(text, tuple(signer.sign(text) for signer in signers))


def b64(data: bytes) -> str:
    """Return *data* as standard base64 with padding (RFC 4648 section 4)."""
    return base64.b64encode(data).decode()


def unb64(text: str, *, size: int | None = None) -> bytes:
    """Return the bytes of a standard base64 *text*; refuse other spellings and sizes."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as exc:
        raise MalformedError("not base64") from exc
    if b64(data) != text:
        raise MalformedError("not canonical base64")
    if size is not None and len(data) != size:
        raise MalformedError(f"expected {size} bytes")
    return data


def encode(text: str) -> bytes:
    """Return *text* in UTF-8; raise MalformedError for lone surrogates."""
    try:
        return text.encode()
    except UnicodeEncodeError as exc:
        raise MalformedError("not unicode text") from exc


def decode(data: bytes) -> str:
    """Return the text in UTF-8 *data*, as read from a file; raise MalformedError."""
    try:
        return data.decode()
    except UnicodeDecodeError as exc:
        raise MalformedError("not utf-8") from exc


def _check_name(name: str) -> None:
    if not name or "+" in name or any(letter.isspace() for letter in name):
        raise MalformedError("a key name has neither spaces nor plus")
    if _CONTROL.search(name):
        raise MalformedError("a key name has no control characters")
