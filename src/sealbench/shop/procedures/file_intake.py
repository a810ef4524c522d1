"""A file on its way in: screened and sealed, before anything of it is kept (A2, A5).

Text is sealed as it streams; what is read as a whole waits in memory, never on a disk.

The object is written under a random id while its key is nowhere but in this process: until
`attach_file` commits the key, what lies in the store is noise that the keeper sweeps.
"""

import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from sealbench.errors import MalformedError, UnavailableError
from sealbench.ids import FileId, new_id
from sealbench.keyring import Key
from sealbench.reading import Step
from sealbench.shop.bench.chunks import ChunkSealer
from sealbench.shop.bench.screening import laid, screen
from sealbench.shop.bench.seats import Seats
from sealbench.shop.objects import ObjectStore, ObjectWriter
from sealbench.shop.procedures.file_reader import FIELD, FileReader
from sealbench.shop.procedures.file_words import file_name
from sealbench.shop.procedures.findings import NOTHING, Found, found_of

PATIENCE = 3_600  # seconds that a file may be on its way; the sweep waits longer


@dataclass(frozen=True, slots=True)
class FileUpload:
    """A file that lies sealed in the store, and what the screen said of its name and content."""

    id: FileId
    key: Key
    name: str = field(repr=False)
    size: int
    was_read: bool
    found: Found
    advice: tuple[str, ...]


class FileIntake:
    """Takes one file in, at most *limit* bytes of it.

    *seats* are for the processes that read it; None is for what we made or inspected ourselves.
    """

    def __init__(self, objects: ObjectStore, *, name: str, limit: int, seats: Seats | None) -> None:
        """Begin; raise MalformedError for a name that cannot be kept."""
        self.name = file_name(name)
        self._limit = limit
        self._began = time.monotonic()
        self._sealer = ChunkSealer(FileId(new_id()), Key.random())
        self._reader = FileReader(seats) if seats else None
        self._writer: ObjectWriter = objects.create(self._sealer.file)
        self._objects = objects
        self._words = laid()  # the last of it is screened while the answer is streamed
        self._taken = 0
        self._written = False

    @property
    def waits(self) -> bool:
        """Tell whether the file is read only now that it is whole: `read` tells how far it is."""
        return self._reader is not None and self._reader.waits

    def take(self, data: bytes) -> None:
        """Screen, seal and write *data*.

        Raise MalformedError for what is too much, UnavailableError where the store is full.
        """
        self._taken += len(data)
        if self._taken > self._limit:
            raise MalformedError(
                "this file is too large", hint=f"at most {self._limit // 1_000_000} megabytes"
            )
        if time.monotonic() - self._began > PATIENCE:
            raise MalformedError("this file took too long", hint="send it again")
        self._keep(self._reader.take(data) if self._reader else data)

    def arrive(self) -> None:
        """Take note that the file has come to its end; raise as `take` does."""
        if self._reader:
            self._keep(self._reader.arrive())

    def read(self) -> Iterator[Step]:
        """Read what was held until the file has arrived, telling how far it is.

        Raise UnreadError for what cannot be read within limits, UnavailableError where too
        many others are being read.
        """
        if self._reader:
            yield from self._reader.finish()
            self._keep(self._reader.rest())

    def finish(self) -> FileUpload:
        """Return the file, once it was read, durable in the store unless the screen forbids it."""
        reader = self._reader
        named = screen(self.name, context="filename", house=self._words)
        found = found_of((FIELD, finding) for finding in named.findings)
        found += reader.found if reader else NOTHING
        if not found.weak:
            self.abandon()
        else:
            self._writer.write(self._sealer.finish())
            self._writer.finish()
            self._written = True
        advice = [finding.advice for finding in named.findings]
        return FileUpload(
            id=self._sealer.file,
            key=self._sealer.key,
            name=self.name,
            size=self._sealer.size,
            was_read=reader is not None and reader.was_read,
            found=found,
            advice=tuple(dict.fromkeys([*advice, *(reader.advice if reader else ())])),
        )

    def read_through(self) -> FileUpload:
        """Return the file once it arrived and was read, where nobody hears how far it is."""
        self.arrive()
        for _ in self.read():
            pass
        return self.finish()

    def _keep(self, data: bytes) -> None:
        if data and not (self._reader and self._reader.blocks):
            self._writer.write(self._sealer.take(data))

    def abandon(self) -> None:
        """Forget the file; what cannot be deleted now is noise, and is swept."""
        if self._written:
            with suppress(UnavailableError):
                self._objects.delete(self._sealer.file)
        else:
            self._writer.abandon()
