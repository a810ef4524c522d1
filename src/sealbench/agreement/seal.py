"""Seal a PDF as the shop (PAdES baseline B-B), and check one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sealbench.agreement.authority import SigningKey
from sealbench.agreement.time_stamps import Authority
from sealbench.errors import UnavailableError


@dataclass(frozen=True, slots=True)
class Stamp:
    """The time stamp in a seal: by whom, when, and whether one of the roots given made it."""

    authority: str
    at: datetime
    trusted: bool


@dataclass(frozen=True, slots=True)
class Seal:
    """What a check found: who sealed it, when by their own clock, and by which certificate.

    *until* is when that certificate ends.
    """

    signer: str
    at: datetime
    certificate: bytes
    until: datetime
    stamp: Stamp | None = None


def sign(pdf: bytes, key: SigningKey, *, at: datetime, reason: str) -> bytes:
    """Return *pdf* sealed as PAdES B-B by the shop's *key*, so that no change is allowed.

    *reason* is seen by every reader of the document: it names nobody.  Raise MalformedError
    for anything that is no PDF.
    """
    from sealbench.agreement import pades  # noqa: PLC0415 - loaded by who needs it

    return pades.sign(pdf, key, at=at, reason=reason)


def check(
    pdf: bytes, trust: Sequence[bytes], *, now: datetime | None, stamps: Sequence[bytes] = ()
) -> Seal:
    """Return the seal of *pdf*, whose chain ends in one of the roots *trust* (DER).

    The certificates must hold at *now*; where it is None, at the time that the seal states, and
    the caller looks at *until* and the stamp.  *stamps* are roots that time stamps are trusted
    under; a stamp by others is told as not trusted, a broken one is VerificationError.

    Raise MalformedError for anything that is no PDF with one signature, VerificationError if
    it was altered or added to after it was sealed, or sealed by somebody who is not trusted.
    """
    from sealbench.agreement import pades  # noqa: PLC0415 - loaded by who needs it

    return pades.check(pdf, trust, now=now, stamps=stamps)


def try_out(key: SigningKey, *, at: datetime) -> None:
    """Seal an empty page by *key* and check it, so that what is kept is what readers accept.

    Raise VerificationError, or MalformedError, if it does not hold.
    """
    from sealbench.agreement import pades  # noqa: PLC0415 - loaded by who needs it

    sealed = pades.sign(pades.empty_page(), key, at=at, reason="trial")
    pades.check(sealed, [key.root], now=at, stamps=())


def extend(
    document: bytes,
    sheet: bytes,
    evidence: bytes,
    key: SigningKey,
    *,
    at: datetime,
    authority: Authority | None = None,
) -> bytes:
    """Return *document*, then the pages of *sheet* and the file *evidence*, sealed as one PDF.

    Its first bytes are *document*.  With an *authority* the seal bears a time stamp (PAdES B-T):
    UnavailableError if there is none in time.  MalformedError: a document that is no such PDF.
    """
    from sealbench.agreement import final_pdf  # noqa: PLC0415 - loaded by who needs it

    return final_pdf.extend(document, sheet, evidence, key, at=at, authority=authority)


def read_evidence(pdf: bytes) -> bytes:
    """Return the evidence in a final agreement; raise MalformedError if there is none.

    UnavailableError: the reader of PDFs is not installed.
    """
    try:
        from sealbench.agreement import final_pdf  # noqa: PLC0415 - loaded by who needs it
    except ModuleNotFoundError as exc:
        raise UnavailableError(
            "what reads a pdf is not installed", hint='pip install "sealbench[documents]"'
        ) from exc
    return final_pdf.read_evidence(pdf)


def check_extension(pdf: bytes, size: int) -> None:
    """Raise VerificationError unless *pdf* shows the pages of its first *size* bytes unchanged."""
    from sealbench.agreement import final_pdf  # noqa: PLC0415 - loaded by who needs it

    final_pdf.check_extension(pdf, size)
