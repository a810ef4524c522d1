"""Backups: what a home's rows and files are outside of it, and the folder that keeps them.

It knows neither database nor framework (docs/spec/backup.md).  Rows become chunks that any
database gives alike, chunks and files lie in a *vault* under their hashes, and a *manifest*
says which of them make up one backup.  A vault holds ciphertext only, and nothing that opens it.

    vault = Vault.make(path, home=home)
    with vault.locked():
        names = [vault.put(chunk).name for chunk in chunks_of(rows)]
        vault.keep(manifest)                             # verified, synced, in this order
    rows = [row for name in names for row in read_rows(vault.get(name), columns=3)]
"""

from sealbench.backup.chunk import chunks_of
from sealbench.backup.folder import NEVER, check_place
from sealbench.backup.manifest import Column, Kind, Manifest, Objects, Table, made_at
from sealbench.backup.retention import Keep, spared
from sealbench.backup.row import Value, read_rows, write_row
from sealbench.backup.vault import File, Put, Vault

__all__ = [
    "NEVER",
    "Column",
    "File",
    "Keep",
    "Kind",
    "Manifest",
    "Objects",
    "Put",
    "Table",
    "Value",
    "Vault",
    "check_place",
    "chunks_of",
    "made_at",
    "read_rows",
    "spared",
    "write_row",
]
