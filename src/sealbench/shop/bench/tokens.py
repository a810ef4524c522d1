"""Tokens: random, given once, kept as a hash only."""

import hashlib
import os

from sealbench import canon

_BYTES = 24


def new_token() -> str:
    """Return 192 random bits as base64url, 32 characters."""
    return canon.b64u(os.urandom(_BYTES))


def token_hash(token: str) -> str:
    """Return the hash under which a token is kept: SHA-256 as base64url, 43 characters."""
    return canon.b64u(hashlib.sha256(token.encode()).digest())
