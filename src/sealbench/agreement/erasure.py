"""The certificate of erasure as data: what is attested, to whom, and how it is shown (C2).

Times are instants; the sheet prints them in UTC.  Nothing here names the client: the
shop keeps the certificate, and has no name to print on it again.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class StepKind(StrEnum):
    """The steps of a termination, in their order."""

    STOPPED = "stopped"
    COLLECTED = "collected"
    RETURNED = "returned"
    CONFIRMED = "confirmed"
    DESTROYED = "destroyed"


@dataclass(frozen=True, slots=True)
class Issuer:
    """The shop that certifies."""

    name: str
    address: str
    phone: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step: when it was done, or None and in *detail* why it was not."""

    kind: StepKind
    at: datetime | None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Destroyed:
    """What was destroyed, in numbers."""

    keys: int
    rows: int
    files: int
    outbox: int


@dataclass(frozen=True, slots=True)
class RootTurn:
    """A realm's root that was replaced: its epoch before and after."""

    realm: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class EscrowPlace:
    """A registered place of the escrow, and when it acknowledged the new root."""

    name: str
    kind: str
    acknowledged_at: datetime


@dataclass(frozen=True, slots=True)
class CopyElsewhere:
    """A copy outside of the system: what, who held it, and how its destruction was confirmed."""

    what: str
    holder: str
    confirmed_at: datetime | None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Exemption:
    """What the shop must keep all the same: what, why, and until when."""

    what: str
    reason: str
    until: date


@dataclass(frozen=True, slots=True)
class Method:
    """How it was erased: the fields of a NIST SP 800-88 Rev. 2 certificate that fit.

    *run_by* and *approved_by* are people of the shop, the client or the clock; *performed_by* and
    *verified_by* say who did it and who looked, which may be the program itself.  *media* says
    where the ciphertext and the roots lie, *memory* what became of what was not on a medium.
    """

    media: str
    root_store: str
    memory: str
    run_by: str
    approved_by: str
    performed_by: str
    verified_by: str
    verification: str
    tool_version: str


@dataclass(frozen=True, slots=True)
class ClientProof:
    """How the client proved the right to it: *method*, and the *level* of the key."""

    method: str
    level: str


@dataclass(frozen=True, slots=True)
class LedgerProof:
    """Where the erasure stands in the ledger: anybody can hold it against the checkpoint."""

    origin: str
    leaf_index: int
    tree_size: int
    root_hash: str
    checkpoint_at: datetime
    fingerprint: str


@dataclass(frozen=True, slots=True)
class ErasureCertificate:
    """Everything that stands on a certificate of erasure."""

    case: str
    issued_at: datetime
    issuer: Issuer
    scope: str
    steps: tuple[Step, ...]
    destroyed: Destroyed
    roots: tuple[RootTurn, ...]
    places: tuple[EscrowPlace, ...]
    copies: tuple[CopyElsewhere, ...]
    exemptions: tuple[Exemption, ...]
    method: Method
    proof: ClientProof
    ledger: LedgerProof
