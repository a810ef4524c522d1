"""A login in clear: what a client seals and a technician reads (docs/spec/sealed-login.md).

It exists in browsers, in tests and in the recovery tool, never on the server.
"""

from dataclasses import dataclass, field
from typing import Self

from sealbench import canon
from sealbench.errors import MalformedError, VerificationError
from sealbench.ids import JobId, LoginId
from sealbench.seal.padding import LARGEST
from sealbench.statement import formats

_MOST_TEXT = 4000
_MOST_BYTES = LARGEST - 4


def _free(value: canon.JSONValue) -> None:
    if len(formats.text(value)) > _MOST_TEXT:
        raise MalformedError("too long to be sealed")


_FORM = formats.record(
    {
        "v": formats.version,
        "job": formats.identifier,
        "login": formats.identifier,
        "label": formats.name,
        "user": _free,
        "password": _free,
        "note": _free,
    }
)


@dataclass(frozen=True, slots=True)
class Login:
    """One login of one job; nothing of it but ids shows in a repr."""

    job: JobId
    login: LoginId
    label: str = field(repr=False)
    user: str = field(repr=False)
    password: str = field(repr=False)
    note: str = field(default="", repr=False)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return the login that *data* encodes canonically; raise MalformedError otherwise."""
        value = canon.from_bytes(data)
        _FORM(value)
        names = ("job", "login", "label", "user", "password", "note")
        job, login, *texts = (formats.text(value[name]) for name in names)
        return cls(JobId(job), LoginId(login), *texts)

    def to_bytes(self) -> bytes:
        """Return the canonical encoding; raise MalformedError for what may not be sealed."""
        value: dict[str, canon.JSONValue] = {
            "v": 1,
            "job": self.job,
            "login": self.login,
            "label": self.label,
            "user": self.user,
            "password": self.password,
            "note": self.note,
        }
        _FORM(value)
        data = canon.to_bytes(value)
        if len(data) > _MOST_BYTES:
            raise MalformedError("too long to be sealed")
        return data

    def require(self, *, job: str, login: str, label: str) -> None:
        """Raise VerificationError unless this is the login that the page shows."""
        if (self.job, self.login, self.label) != (job, login, label):
            raise VerificationError("sealed for another job or under another label")
