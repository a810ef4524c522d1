"""One form of rows for every database (docs/spec/backup.md, "Rows").

A value is a letter and what the letter says: `n` null, `t` true, `f` false, `i` a number of
8 bytes, `s` text and `b` bytes, both with their length before them in 4 bytes.
"""

import struct
from collections.abc import Iterator, Sequence

from sealbench.errors import MalformedError

Value = None | bool | int | str | bytes

_NUMBER = struct.Struct(">q")
_LENGTH = struct.Struct(">I")
_PLAIN: dict[int, Value] = {ord("n"): None, ord("t"): True, ord("f"): False}


def write_row(values: Sequence[Value]) -> bytes:
    """Return the one form of *values*; raise MalformedError for what no column may hold."""
    return b"".join(map(_write, values))


def read_rows(data: bytes, *, columns: int) -> Iterator[list[Value]]:
    """Yield the rows of *columns* values in *data*; raise MalformedError for any other bytes."""
    at = 0
    while at < len(data):
        row: list[Value] = []
        for _ in range(columns):
            value, at = _read(data, at)
            row.append(value)
        yield row


def _write(value: Value) -> bytes:
    if value is None:
        return b"n"
    if isinstance(value, bool):
        return b"t" if value else b"f"
    if isinstance(value, int):
        return b"i" + _packed(value)
    if isinstance(value, str):
        return _sized(b"s", _encoded(value))
    if isinstance(value, bytes):
        return _sized(b"b", value)
    raise MalformedError(f"{type(value).__name__} is no value of a row")


def _packed(value: int) -> bytes:
    try:
        return _NUMBER.pack(value)
    except struct.error as exc:
        raise MalformedError("a number of a row has 64 bits") from exc


def _encoded(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as exc:
        raise MalformedError("half a surrogate pair is no text") from exc


def _sized(letter: bytes, data: bytes) -> bytes:
    return letter + _LENGTH.pack(len(data)) + data


def _read(data: bytes, at: int) -> tuple[Value, int]:
    """Return the value that begins *at*, and where it ends."""
    try:
        letter = data[at]
        if letter in _PLAIN:
            return _PLAIN[letter], at + 1
        if letter == ord("i"):
            return _NUMBER.unpack_from(data, at + 1)[0], at + 1 + _NUMBER.size
        begin = at + 1 + _LENGTH.size
        end = begin + _LENGTH.unpack_from(data, at + 1)[0]
    except (IndexError, struct.error) as exc:
        raise MalformedError("a row breaks off") from exc
    found = data[begin:end]
    if end > len(data):
        raise MalformedError("a row breaks off")
    if letter == ord("b"):
        return found, end
    if letter != ord("s"):
        raise MalformedError("a row holds an unknown kind of value")
    try:
        return found.decode(), end
    except UnicodeDecodeError as exc:
        raise MalformedError("a text of a row is not utf-8") from exc
