"""Age files of any size, in chunks of 64 KiB (https://c2sp.org/age, STREAM).

    with SealedWriter(output, to_recipients([recipient])) as sink:
        sink.write(data)
    SealedReader(source, by_identity(identity)).read()

A login is one padded chunk and stays in `sealed`; this is for what leaves the house.  A file
is whole only when its writer ended without an error: until then its last chunk is missing,
and no reader takes it for complete.
"""

import io
from types import TracebackType
from typing import BinaryIO, Protocol, Self

from cryptography.exceptions import InvalidTag

from sealbench.errors import MalformedError, VerificationError
from sealbench.seal import age
from sealbench.seal.age_keys import Unwrap, Wrap

_TAG = 16
_SEALED = age.CHUNK + _TAG


class Sink(Protocol):
    """What an age file is written to: forwards only."""

    def write(self, data: bytes, /) -> int:
        """Take all of *data*."""
        ...

    def flush(self) -> None:
        """Pass on what was taken."""
        ...


class SealedWriter:
    """Write an age file to *output*; memory holds one chunk, whatever the size.

    As a context manager it finishes the file when the body ends well; when the body raises
    it leaves the file unfinished, which no reader accepts.  *output* stays open.
    """

    def __init__(self, output: Sink, wrap: Wrap) -> None:
        file_key = age.new_file_key()
        header, nonce = age.render_header(file_key, wrap(file_key)), age.new_nonce()
        self._output = output
        self._payload = age.payload_cipher(file_key, nonce)
        self._buffer = bytearray()
        self._chunks = 0
        output.write(header + nonce)

    def write(self, data: bytes | memoryview, /) -> int:
        """Take *data* in; whole chunks go out at once, the last one when it is finished."""
        view = memoryview(data).cast("B")
        for at in range(0, len(view), age.CHUNK):
            self._buffer += view[at : at + age.CHUNK]
            # A chunk that is just full may be the last one: it waits until there is more.
            if len(self._buffer) > age.CHUNK:
                self._put(bytes(self._buffer[: age.CHUNK]), last=False)
                del self._buffer[: age.CHUNK]
        return len(view)

    def finish(self) -> None:
        """Write the last chunk; the file is whole from here on."""
        self._put(bytes(self._buffer), last=True)
        self._buffer.clear()

    def flush(self) -> None:
        """Pass on what is written: whole chunks went out already, the rest must wait."""
        self._output.flush()

    def __enter__(self) -> Self:
        """Return the writer."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Finish the file if the body ended well."""
        if kind is None:
            self.finish()

    def _put(self, chunk: bytes, *, last: bool) -> None:
        nonce = _chunk_nonce(self._chunks, last=last)
        self._output.write(self._payload.encrypt(nonce, chunk, None))
        self._chunks += 1


class SealedReader:
    """Read the age file *source* anywhere: each chunk is checked before a byte of it goes out.

    The last chunk is opened first, so that a file that was cut off is refused at once.  Raise
    MalformedError for another form and VerificationError for another key or altered bytes.
    """

    def __init__(self, source: BinaryIO, unwrap: Unwrap) -> None:
        source.seek(0)
        header = age.parse_header(source.read(age.LONGEST_HEADER))
        file_key = unwrap(header)
        age.verify_header(header, file_key)
        source.seek(header.size)
        nonce = source.read(age.NONCE)
        self._start = header.size + age.NONCE
        self._source = source
        self._chunks, self._size = _measure(source.seek(0, io.SEEK_END) - self._start)
        self._payload = age.payload_cipher(file_key, nonce)
        self._at = 0
        self._held = self._chunks - 1, self._open(self._chunks - 1)

    def seekable(self) -> bool:
        """Return that it can be read from anywhere."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Move to *offset*, and return where it is in the plaintext."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise ValueError("before the beginning")
        self._at = base + offset
        return self._at

    def tell(self) -> int:
        """Return where it is in the plaintext."""
        return self._at

    def read(self, size: int = -1, /) -> bytes:
        """Return *size* bytes, fewer only at the end; everything that is left for -1."""
        end = self._size if size < 0 else min(self._at + size, self._size)
        pieces = []
        while self._at < end:
            index, offset = divmod(self._at, age.CHUNK)
            pieces.append(self._chunk(index)[offset : offset + end - self._at])
            self._at += len(pieces[-1])
        return b"".join(pieces)

    def _chunk(self, index: int) -> bytes:
        if self._held[0] != index:
            self._held = index, self._open(index)
        return self._held[1]

    def _open(self, index: int) -> bytes:
        self._source.seek(self._start + index * _SEALED)
        sealed = self._source.read(_SEALED)
        nonce = _chunk_nonce(index, last=index == self._chunks - 1)
        try:
            return self._payload.decrypt(nonce, sealed, None)
        except InvalidTag as exc:
            raise VerificationError("the payload was altered or cut off") from exc


def _chunk_nonce(index: int, *, last: bool) -> bytes:
    return index.to_bytes(11, "big") + bytes([last])


def _measure(sealed: int) -> tuple[int, int]:
    """Return the chunks and the size of the plaintext in a payload of *sealed* bytes."""
    chunks = -(-sealed // _SEALED)
    rest = sealed - (chunks - 1) * _SEALED
    # Only an empty file may end with an empty chunk.
    if sealed < _TAG or rest < _TAG or (chunks > 1 and rest == _TAG):
        raise MalformedError("not the payload of an age file")
    return chunks, sealed - chunks * _TAG
