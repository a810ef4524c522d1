"""Searches all that a shop was sent, logged and kept for what it must never have (law 2)."""

import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

NEVER = ("AGE-SECRET-KEY", "clientExtensionResults", '"prf"', "opening_seed", "statement_seed")


def found(texts: Iterable[str], sent: Iterable[tuple[str, bytes]], kept: Path) -> list[str]:
    """Return which of *texts* were *sent*, or logged or kept in a folder, in any usual spelling."""
    places = [*_sent(sent), *_kept(kept)]
    return [
        text
        for text in texts
        if any(spelling in place for spelling in _spellings(text) for place in places)
    ]


def _sent(sent: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    for url, body in sent:
        yield url.encode() + b"\n" + body


def _kept(folder: Path) -> Iterator[bytes]:
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix not in {".zip", ".age"}:
            yield path.read_bytes()


def _spellings(text: str) -> set[bytes]:
    forms = {text, unicodedata.normalize("NFD", text)}
    return {
        spelling
        for form in forms
        for spelling in (
            form.encode(),
            form.encode("utf-16-le"),
            quote(form).encode(),
            form.encode("unicode_escape"),
            form.encode().hex().encode(),
        )
    }
