"""The largest ledger that this home ever made public, kept beside the roots of its keys.

A database that was put back to an older state forgets what it had signed, and would sign another
history over it.  This file lies outside of the database and of every backup, so it remembers.
"""

import os
from pathlib import Path

from sealbench import ledger
from sealbench.durable import sync_folder
from sealbench.errors import MalformedError, RefusedError, UnavailableError, VerificationError
from sealbench.shop.bench import contradiction
from sealbench.shop.bench.journal import read_nodes
from sealbench.shop.config import Config
from sealbench.shop.records.models import Head

_FILE = "high-water"


def known(config: Config, key: ledger.VerifierKey) -> ledger.Checkpoint | None:
    """Return the largest checkpoint that is known; raise UnavailableError where it is damaged."""
    try:
        note = _path(config).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as exc:
        raise _damaged(config) from exc
    try:
        return ledger.verify_checkpoint(note, key)
    except (MalformedError, VerificationError) as exc:
        raise _damaged(config) from exc


def keep(config: Config, key: ledger.VerifierKey, note: str) -> None:
    """Remember the checkpoint in *note* if it is larger than the one that is known."""
    before = known(config, key)
    if before is None or before.size < ledger.verify_checkpoint(note, key).size:
        forget_all_but(config, note)


def forget_all_but(config: Config, note: str) -> None:
    """Remember *note* alone, whatever was known; durable when this returns."""
    aside = _path(config).with_suffix(".new")
    try:
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            os.write(descriptor, note.encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        aside.rename(_path(config))
        sync_folder(config.keys)
    except OSError as exc:
        raise UnavailableError("the key folder cannot be written") from exc


def lost(config: Config, key: ledger.VerifierKey) -> ledger.Checkpoint | None:
    """Return the largest checkpoint that is known and that the ledger does not continue.

    Known is what was made public, and what a browser has shown.
    """
    shown = contradiction.marked()
    found = [ledger.verify_checkpoint(shown, key)] if shown else []
    before = known(config, key)
    if before is not None and not continues(before):
        found.append(before)
    return max(found, key=lambda each: each.size, default=None)


def check(config: Config, key: ledger.VerifierKey) -> None:
    """Raise RefusedError unless the ledger of the database goes on from what is known."""
    if shown := contradiction.marked():
        keep(config, key, shown)  # a crash came between the mark and the file
    before = lost(config, key)
    if before is None:
        return
    size = _size()
    if size < before.size:
        raise RefusedError(
            "the database is older than what was made public or seen by a browser: "
            f"{size} lines of {before.size}",
            hint="an old database was put back: bring the right one, or read "
            "docs/how-to/accept_older_ledger.md",
        )
    raise RefusedError(
        f"the first {before.size} lines of the ledger are others than were made public "
        "or seen by a browser",
        hint="another database was put here: bring the right one, or read "
        "docs/how-to/accept_older_ledger.md",
    )


def continues(before: ledger.Checkpoint) -> bool:
    """Tell whether the ledger of the database begins with what *before* is the head of."""
    if _size() < before.size:
        return False
    edge = ledger.Frontier.from_nodes(before.size, read_nodes(ledger.peaks(before.size)))
    return edge.root() == before.root


def _size() -> int:
    return Head.objects.values_list("size", flat=True).filter(pk=1).first() or 0


def _path(config: Config) -> Path:
    return config.keys / _FILE


def _damaged(config: Config) -> UnavailableError:
    return UnavailableError(
        "the file that remembers how far the ledger had come is damaged",
        hint=f"look at {_path(config)}; after a check of the ledger it may be removed",
    )
