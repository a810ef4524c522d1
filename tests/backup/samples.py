"""A vault with a small backup in it."""

from pathlib import Path

from sealbench.backup import (
    Column,
    File,
    Kind,
    Manifest,
    Objects,
    Table,
    Vault,
    write_row,
)

HOME = "abcdefghijklmnopqrstuvwx"


def backup(vault: Vault, number: int, *words: str) -> Manifest:
    """Put a backup of one table with *words*, and of one file, into *vault*."""
    chunk = vault.put(b"".join(write_row((at, word)) for at, word in enumerate(words)))
    data = b"file " + " ".join(words).encode()
    file = vault.put(data)
    listed = vault.put(File("ab/cd", len(data), file.name).to_row())
    made = Manifest(
        id=f"20261127T0200{number:02}Z-{number:08x}",
        created_at=f"2026-11-27T02:00:{number:02}Z",
        home=HOME,
        origin="sealbench.log/x",
        site="https://seal.example.org",
        schema="0001_initial",
        epoch=1,
        size=0,
        note="",
        tables=(
            Table(
                "records_word",
                (Column("id", Kind.NUMBER), Column("word", Kind.TEXT)),
                len(words),
                (chunk.name,),
            ),
        ),
        objects=Objects(1, len(data), (listed.name,)),
        sealed=b"sealed",
    )
    vault.keep(made)
    return made


def parts(path: Path) -> list[Path]:
    """Return every part of the vault at *path*."""
    return sorted((path / "parts").glob("*/*"))
