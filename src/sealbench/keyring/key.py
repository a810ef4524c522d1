"""One key, and what it seals.

AES-256-GCM-SIV (RFC 8452) with random nonces: a repeated nonce costs no more than
telling that two equal messages are equal.  A sealed box is nonce (12) || ciphertext || tag (16).
"""

import os
from typing import NoReturn, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from sealbench.errors import VerificationError

SIZE = 32
_NONCE = 12
_WRAP = b"sealbench/wrap/v1\0"


class Key:
    """256 random bits that seal; hidden from `repr`, never pickled."""

    __slots__ = ("_cipher", "_secret")

    def __init__(self, secret: bytes) -> None:
        if len(secret) != SIZE:
            raise VerificationError("a key has 32 bytes")
        self._secret = secret
        self._cipher: AESGCMSIV | None = None  # made when needed: most keys are just carried

    @classmethod
    def random(cls) -> Self:
        """Return a fresh key."""
        return cls(os.urandom(SIZE))

    def seal(self, plaintext: bytes, *, aad: bytes) -> bytes:
        """Return *plaintext* sealed and bound to *aad*; 28 bytes longer."""
        nonce = os.urandom(_NONCE)
        return nonce + self._ready().encrypt(nonce, plaintext, aad)

    def open(self, box: bytes, *, aad: bytes) -> bytes:
        """Return what `seal` took; raise VerificationError for any other box or *aad*."""
        try:
            return self._ready().decrypt(box[:_NONCE], box[_NONCE:], aad)
        except (InvalidTag, ValueError) as exc:
            raise VerificationError("a sealed record does not open under its key") from exc

    def wrap(self, child: "Key", *, aad: bytes) -> bytes:
        """Return *child* sealed under this key."""
        return self.seal(child.secret(), aad=_WRAP + aad)

    def unwrap(self, box: bytes, *, aad: bytes) -> "Key":
        """Return the key that `wrap` took."""
        return Key(self.open(box, aad=_WRAP + aad))

    def secret(self) -> bytes:
        """Return the 32 bytes, for a store to keep."""
        return self._secret

    def _ready(self) -> AESGCMSIV:
        if self._cipher is None:
            self._cipher = AESGCMSIV(self._secret)
        return self._cipher

    def __repr__(self) -> str:
        """Tell nothing."""
        return "Key(hidden)"

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled."""
        raise TypeError("keys are not pickled")
