"""JSON lines through the screen, against one regular expression that finds a third as much."""

import io
import json
import random
import re
import time
from collections.abc import Callable

from tests.screen.corpus.made import make

from bench.table import Figure, from_rounds
from sealbench.cli.screen_lines import answer_lines
from sealbench.screen import screen

_FLOOR = re.compile(
    r"(?:password|passwort|kennwort|contraseña|mot de passe|pw|pwd|mdp|clave|pin)\s*[:=]\s*(\S+)",
    re.IGNORECASE,
)


def measure(*, rounds: int, count: int) -> list[Figure]:
    """Return megabytes of notes a second of CPU in the command, and milliseconds for one note."""
    notes = [note.text for note in make(set(range(5)), seed=9, rounds=0.5, voices=("",))]
    random.Random(7).shuffle(notes)  # noqa: S311 - the same notes each time
    notes = notes[:count]
    size = sum(len(note.encode()) for note in notes) / 1e6
    lines = "".join(f"{json.dumps({'id': i, 'text': note})}\n" for i, note in enumerate(notes))
    data = lines.encode()
    screen("ready")  # the tables are read once
    ours, floors, ones, floor_ones = [], [], [], []
    for _ in range(rounds):
        floors.append(size / _spent(lambda: _bare(data)))
        ours.append(size / _spent(lambda: answer_lines(io.BytesIO(data), io.BytesIO())))
        few = notes[:200]
        ones.append(1e3 * _spent(lambda few=few: [screen(note) for note in few]) / len(few))
        floor_ones.append(1e3 * _spent(lambda few=few: [_look(note) for note in few]) / len(few))
    return [
        from_rounds("screen, JSON lines", ours, floors, "MB/s"),
        from_rounds("screen, one note", ones, floor_ones, "ms", more_is_better=False),
    ]


def _spent(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _look(text: str) -> list[dict[str, object]]:
    return [
        {"start": match.start(1), "end": match.end(1), "kind": "password"}
        for match in _FLOOR.finditer(text)
    ]


def _bare(data: bytes) -> bytes:
    rows = map(json.loads, data.splitlines())
    found = [{"id": row["id"], "findings": _look(row["text"])} for row in rows]
    return "".join(f"{json.dumps(row)}\n" for row in found).encode()
