"""What a running server says of itself."""

from dataclasses import dataclass

from sealbench.canon import JSON
from sealbench.errors import UnavailableError

STATUS = "status"


@dataclass(frozen=True, slots=True)
class Status:
    """The site that a server serves, its version, and the process that ends it."""

    site: str
    version: str
    process: int


def read_status(told: JSON) -> Status:
    """Return the status in *told*; raise UnavailableError where it has another form."""
    site, version, process = (told.get(name) for name in ("site", "version", "process"))
    if isinstance(site, str) and isinstance(version, str) and isinstance(process, int):
        return Status(site, version, process)
    raise UnavailableError(
        "the server does not say what it is", hint="restart the server after an upgrade"
    )
