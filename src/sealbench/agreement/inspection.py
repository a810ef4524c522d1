"""Inspect a PDF that a client brought: in a process of its own, with little time and memory.

Nothing is repaired and nothing taken out: both sides sign exactly the bytes that were brought,
so that a PDF with anything active in it is sent back, with the reason.
"""

import subprocess
import sys
from typing import Any

from sealbench import canon
from sealbench.agreement.unfit import MOST_BYTES, Inspected, Unfit, UnfitError
from sealbench.errors import MalformedError, UnavailableError

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
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter; the file by its standard input
            [sys.executable, *_ARGUMENTS],
            input=pdf,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            start_new_session=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UnfitError(Unfit.SLOW) from None
    except OSError as exc:
        raise UnavailableError("no process could be started") from exc
    return _read(done.stdout)


def _read(answer: bytes) -> Inspected:
    try:
        found: dict[str, Any] = canon.from_bytes(answer)
    except MalformedError:  # it was ended: by its limits, or by the system
        raise UnfitError(Unfit.SLOW) from None
    if "unfit" in found:
        raise UnfitError(Unfit(found["unfit"]))
    return Inspected(found["pages"], found["annotations"], found["links"])
