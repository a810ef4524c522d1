"""Inspect a PDF that a client brought: in a process of its own, with little time and memory.

Nothing is repaired and nothing taken out: both sides sign exactly the bytes that were brought,
so that a PDF with anything active in it is sent back, with the reason.
"""

from typing import Any

from sealbench import canon, confined
from sealbench.agreement.unfit import MOST_BYTES, Inspected, Unfit, UnfitError
from sealbench.errors import MalformedError

PATIENCE = 30.0  # seconds; the process also has a limit of its own on what it computes
_ARGUMENTS = ("-I", "-m", "sealbench.agreement.pdf_scan")
_HEADS = tuple(b"%%PDF-%s" % each for each in (b"1.", b"2.0"))
_TAIL = 1024


def inspect_pdf(pdf: bytes) -> Inspected:
    """Return what was found in *pdf*; raise UnfitError, with its reason, if it is not taken.

    It may take seconds, and as much memory as `pdf_scan` allows: who calls it for strangers
    lets few run at a time.  UnavailableError: no process could be started.
    """
    if len(pdf) > MOST_BYTES:
        raise UnfitError(Unfit.BYTES)
    if not pdf.startswith(_HEADS) or b"%%EOF" not in pdf[-_TAIL:]:
        raise UnfitError(Unfit.NOT_A_PDF)
    with confined.run(_ARGUMENTS, pdf, seconds=PATIENCE) as lines:
        return _read(b"".join(lines))


def _read(answer: bytes) -> Inspected:
    try:
        found: dict[str, Any] = canon.from_bytes(answer)
    except MalformedError:  # it was ended: by its limits, or by the system
        raise UnfitError(Unfit.SLOW) from None
    if "unfit" in found:
        raise UnfitError(Unfit(found["unfit"]))
    return Inspected(found["pages"], found["annotations"], found["links"])
