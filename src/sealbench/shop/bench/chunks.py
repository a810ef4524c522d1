"""A file in sealed chunks (docs/spec/file.md): made and read as it streams, never held whole.

Each chunk is bound to its file, its place and whether it is the last one, so that chunks
which are cut off, moved, repeated or taken from another file do not open.  Chunks but the
last are full, and the last is empty only in an empty file: a file has one form.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sealbench.errors import MalformedError, VerificationError
from sealbench.ids import FileId, check_id
from sealbench.keyring import Key

CHUNK = 65_536
OVERHEAD = 28
SEALED = CHUNK + OVERHEAD


def chunk_aad(file: FileId, number: int, *, last: bool) -> bytes:
    """Return what chunk *number* of *file* is bound to."""
    return f"sealbench/file/v1\0{check_id(file)}\0{number}\0{int(last)}".encode()


@dataclass(slots=True)
class ChunkSealer:
    """Seals a file as its bytes come; what it returns is to be kept in that order."""

    file: FileId
    key: Key
    size: int = 0
    _number: int = 0
    _rest: bytearray = field(default_factory=bytearray, repr=False)

    def take(self, data: bytes) -> bytes:
        """Return the chunks that *data* fills: a full one waits until something follows it."""
        self.size += len(data)
        self._rest += data
        made = bytearray()
        while len(self._rest) > CHUNK:
            made += self._seal(bytes(self._rest[:CHUNK]), last=False)
            del self._rest[:CHUNK]
        return bytes(made)

    def finish(self) -> bytes:
        """Return the last chunk; nothing may follow."""
        rest, self._rest = bytes(self._rest), bytearray()
        return self._seal(rest, last=True)

    def _seal(self, plain: bytes, *, last: bool) -> bytes:
        aad = chunk_aad(self.file, self._number, last=last)
        self._number += 1
        return self.key.seal(plain, aad=aad)


def sealed_size(size: int) -> int:
    """Return how long a file of *size* bytes is once it is sealed."""
    return size + OVERHEAD * max(1, -(-size // CHUNK))


def open_chunks(file: FileId, key: Key, blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the plaintext of *file*, chunk by chunk, of what is kept in *blocks* of any size.

    Raise VerificationError where something is missing, moved, repeated, altered or of another
    file, and MalformedError for a form that `ChunkSealer` does not make.  What was yielded
    before is genuine; the file is whole only when the iterator ends by itself.
    """
    number, rest = 0, bytearray()
    for block in blocks:
        rest += block
        while len(rest) > SEALED:
            yield key.open(bytes(rest[:SEALED]), aad=chunk_aad(file, number, last=False))
            del rest[:SEALED]
            number += 1
    if len(rest) < OVERHEAD:
        raise VerificationError("the end of this file is missing")
    last = key.open(bytes(rest), aad=chunk_aad(file, number, last=True))
    if number and not last:
        raise MalformedError("a file does not end with an empty chunk")
    yield last
