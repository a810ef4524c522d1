"""What a return package is made of, and what is printed about it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sealbench.canon import JSON


@dataclass(frozen=True, slots=True)
class PackageFile:
    """One file of the client: a photo, an attachment, a dossier, a signed agreement.

    *name* may be hostile: it is made harmless on the way, and kept as it was in the index.
    *job* is what the client calls the job, its number, or empty.  *read* gives the *size*
    bytes in pieces, once.
    """

    name: str = field(repr=False)
    job: str
    media_type: str
    size: int
    read: Callable[[], Iterator[bytes]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that a shop can read of one client, or with a *number* of that job alone.

    Rows are plain JSON objects with the names that stand as headings; what is empty is in the
    package too, as a table without rows.  *events* are the payloads as the ledger
    committed to them, in their order; *looks* says who read the record, and when.
    """

    made_at: datetime
    shop: JSON
    client: JSON = field(repr=False)
    number: int = 0
    devices: Sequence[JSON] = field(default=(), repr=False)
    jobs: Sequence[JSON] = field(default=(), repr=False)
    notes: Sequence[JSON] = field(default=(), repr=False)
    keys: Sequence[JSON] = field(default=(), repr=False)
    links: Sequence[JSON] = field(default=(), repr=False)
    notices: Sequence[JSON] = field(default=(), repr=False)
    looks: Sequence[JSON] = field(default=(), repr=False)
    events: Iterable[JSON] = field(default=(), repr=False)
    consents: Sequence[JSON] = field(default=(), repr=False)
    agreements: Iterable[PackageFile] = field(default=(), repr=False)
    dossiers: Iterable[PackageFile] = field(default=(), repr=False)
    files: Iterable[PackageFile] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Slip:
    """What the printed slip says of a package: hash and size of the encrypted file.

    *entries* counts everything in the zip, *files* the client's own files among them.
    """

    sha256: str
    size: int
    entries: int
    files: int


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in a package that agrees with its manifest."""

    sha256: str
    size: int
    entries: int
    names: tuple[str, ...] = field(repr=False)
