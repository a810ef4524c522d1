"""Rows as CSV (RFC 4180, UTF-8 with a byte order mark) and as JSON (RFC 8785).

A spreadsheet takes a cell that begins like a formula for one, whoever typed it.  Such a
cell gets an apostrophe in front, in CSV alone; the JSON beside it has every value as it is.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from sealbench import canon
from sealbench.canon import JSON, JSONValue

BOM = "\ufeff"
GUARD = "'"
# The wide forms are the same signs to a spreadsheet that folds them.
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_WORDS = {None: "", True: "true", False: "false"}


def to_csv(rows: Sequence[JSON]) -> Iterator[bytes]:
    """Yield *rows* as CSV, the fields of all rows as columns in the order of their coming."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    yield _line(columns, first=True)
    for row in rows:
        yield _line([_text(row.get(name)) for name in columns])


def to_json(rows: Sequence[JSON]) -> Iterator[bytes]:
    """Yield *rows* as one JSON list."""
    yield canon.to_bytes(list(rows)) + b"\n"


def to_json_lines(rows: Iterable[JSON]) -> Iterator[bytes]:
    """Yield *rows* as JSON, a line each."""
    for row in rows:
        yield canon.to_bytes(row) + b"\n"


def _line(cells: Sequence[str], *, first: bool = False) -> bytes:
    buffer = io.StringIO(BOM if first else "", newline="")
    buffer.seek(0, io.SEEK_END)
    csv.writer(buffer, quoting=csv.QUOTE_ALL).writerow([_guarded(cell) for cell in cells])
    return buffer.getvalue().encode()


def _guarded(cell: str) -> str:
    # A cell that begins with the guard gets a second one, so that the way back is one rule.
    return GUARD + cell if cell.startswith((*_STARTS, GUARD)) else cell


def _text(value: JSONValue) -> str:
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool):
        return _WORDS[value]
    return canon.to_bytes(value).decode()
