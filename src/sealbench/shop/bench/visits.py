"""Who is looking: a member of staff, or a client with a proven key."""

from dataclasses import dataclass

from sealbench.ids import ClientId, JobId, PersonId


@dataclass(frozen=True, slots=True)
class Staff:
    """A signed-in person of the shop."""

    person: PersonId
    name: str
    roles: frozenset[str]
    session: str  # the hash of the session's token
    method: str  # passkey or passphrase


@dataclass(frozen=True, slots=True)
class ClientVisit:
    """A client's browser: it proved the client's key, or it is the shop's counter tablet."""

    client: ClientId
    job: JobId
    session: str
    key: str = ""  # the hash of the signing key; empty in counter mode
    counter: bool = False
