"""The leaves of the ledger in a file of SQLite, read without Django.

An audit has other processes read along; this module is all that they load of the shop.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sealbench.errors import MalformedError, UnavailableError
from sealbench.ledger import Leaf, Packed, Row

_PATIENCE = 10.0  # seconds
_ROWS = """
SELECT leaf_id, "commit", hashes FROM records_leaf WHERE "index" >= ? AND "index" < ?
ORDER BY "index"
"""
# SQLite strings bytes together much faster than Python fetches them.  It has no such function
# of blobs, but one of texts that leaves their bytes alone, zeroes too.  Only a blob is at least
# an empty one; the length of a text, which counts letters, may be 32 as well.  A row has one
# hash for each complete subtree that ends with it.  Were any of it wrong, the audit would find no
# match and ask for the rows.
_PACKED = """
SELECT CAST(group_concat("commit" || x'00' || leaf_id, x'00') AS BLOB),
  CAST(group_concat(hashes, x'00') AS BLOB)
FROM records_leaf
WHERE "index" >= ? AND "index" < ?
  AND length("commit") = 32 AND length(leaf_id) = 32
  AND "commit" >= x'' AND leaf_id >= x'' AND hashes >= x''
  AND length(hashes) % 32 = 0
  AND 1 << (length(hashes) / 32 - 1) = (("index" + 1) & -("index" + 1))
"""


@dataclass(frozen=True, slots=True)
class LeafFile:
    """The file at *path*, opened for each range: it may be sent to another process."""

    path: Path

    def rows(self, begin: int, end: int) -> Sequence[Row]:
        """Return leaf and hashes of the rows ``[begin, end)``; fewer where some are missing."""
        with self._open() as database:
            return [row_from(*columns) for columns in database.execute(_ROWS, (begin, end))]

    def packed(self, begin: int, end: int, step: int) -> Iterator[Packed]:
        """Yield the same rows packed, *step* at a time, without those that are malformed."""
        with self._open() as database:
            for first in range(begin, end, step):
                span = (first, min(first + step, end))
                yield packed_from(*database.execute(_PACKED, span).fetchone())

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        address = f"{self.path.absolute().as_uri()}?mode=ro"
        try:
            with closing(sqlite3.connect(address, uri=True, timeout=_PATIENCE)) as database:
                database.text_factory = _refuse
                yield database
        except sqlite3.Error as exc:
            raise UnavailableError("the leaves of the ledger could not be read") from exc


def _refuse(_text: bytes) -> None:
    """Return None for a text: SQLite keeps any type in any column, and no column is one."""


def row_from(leaf_id: object, commit: object, hashes: object) -> Row:
    """Return the row that these columns hold; what is malformed matches no hash."""
    try:
        leaf = Leaf(_blob(leaf_id), _blob(commit)).to_bytes()
    except MalformedError:
        leaf = b""
    return leaf, _blob(hashes)


def packed_from(cells: object, hashes: object) -> Packed:
    """Return the rows that these strings hold, both without their last end, or NULL."""
    return Packed(_blob(cells) + b"\0" if cells else b"", _blob(hashes))


def _blob(value: object) -> bytes:
    """Return the bytes of a blob, none of anything else."""
    return bytes(value) if isinstance(value, bytes | memoryview) else b""
