"""Ed25519 (RFC 8032), strict, so that a browser's verdict and ours are the same.

Libraries differ on points of small order: under such a key, or with such an R, one
signature fits many messages.  They are refused before any library sees them.
"""

from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sealbench.errors import MalformedError, VerificationError

_P = 2**255 - 19
_ORDER_8 = 2707385501144840649318225287225658788936804267575313519463743609750303402022
_WEAK = frozenset({0, 1, _P - 1, _ORDER_8, _P - _ORDER_8})
_POINT = 32
_SIGNATURE = 64


def check_key(raw: bytes) -> None:
    """Raise MalformedError unless *raw* may be an Ed25519 public key, 32 bytes."""
    if len(raw) != _POINT or _is_weak(raw):
        raise MalformedError("not a key")


def verify(key: bytes, signature: bytes, message: bytes) -> None:
    """Raise VerificationError unless *key* (32 bytes) signed *message* (64 bytes of signature)."""
    public = _load(key)
    if len(signature) != _SIGNATURE or _is_weak(signature[:_POINT]):
        raise VerificationError("a signature is wrong")
    try:
        public.verify(signature, message)
    except InvalidSignature as exc:
        raise VerificationError("a signature is wrong") from exc


@lru_cache(maxsize=256)
def _load(raw: bytes) -> Ed25519PublicKey:
    check_key(raw)
    return Ed25519PublicKey.from_public_bytes(raw)


def _is_weak(point: bytes) -> bool:
    y = int.from_bytes(point, "little") & (2**255 - 1)
    return y >= _P or y in _WEAK
