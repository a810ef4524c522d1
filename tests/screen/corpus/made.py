"""Notes of repair work, made from templates: ``python -m tests.screen.corpus.made > notes.jsonl``.

A template is a line of ``en.txt`` and its siblings, in this folder or in one of the other ``VOICES``;
its skeleton (words and slots, without spelling and signs) decides on which side of the split
it is, so that no skeleton is on both.
"""

import hashlib
import json
import random
import re
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.screen.corpus.harmless import sections
from tests.screen.corpus.values import Values, type_of

LANGS = ("en", "de", "es", "fr", "mixed")
VOICES = ("", "voice_a/", "voice_b/", "voice_c/")  # folders of templates, one of each author
CLASSES = ("secret", "hard", "plain")
FOLDS = 5
_WEIGHT = {"secret": 4, "hard": 4, "plain": 6}
_CHOICES = 4  # a line of alternatives makes so many times more notes
_CHOICE = re.compile(r"\(([^()]*)\)")
PART = re.compile(r"\{([a-z0-9]+)\}|\[\[(.+?)\|([a-z_]+)\]\]")
ACCENTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_SHORT = {
    "customer": ["cust", "cust.", "cx", "client"], "with": ["w/", "w"], "password": ["pw", "pwd", "pswd", "pass", "passwrd", "passwort", "Password", "p/w"],
    "passcode": ["pcode", "pass code", "passc"], "Kunde": ["Kd.", "Kd", "KD"], "Passwort": ["PW", "Passw.", "Pwd", "passwort"], "Kennwort": ["KW", "Kennw."],
    "contraseña": ["contra", "pass", "contrasenya", "contraseña", "cont."], "cliente": ["cte.", "cte"], "mot de passe": ["mdp", "mot de passe", "MDP", "m.d.p", "motdepasse"],
    "client": ["clt", "le client"], "replaced": ["repl", "rplcd"], "and": ["&", "+"], "for": ["4"], "to": ["2"],
}  # fmt: skip
_LEET = str.maketrans({"a": "4", "o": "0", "e": "3", "s": "5", "i": "1"})
_WIDE = {chr(i): chr(i + 0xFEE0) for i in range(0x21, 0x7F)}
_TWINS = {"a": "а", "e": "е", "o": "о", "p": "р", "c": "с", "x": "х", "i": "і", "s": "ѕ"}


@dataclass
class Note:
    text: str
    lang: str
    sort: str
    group: str
    spans: list[tuple[int, int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Template:
    lang: str
    sort: str
    line: str

    @property
    def group(self) -> str:
        return skeleton(self.line)

    @property
    def fold(self) -> int:
        return hashlib.sha256(self.group.encode()).digest()[0] % FOLDS


def skeleton(line: str) -> str:
    """Return the words and slots of *line*; two lines of one skeleton are one."""
    return " ".join(
        re.findall(r"[a-z{]+", bare(PART.sub(lambda m: " {" + _sort(m) + " ", line)).lower())
    )


def _sort(match: re.Match[str]) -> str:
    slot = match.group(1) or "hint"
    return "v" if slot in type_of or slot == "hint" else slot


def bare(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text)
    return "".join(char for char in parts if not unicodedata.combining(char))


def templates(voices: tuple[str, ...] = VOICES) -> list[Template]:
    """Return the templates of *voices*, in the order of the files."""
    return [
        Template(lang, sort, line)
        for voice in voices
        for lang in LANGS
        for sort, lines in sections(f"{voice}{lang}.txt").items()
        for line in lines
    ]


class Maker:
    """Makes notes of the *templates* of one side of the split."""

    def __init__(self, pool: list[Template], seed: int) -> None:
        self.rng = random.Random(seed)
        self.pool = pool
        self.by = {
            (t.lang, t.sort): [u for u in pool if (u.lang, u.sort) == (t.lang, t.sort)]
            for t in pool
        }

    def notes(self, rounds: float = 1.0) -> Iterator[Note]:
        """Yield the notes of every template, *rounds* times its weight."""
        for template in self.pool:
            times = _WEIGHT[template.sort] * rounds
            times *= _CHOICES if _CHOICE.search(template.line.replace("((", "")) else 1
            for _ in range(int(times) + (self.rng.random() < times % 1)):
                yield self._note(template)

    def _note(self, template: Template) -> Note:
        rng = self.rng
        note = self._filled(template)
        if rng.random() < 0.42:
            note = self._joined(note, template.lang)
        if rng.random() < 0.04:
            note.text, note.spans = _disguised(rng, note)
        return note

    def _joined(self, note: Note, lang: str) -> Note:
        rng = self.rng
        for _ in range(rng.choice([1, 1, 2])):
            pools = [self.by.get((lang, s), []) for s in ("plain", "hard", "plain")]
            pool = rng.choice([p for p in pools if p] or [self.pool])
            other = rng.choice(
                [t for t in pool if t.sort != "secret"]
                or [t for t in self.pool if t.sort == "plain"]
            )
            extra = self._filled(other)
            glue = rng.choice([". ", ". ", "\n", "\n", ", ", " - ", "; ", " / ", ". "])
            first, second = (note, extra) if rng.random() < 0.5 else (extra, note)
            if glue[0] in ".,;" and first.text[-1:] in ".!?":
                glue = " "
            shift = len(first.text) + len(glue)
            spans = first.spans + [(a + shift, b + shift, k) for a, b, k in second.spans]
            note = Note(first.text + glue + second.text, note.lang, note.sort, note.group, spans)
        return note

    def _filled(self, template: Template) -> Note:
        rng, values = self.rng, Values(self.rng, template.lang)
        line = template.line.replace("\\n", "\n").replace("((", "\1").replace("))", "\2")
        line = _CHOICE.sub(lambda match: rng.choice(match.group(1).split("|")), line)
        line = re.sub(" +", " ", line.replace("\1", "(").replace("\2", ")")).strip(" ")
        line = re.sub(" (?=[,;.])", "", line)
        style = rng.random()
        text, spans, at = "", [], 0
        drop = rng.random() < 0.08
        for match in PART.finditer(line):
            text += self._worded(line[at : match.start()], style, template.lang, drop=drop)
            at = match.end()
            slot = match.group(1)
            value = values.make(slot) if slot else match.group(2)
            kind = match.group(3) or type_of.get(slot or "", "")
            if slot == "pair":
                user, joint, value = values.pair()
                text += user + joint
            if slot in {"user", "ssid", "name", "dev", "host"} and style < 0.15:
                value = value.lower()
            if kind:
                spans.append((len(text), len(text) + len(value), kind))
            text += value
        text += self._worded(line[at:], style, template.lang, drop=drop)
        if rng.random() < 0.1 and not text.endswith((".", "!", "?")):
            text += rng.choice([".", ".", ",", " !", " thx", " ok"])
        lead = len(text) - len(text.lstrip())
        spans = [(a - lead, b - lead, k) for a, b, k in spans]
        return Note(text.strip(), template.lang, template.sort, skeleton(line), spans)

    def _worded(self, text: str, style: float, lang: str, *, drop: bool) -> str:
        rng = self.rng
        if drop:
            text = re.sub(r" ?[:=] ?(?=$)", " ", text)
        if style < 0.15:
            text = text.lower()
        elif style < 0.18:
            text = text.upper()
        elif style < 0.3 and lang != "en":
            text = bare(text.translate(ACCENTS)) if rng.random() < 0.5 else bare(text)
        elif style < 0.38:
            for word, others in _SHORT.items():
                if word in text and rng.random() < 0.7:
                    text = re.sub(rf"\b{word}\b", rng.choice(others), text, count=1)
        elif style < 0.48:
            text = typo(rng, text)
        elif style < 0.52:
            text = text.replace(", ", " ").replace(". ", " ")
        elif style < 0.55:
            text = text[:1].upper() + text[1:]
        return text


def typo(rng: random.Random, text: str) -> str:
    words = list(re.finditer(r"[^\W\d_]{5,}", text))
    if not words:
        return text
    match = rng.choice(words)
    word, at = match.group(), rng.randint(1, len(match.group()) - 2)
    made = rng.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at] + word[at:],
        ]
    )
    return text[: match.start()] + made + text[match.end() :]


def _disguised(rng: random.Random, note: Note) -> tuple[str, list[tuple[int, int, str]]]:
    """Write some characters in another form; those put in are counted in the spans."""
    way = rng.choice(["zero", "wide", "twin", "leet"])
    chars = list(note.text)
    inside = {i for a, b, _ in note.spans for i in range(a, b)}
    for i, char in enumerate(chars):
        if way == "zero" and rng.random() < 0.15:
            chars[i] = char + rng.choice("\u200b\u00ad\u200d")
        elif way == "wide":
            chars[i] = _WIDE.get(char, char)
        elif way == "twin" and rng.random() < 0.5:
            chars[i] = _TWINS.get(char, char)
        elif way == "leet" and i not in inside and rng.random() < 0.4:
            chars[i] = char.translate(_LEET)
    starts, at = [], 0
    for part in chars:
        starts.append(at)
        at += len(part)
    starts.append(at)
    return "".join(chars), [(starts[a], starts[b], k) for a, b, k in note.spans]


def make(
    folds: set[int], *, seed: int, rounds: float = 1.0, voices: tuple[str, ...] = VOICES
) -> list[Note]:
    """Return the notes of those templates of *voices* whose fold is in *folds*."""
    pool = [template for template in templates(voices) if template.fold in folds]
    return list(Maker(pool, seed).notes(rounds))


if __name__ == "__main__":
    for made in make(set(range(FOLDS)), seed=1):
        spans = [list(span) for span in made.spans]
        sys.stdout.write(
            json.dumps(
                {
                    "text": made.text,
                    "lang": made.lang,
                    "class": made.sort,
                    "template": made.group,
                    "spans": spans,
                },
                ensure_ascii=False,
            )
            + "\n"
        )
