"""The ledger as its rows hold it: leaves, subtree hashes, and what is public of them."""

from collections.abc import Sequence

from django.db import connection

from sealbench import ledger
from sealbench.shop.bench.journal import read_nodes

_ROWS = """
SELECT leaf_id, "commit", hashes FROM records_leaf WHERE "index" >= %s AND "index" < %s
ORDER BY "index"
"""


def read_rows(begin: int, end: int) -> Sequence[tuple[bytes, bytes]]:
    """Return leaf and subtree hashes of the rows ``[begin, end)``; fewer where some are missing."""
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, (begin, end))
        return [
            (ledger.Leaf(bytes(leaf), bytes(commit)).to_bytes(), bytes(hashes))
            for leaf, commit, hashes in cursor.fetchall()
        ]


def read_leaves(begin: int, end: int) -> Sequence[bytes]:
    """Return the leaves ``[begin, end)``."""
    return [leaf for leaf, _ in read_rows(begin, end)]


def source() -> ledger.Source:
    """Return where the public ledger is made from."""
    return ledger.Source(read_leaves, read_nodes)
