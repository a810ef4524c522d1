"""The corpora of notes, and the two figures that are taken from them."""

import json
from dataclasses import dataclass
from pathlib import Path

from sealbench.screen import screen

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Note:
    text: str
    lang: str
    secret: str | None

    @property
    def found(self) -> bool:
        """Whether a finding covers the secret."""
        assert self.secret is not None
        start = self.text.index(self.secret)
        end = start + len(self.secret)
        return any(f.start <= start and end <= f.end for f in screen(self.text).findings)


def corpus(name: str) -> list[Note]:
    return [Note(**row) for row in json.loads((_FOLDER / f"{name}.json").read_text())]


def precision(notes: list[Note]) -> float:
    true = sum(note.found for note in notes if note.secret)
    false = sum(not screen(note.text).clean for note in notes if not note.secret)
    return true / (true + false)


def recall(notes: list[Note]) -> float:
    secrets = [note for note in notes if note.secret]
    return sum(note.found for note in secrets) / len(secrets)
