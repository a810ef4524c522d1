"""A file on its way in: screened and sealed as it streams, before anything of it is kept (A2, A5).

The object is written under a random id while its key is nowhere but in this process: until
`attach_file` commits the key, what lies in the store is noise that the keeper sweeps.
"""

import time
from contextlib import suppress
from dataclasses import dataclass, field

from sealbench.errors import MalformedError, UnavailableError
from sealbench.ids import FileId, new_id
from sealbench.keyring import Key
from sealbench.screen import screen
from sealbench.shop.bench.chunks import ChunkSealer
from sealbench.shop.objects import ObjectStore, ObjectWriter
from sealbench.shop.procedures.file_reader import FileReader
from sealbench.shop.procedures.file_words import file_name
from sealbench.shop.procedures.findings import Found, found_of

FIELD = "file"  # the name and the content of a file are one field
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
    """Takes one file in, at most *limit* bytes of it."""

    def __init__(self, objects: ObjectStore, *, name: str, limit: int) -> None:
        """Begin; raise MalformedError for a name that cannot be kept."""
        self.name = file_name(name)
        self._limit = limit
        self._began = time.monotonic()
        self._sealer = ChunkSealer(FileId(new_id()), Key.random())
        self._reader = FileReader()
        self._writer: ObjectWriter = objects.create(self._sealer.file)
        self._objects = objects
        self._written = False

    def take(self, data: bytes) -> None:
        """Screen, seal and write *data*.

        Raise MalformedError for what is too much, UnavailableError where the store is full.
        """
        if self._sealer.size + len(data) > self._limit:
            raise MalformedError(
                "this file is too large", hint=f"at most {self._limit // 1_000_000} megabytes"
            )
        if time.monotonic() - self._began > PATIENCE:
            raise MalformedError("this file took too long", hint="send it again")
        self._reader.take(data)
        if not self._reader.blocks:
            self._writer.write(self._sealer.take(data))

    def finish(self) -> FileUpload:
        """Return the file, durable in the store unless the screen forbids it."""
        self._reader.finish()
        named = screen(self.name, context="filename")
        findings = (*named.findings, *self._reader.findings)
        found = found_of((FIELD, each) for each in findings)
        if not found.weak:
            self.abandon()
        else:
            self._writer.write(self._sealer.finish())
            self._writer.finish()
            self._written = True
        return FileUpload(
            id=self._sealer.file,
            key=self._sealer.key,
            name=self.name,
            size=self._sealer.size,
            was_read=self._reader.was_read,
            found=found,
            advice=tuple(dict.fromkeys(each.advice for each in findings)),
        )

    def abandon(self) -> None:
        """Forget the file; what cannot be deleted now is noise, and is swept."""
        if self._written:
            with suppress(UnavailableError):
                self._objects.delete(self._sealer.file)
        else:
            self._writer.abandon()
