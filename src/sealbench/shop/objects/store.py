"""What every store of objects does."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Found:
    """An object that is there, or the beginning of one; *at* is when it was last written."""

    name: str
    at: int  # unix seconds


class ObjectWriter(Protocol):
    """One object on its way; it is there for others once it is finished."""

    def write(self, data: bytes) -> None:
        """Add *data*; raise UnavailableError where the store takes no more."""
        ...

    def finish(self) -> None:
        """Make the object durable under its name; raise UnavailableError when that fails."""
        ...

    def abandon(self) -> None:
        """Forget what was written; what cannot be taken back now is swept later."""
        ...


class ObjectStore(Protocol):
    """Keeps objects under names of the form of an identifier; each is written once."""

    def create(self, name: str) -> ObjectWriter:
        """Begin the object *name*; raise UnavailableError where nothing can be written."""
        ...

    def read(self, name: str) -> Iterator[bytes]:
        """Yield the object *name* in blocks; raise UnavailableError where it cannot be had."""
        ...

    def delete(self, name: str) -> None:
        """Take the object *name* away; one that is not there is no error."""
        ...

    def find(self) -> Iterator[Found]:
        """Yield all that is there, beginnings of objects too."""
        ...
