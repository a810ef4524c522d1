"""The ledger as its rows hold it: leaves, subtree hashes, and what is public of them."""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from django.db import connection

from sealbench import ledger
from sealbench.shop.bench.journal import read_nodes
from sealbench.shop.records.leaf_file import LeafFile, packed_from, row_from
from sealbench.shop.records.statements.statement import Statement

_ROWS = Statement("""
SELECT leaf_id, "commit", hashes FROM records_leaf WHERE "index" >= %s AND "index" < %s
ORDER BY "index"
""")
_PACKED = Statement(r"""
SELECT string_agg("commit" || '\x00'::bytea || leaf_id, '\x00'::bytea ORDER BY "index"),
  string_agg(hashes, '\x00'::bytea ORDER BY "index")
FROM records_leaf
WHERE "index" >= %s AND "index" < %s
  AND octet_length("commit") = 32 AND octet_length(leaf_id) = 32
  AND octet_length(hashes) > 0 AND mod(octet_length(hashes), 32) = 0
  AND 1::bigint << (octet_length(hashes) / 32 - 1) = ("index" + 1) & -("index" + 1)
""")
_WORTH_A_PROCESS = 1 << 17  # leaves that one process checks while another comes up
_PROCESSES = 4


def audit(
    *,
    size: int,
    key: ledger.VerifierKey,
    checkpoints: Iterable[str] = (),
    store: ledger.TileReader | None = None,
    processes: int = _PROCESSES,
) -> ledger.Audit:
    """Recompute the ledger of *size* leaves from its rows, and compare everything with it.

    A large one is shared by up to *processes* processes, one for each processor.
    """
    file = _file()
    return ledger.audit(
        file.rows if file else read_rows,
        packed=file.packed if file else read_packed,
        size=size,
        key=key,
        checkpoints=checkpoints,
        store=store,
        workers=_workers(size, processes) if file else 1,
    )


def read_rows(begin: int, end: int) -> Sequence[ledger.Row]:
    """Return leaf and subtree hashes of the rows ``[begin, end)``; fewer where some are missing."""
    return [row_from(*columns) for columns in _ROWS.all(begin, end)]


def read_packed(begin: int, end: int, step: int) -> Iterator[ledger.Packed]:
    """Yield the same rows packed by PostgreSQL, without those that are malformed."""
    for first in range(begin, end, step):
        yield packed_from(*(_PACKED.one(first, min(first + step, end)) or (None, None)))


def read_leaves(begin: int, end: int) -> Sequence[bytes]:
    """Return the leaves ``[begin, end)``."""
    return [leaf for leaf, _ in read_rows(begin, end)]


def source() -> ledger.Source:
    """Return where the public ledger is made from."""
    return ledger.Source(read_leaves, read_nodes)


def _file() -> LeafFile | None:
    """Return the file of the leaves, which other processes can read too, or None: PostgreSQL.

    Theirs would have to log in for themselves, with a password that is then in their hands.
    """
    is_file = connection.vendor == "sqlite"
    return LeafFile(Path(connection.settings_dict["NAME"])) if is_file else None


def _workers(size: int, processes: int) -> int:
    return min(processes, os.cpu_count() or 1, 1 + size // _WORTH_A_PROCESS)
