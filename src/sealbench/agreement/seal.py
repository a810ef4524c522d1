"""Seal a PDF as the shop (PAdES baseline B-B), and check one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sealbench.agreement.authority import SigningKey


@dataclass(frozen=True, slots=True)
class Seal:
    """What a check found: who sealed it, when by their own clock, and by which certificate."""

    signer: str
    at: datetime
    certificate: bytes


def sign(pdf: bytes, key: SigningKey, *, at: datetime, reason: str) -> bytes:
    """Return *pdf* sealed as PAdES B-B by the shop's *key*, so that no change is allowed.

    *reason* is seen by every reader of the document: it names nobody.  Raise MalformedError
    for anything that is no PDF.
    """
    from sealbench.agreement import pades  # noqa: PLC0415 - loaded by who needs it

    return pades.sign(pdf, key, at=at, reason=reason)


def check(pdf: bytes, trust: Sequence[bytes], *, now: datetime) -> Seal:
    """Return the seal of *pdf*, whose chain ends in one of the roots *trust* (DER).

    Raise MalformedError for anything that is no PDF with one signature, VerificationError if
    it was altered or added to after it was sealed, or sealed by somebody who is not trusted.
    """
    from sealbench.agreement import pades  # noqa: PLC0415 - loaded by who needs it

    return pades.check(pdf, trust, now=now)
