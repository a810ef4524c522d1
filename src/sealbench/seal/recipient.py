"""Hybrid recipients and identities: age1pq1… and AGE-SECRET-KEY-PQ-1… (https://c2sp.org/age).

ML-KEM-768 and X25519, combined as HPKE's MLKEM768-X25519 (X-Wing).  Decoding a recipient
costs some hundred microseconds of bech32, and the same few come again and again: it is cached.
"""

import hashlib
import secrets
from functools import lru_cache

from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from sealbench.errors import MalformedError
from sealbench.seal import bech32

_RECIPIENT, _IDENTITY = "age1pq", "age-secret-key-pq-"
_SEED = 32
_MLKEM_PUBLIC, _MLKEM_SEED = 1184, 64
_PUBLIC = _MLKEM_PUBLIC + 32


@lru_cache(maxsize=1024)
def load_recipient(recipient: str) -> hpke.MLKEM768X25519PublicKey:
    """Return the public key of *recipient*; raise MalformedError unless it is age1pq1…."""
    raw = bech32.decode(_RECIPIENT, recipient)
    if len(raw) != _PUBLIC:
        raise MalformedError("not a hybrid recipient")
    try:
        lattice = MLKEM768PublicKey.from_public_bytes(raw[:_MLKEM_PUBLIC])
        curve = X25519PublicKey.from_public_bytes(raw[_MLKEM_PUBLIC:])
        # Nobody can seal to a point of small order; better said when people are listed.
        X25519PrivateKey.from_private_bytes(bytes(32)).exchange(curve)
    except ValueError as exc:
        raise MalformedError("not a hybrid recipient") from exc
    return hpke.MLKEM768X25519PublicKey(lattice, curve)


def new_identity() -> str:
    """Return a fresh identity; whoever holds this text opens what is sealed to it."""
    return bech32.encode(_IDENTITY, secrets.token_bytes(_SEED)).upper()


def load_identity(identity: str) -> hpke.MLKEM768X25519PrivateKey:
    """Return the private key of *identity*; raise MalformedError for any other text."""
    return hpke.MLKEM768X25519PrivateKey(*_halves(identity))


def recipient_of(identity: str) -> str:
    """Return the recipient to which one seals so that *identity* opens."""
    lattice, curve = _halves(identity)
    raw = lattice.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()
    return bech32.encode(_RECIPIENT, raw)


def _halves(identity: str) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    if identity != identity.upper():
        raise MalformedError("not a hybrid identity")
    seed = bech32.decode(_IDENTITY, identity.lower())
    if len(seed) != _SEED:
        raise MalformedError("not a hybrid identity")
    expanded = hashlib.shake_256(seed).digest(_MLKEM_SEED + 32)
    return (
        MLKEM768PrivateKey.from_seed_bytes(expanded[:_MLKEM_SEED]),
        X25519PrivateKey.from_private_bytes(expanded[_MLKEM_SEED:]),
    )
