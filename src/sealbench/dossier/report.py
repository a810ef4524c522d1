"""What a verification found: one result per check, one line per signature."""

from dataclasses import dataclass
from enum import StrEnum

from sealbench import canon


class Result(StrEnum):
    """How a check ended."""

    HOLDS = "holds"
    FAILS = "fails"
    OPEN = "not checked"


@dataclass(frozen=True, slots=True)
class Check:
    """One check by its lasting name, with its result and a sentence."""

    name: str
    result: Result
    detail: str


@dataclass(frozen=True, slots=True)
class SignedDeed:
    """A signature in an event: who signed what, at which level, and whether it holds.

    *level* says how sure it is who signed: first claim, settled, in person or paper for
    clients; passkey or passphrase for staff; "unsigned" where an act needs no signature.
    """

    counter: int
    at: str
    deed: str
    by: str
    level: str
    result: Result
    detail: str


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that was checked about one dossier, and what cannot be."""

    number: int
    made_at: str
    count: int
    fingerprint: str
    checks: tuple[Check, ...]
    signatures: tuple[SignedDeed, ...]
    unjudged: tuple[str, ...]
    limits: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Tell whether nothing failed; what could not be checked does not count."""
        return all(check.result is not Result.FAILS for check in self.checks)

    def to_json(self) -> canon.JSON:
        """Return the form that `sealbench verify --json` prints."""
        return {
            "job": self.number,
            "made_at": self.made_at,
            "events": self.count,
            "fingerprint": self.fingerprint,
            "holds": self.holds,
            "checks": [
                {"name": c.name, "result": c.result.value, "detail": c.detail} for c in self.checks
            ],
            "signatures": [
                {
                    "event": s.counter,
                    "at": s.at,
                    "deed": s.deed,
                    "by": s.by,
                    "level": s.level,
                    "result": s.result.value,
                    "detail": s.detail,
                }
                for s in self.signatures
            ],
            "unjudged": list(self.unjudged),
            "limits": list(self.limits),
        }
