"""One table from the families of error to exit codes (DESIGN 8)."""

from sealbench.errors import (
    AbsentError,
    ConflictError,
    GoneError,
    MalformedError,
    RefusedError,
    SealbenchError,
    UnavailableError,
    VerificationError,
)

FINE = 0
FINDINGS = 1
INTERNAL = 70
STOPPED = 130  # by hand: what a shell calls the interrupt

CODES: dict[type[SealbenchError], int] = {
    MalformedError: 2,
    VerificationError: 3,
    RefusedError: 4,
    GoneError: 5,
    AbsentError: 5,
    ConflictError: 6,
    UnavailableError: 7,
}


def code_of(error: SealbenchError) -> int:
    """Return the exit code of the error's family."""
    return next(code for family, code in CODES.items() if isinstance(error, family))
