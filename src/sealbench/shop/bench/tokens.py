"""Tokens: random, given once, kept as a hash only."""

import hashlib
import os

from sealbench import canon

_BYTES = 24
_ENDED = b"sealbench/ended-link/id/v1\0"


def new_token() -> str:
    """Return 192 random bits as base64url, 32 characters."""
    return canon.b64u(os.urandom(_BYTES))


def token_hash(token: str) -> str:
    """Return the hash under which a token is kept: SHA-256 as base64url, 43 characters."""
    return canon.b64u(hashlib.sha256(token.encode()).digest())


def ended_id(hashed: str) -> str:
    """Return the id of an ended link that was kept under the hash *hashed* of its token."""
    return canon.b64u(hashlib.sha256(_ENDED + hashed.encode()).digest())
