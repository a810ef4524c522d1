"""Sealed rows: one encrypted JSON each, bound to table, row, version and owner (DESIGN 5)."""

import json
from collections.abc import Mapping

from sealbench import canon
from sealbench.keyring import Key
from sealbench.shop.records.models import Sealed

Content = dict[str, canon.JSONValue]


def aad(table: str, pk: object, version: int, owner: str) -> bytes:
    """Return what a row's box is bound to."""
    return f"sealbench/row/v1\0{table}\0{pk}\0{version}\0{owner}".encode()


def write(row: Sealed, key: Key, owner: str, content: Mapping[str, canon.JSONValue]) -> None:
    """Seal *content* into *row* under its next version; the caller saves the row."""
    if row.sealed:
        row.version += 1
    bound = aad(row._meta.db_table, row.pk, row.version, owner)  # noqa: SLF001 - Django's own name
    row.sealed = key.seal(canon.to_bytes(content), aad=bound)


def read(row: Sealed, key: Key, owner: str) -> dict[str, canon.JSONValue]:
    """Return the content of *row*; raise VerificationError when it was moved or changed."""
    bound = aad(row._meta.db_table, row.pk, row.version, owner)  # noqa: SLF001 - Django's own name
    return open_box(bytes(row.sealed), key, bound)


def open_box(sealed: bytes, key: Key, bound: bytes) -> dict[str, canon.JSONValue]:
    """Return the content of a box that is *bound* to its row."""
    # What opens was written by `write`: it needs no second look for doubled keys and floats.
    # As text, since of bytes the reader would find out the encoding first.
    content: dict[str, canon.JSONValue] = json.loads(key.open(sealed, aad=bound).decode())
    return content
