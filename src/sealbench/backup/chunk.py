"""Cutting rows into chunks so that rows that stay give chunks that stay.

Whether a chunk ends after a row follows from that row alone: its key's checksum, and how long
it is.  A row that comes, goes or changes therefore changes the chunk that it lies in, and at
most the next; all others are in the vault already.
"""

import zlib
from collections.abc import Iterable, Iterator

_AVERAGE = 1 << 19  # bytes
_MOST = 1 << 23
_ALL = 1 << 32


def chunks_of(rows: Iterable[tuple[bytes, bytes]]) -> Iterator[bytes]:
    """Yield chunks of *rows*, each its key and its form, in the order of their keys."""
    parts: list[bytes] = []
    size = 0
    for key, row in rows:
        parts.append(row)
        size += len(row)
        if size >= _MOST or zlib.crc32(key) * _AVERAGE < len(row) * _ALL:
            yield b"".join(parts)
            parts, size = [], 0
    if parts:
        yield b"".join(parts)
