"""The words that rules compare: roles, states of a job, needs, proofs.

The rules in ``clauses/`` spell these words out; a test holds both sides equal.
"""

from enum import StrEnum


class Role(StrEnum):
    """What a person may be in the shop; a person may hold several."""

    FRONT_DESK = "front desk"
    TECHNICIAN = "technician"
    MANAGEMENT = "management"
    AUDITOR = "auditor"


class JobState(StrEnum):
    """Where a job stands; access to logins exists in one of them only."""

    INTAKE = "intake"
    IN_SERVICE = "in service"
    WAITING = "waiting"
    READY = "ready for pick-up"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class LoginNeed(StrEnum):
    """Whether a kind of service needs a login; the default is none."""

    NONE = "none"
    OWNER_UNLOCKS = "owner unlocks"
    NEEDED = "needed"


class Proof(StrEnum):
    """How a person has just proved to be there; NONE is not at all."""

    NONE = ""
    PASSPHRASE = "passphrase"  # noqa: S105  # the word, not a secret
    PASSKEY = "passkey"


class Level(StrEnum):
    """How sure the key of a client is; NONE where no client acts."""

    NONE = ""
    FIRST_CLAIM = "first claim"
    SETTLED = "settled"
    IN_PERSON = "in person"


class Place(StrEnum):
    """Where the work of a job is done."""

    IN_THE_SHOP = "in the shop"
    ON_SITE = "on site"
    REMOTE = "remote"


class Access(StrEnum):
    """What a kind of service may justify."""

    LOGINS = "logins"
    FILES = "files"


class Visit(StrEnum):
    """Whether the visit of a job is now; NONE where none was agreed."""

    NONE = ""
    NOW = "now"
    NOT_NOW = "not now"


class Weekday(StrEnum):
    """A day of the week, as the shop's clock names it."""

    MONDAY = "Monday"
    TUESDAY = "Tuesday"
    WEDNESDAY = "Wednesday"
    THURSDAY = "Thursday"
    FRIDAY = "Friday"
    SATURDAY = "Saturday"
    SUNDAY = "Sunday"


class Browser(StrEnum):
    """Whose cookies the browser at the client's door carries."""

    CLEAN = "clean"
    STAFF = "staff"
    COUNTER = "counter"


class Invitation(StrEnum):
    """What became of an invitation to join the shop."""

    VALID = "valid"
    USED = "used"
    EXPIRED = "expired"


class LinkState(StrEnum):
    """What became of a client's link."""

    UNCLAIMED = "unclaimed"
    CLAIMED = "claimed"
    EXPIRED = "expired"
    REVOKED = "revoked"


class AgreementState(StrEnum):
    """Where an agreement stands; in force it is from its first day to its last."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    BY_MANAGEMENT = "signed by management"
    BY_CLIENT = "signed by the client"  # on the tablet: a witness is still to sign
    IN_FORCE = "in force"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


class SignerRole(StrEnum):
    """In which role a person of the shop signs an agreement."""

    MANAGEMENT = "management"
    WITNESS = "witness"


ENDED = frozenset({JobState.CLOSED, JobState.CANCELLED})
"""The states in which a job is over and its logins are destroyed."""
