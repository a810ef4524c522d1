"""Every error that Sealbench raises, in seven families.

A message is lower case, has no full stop and never carries a secret or a personal
datum: it may reach a log or a screen.  A hint says what to do next.
"""

from typing import ClassVar


class SealbenchError(Exception):
    """Base of all Sealbench errors; never raised itself."""

    code: ClassVar[str] = "error"

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


class MalformedError(SealbenchError, ValueError):
    """Bytes that do not parse."""

    code = "malformed"


class VerificationError(SealbenchError):
    """It parsed, but it does not check out."""

    code = "unverified"


class RefusedError(SealbenchError):
    """The rules say no; *reason* is the id of the rule and *clause* the promise it keeps."""

    code = "refused"

    def __init__(self, reason: str, *, clause: str = "", hint: str | None = None) -> None:
        super().__init__(reason, hint=hint)
        self.reason = reason
        self.clause = clause


class GoneError(SealbenchError):
    """It was here, and it was destroyed on purpose."""

    code = "gone"


class AbsentError(SealbenchError):
    """Nothing here for whoever asks: absent, expired and foreign look alike (law 8)."""

    code = "absent"


class ConflictError(SealbenchError):
    """Someone else was first; read again."""

    code = "conflict"


class UnavailableError(SealbenchError):
    """A store or a device could not be reached; try again."""

    code = "unavailable"
