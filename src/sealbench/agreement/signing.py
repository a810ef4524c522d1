"""Sign a PDF as PAdES baseline B-B, and check one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sealbench.agreement.authority import SigningKey


@dataclass(frozen=True, slots=True)
class Seal:
    """What a check found: who signed, when by their own clock, and over the whole file."""

    signer: str
    at: datetime
    certificate: bytes


def sign(pdf: bytes, key: SigningKey, *, at: datetime, reason: str) -> bytes:
    """Return *pdf* signed as PAdES B-B by the shop's *key*."""
    raise NotImplementedError


def check(pdf: bytes, trust: Sequence[bytes], *, now: datetime) -> Seal:
    """Return the seal of *pdf*, whose chain ends in one of the roots *trust* (DER).

    Raise MalformedError for anything that is no PDF with one signature, VerificationError if
    it was altered or added to after it was signed, or signed by somebody who is not trusted.
    """
    raise NotImplementedError
