"""Nonces that a browser signs: made without a row, spent with one.

A nonce is time (6 bytes) || random (10) || HMAC-SHA256 of both and its purpose (16), so that
only a used one leaves a row, and only until it would have expired anyway.
"""

import hmac
import os

from sealbench import canon
from sealbench.errors import ConflictError, VerificationError
from sealbench.shop.bench.home import House
from sealbench.shop.bench.tokens import token_hash
from sealbench.shop.bench.work import Work
from sealbench.shop.records.statements.sealing import spend

LIFETIME = 600  # seconds
_HEAD = 16


def new_nonce(house: House, purpose: str, *, seconds: int) -> str:
    """Return a nonce for *purpose* made at *seconds*: base64url of 32 bytes."""
    head = seconds.to_bytes(6, "big") + os.urandom(_HEAD - 6)
    return canon.b64u(head + _mac(house, purpose, head))


def check_nonce(house: House, nonce: str, purpose: str, *, seconds: int) -> int:
    """Return when *nonce* was made; raise VerificationError unless it was here and just now."""
    data = canon.unb64u(nonce, size=32)
    head, mac = data[:_HEAD], data[_HEAD:]
    made = int.from_bytes(head[:6], "big")
    if not hmac.compare_digest(mac, _mac(house, purpose, head)):
        raise VerificationError("this request was not prepared here", hint="reload the page")
    if not made <= seconds < made + LIFETIME:
        raise VerificationError("this page has waited too long", hint="reload the page")
    return made


def spend_nonce(work: Work, nonce: str, purpose: str) -> None:
    """Take *nonce* out of use; raise VerificationError or, the second time, ConflictError."""
    made = check_nonce(work.house, nonce, purpose, seconds=work.seconds)
    if not spend(token_hash(nonce), until=made + LIFETIME):
        raise ConflictError("this request was sent before", hint="reload the page")


def _mac(house: House, purpose: str, head: bytes) -> bytes:
    key = hmac.digest(house.subject.secret, b"sealbench/nonce/v1", "sha256")
    return hmac.digest(key, purpose.encode() + b"\0" + head, "sha256")[:_HEAD]
