"""The notes written by hand, and the figures that are taken from notes."""

import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from tests.screen.corpus.made import Note

from sealbench.screen import Finding, screen_all

_FOLDER = Path(__file__).parent
_HEAD = re.compile(r"\[(\w\w|mixed) (secret|hard|plain)\]")
_SPAN = re.compile(r"\[\[(.+?)\|([a-z_]+)\]\]", re.DOTALL)
AUTHORS = tuple(
    f"corpus/hand/{path.stem}" for path in sorted((_FOLDER / "corpus/hand").glob("*.txt"))
)
"""The files of the notes that as many authors wrote by hand."""
_MOST_OF = 0.8  # of a secret a finding has to cover


def written(name: str) -> list[Note]:
    """Return the notes in ``NAME.txt``: ``[lang class]`` lines, then a note a line."""
    found: list[Note] = []
    lang = sort = ""
    for line in (_FOLDER / f"{name}.txt").read_text().splitlines():
        head = _HEAD.fullmatch(line)
        if head:
            lang, sort = head.groups()
        elif line:
            found.append(_note(line.replace("\\n", "\n"), lang, sort))
    return found


def _note(line: str, lang: str, sort: str) -> Note:
    text, at = "", 0
    spans: list[tuple[int, int, str]] = []
    for match in _SPAN.finditer(line):
        text += line[at : match.start()]
        spans.append((len(text), len(text) + len(match.group(1)), match.group(2)))
        text += match.group(1)
        at = match.end()
    return Note(text + line[at:], lang, sort, line, spans)


def old(name: str) -> list[Note]:
    """Return the notes in ``NAME.json``, of the first form of the screen."""
    rows = json.loads((_FOLDER / f"{name}.json").read_text())
    return [_old(row["text"], row["lang"], row["secret"]) for row in rows]


def _old(text: str, lang: str, secret: str | None) -> Note:
    start = text.index(secret) if secret else 0
    spans = [(start, start + len(secret), "password")] if secret else []
    return Note(text, lang, "secret" if secret else "hard", text, spans)


def by_hand() -> list[Note]:
    """Return the notes written by hand that the ranker may learn from."""
    return written("handwritten") + written("handwritten_2") + old("corpus") + old("held_out")


@dataclass
class Figures:
    """What the screen makes of notes: right, false and missed ones, by language and kind."""

    right: int = 0
    false: int = 0
    missed: int = 0
    hard: list[int] = field(default_factory=lambda: [0, 0])
    kinds: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    wrong: list[tuple[str, str]] = field(default_factory=list)
    by_lang: dict[str, "Figures"] = field(default_factory=dict)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.false)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, 2 * self.right + self.false + self.missed)

    @property
    def alarms(self) -> float:
        """The part of the hard negatives that have a finding."""
        return self.hard[0] / max(1, self.hard[1])

    @property
    def spans(self) -> float:
        """The part of the secrets that a finding covers."""
        return sum(a for a, _ in self.kinds.values()) / max(
            1, sum(b for _, b in self.kinds.values())
        )

    def take(self, note: Note, found: tuple[Finding, ...]) -> None:
        """Count *note*, of which *found* is found."""
        covered = 0
        for start, end, kind in note.spans:
            most = max((min(f.end, end) - max(f.start, start) for f in found), default=0)
            hit = most >= _MOST_OF * (end - start)
            covered += hit
            self.kinds[kind][0] += hit
            self.kinds[kind][1] += 1
        if note.sort == "hard":
            self.hard[0] += bool(found)
            self.hard[1] += 1
        if note.spans:
            self.right += bool(found)
            self.missed += not found
        else:
            self.false += bool(found)
        if bool(found) != bool(note.spans) or covered < len(note.spans):
            self.wrong.append((note.group, note.text))


def figures(notes: list[Note]) -> Figures:
    """Return the figures of *notes*."""
    whole = Figures()
    for note, verdict in zip(notes, screen_all([note.text for note in notes]), strict=True):
        whole.take(note, verdict.findings)
        whole.by_lang.setdefault(note.lang, Figures()).take(note, verdict.findings)
    return whole
