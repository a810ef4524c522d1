"""Notes written by hand, written anew: with other secrets of the same look, or in another style."""

import random

from tests.screen.corpus.made import ACCENTS, Note, bare, typo
from tests.screen.corpus.values import Values

_WORDS = frozenset({"password", "wifi_key", "username_with_password"})
_NUMBERS = frozenset({"pin", "other_secret"})
_NEW_VALUES = 0.5
_LOWER, _UPPER, _BARE, _TYPO, _NO_COMMAS, _NO_SIGNS = 0.10, 0.13, 0.22, 0.30, 0.36, 0.40


def anew(note: Note, chance: random.Random) -> Note:
    """Return *note* as another hand may have written it; its words are the same."""
    style = chance.random()
    other = chance.random() < _NEW_VALUES
    text, at = "", 0
    spans: list[tuple[int, int, str]] = []
    for start, end, kind in sorted(note.spans):
        text += _styled(note.text[at:start], style, note.lang, chance)
        value = note.text[start:end]
        value = _like(value, kind, note.lang, chance) if other else value
        value = value.lower() if style < _LOWER / 2 else value
        spans.append((len(text), len(text) + len(value), kind))
        text += value
        at = end
    text += _styled(note.text[at:], style, note.lang, chance)
    return Note(text, note.lang, note.sort, note.group, spans)


def _styled(text: str, style: float, lang: str, chance: random.Random) -> str:
    if style < _LOWER:
        return text.lower()
    if style < _UPPER:
        return text.upper()
    if style < _BARE:
        return bare(text.translate(ACCENTS)) if lang == "de" else bare(text)
    if style < _TYPO:
        return typo(chance, text)
    if style < _NO_COMMAS:
        return text.replace(", ", " ").replace(". ", " ")
    return text.replace(": ", " ").replace("= ", " ") if style < _NO_SIGNS else text


def _like(value: str, kind: str, lang: str, chance: random.Random) -> str:
    """Return a value that looks like *value*; phrases, gestures and keys stay."""
    if kind in _NUMBERS or value.isdigit():
        new = "".join(chance.choice("0123456789") if c.isdigit() else c for c in value)
        return new if sum(map(str.isdigit, value)) * 2 > len(value) else value
    if kind not in _WORDS or " " in value:
        return value
    source = Values(chance, lang)
    if value.isalpha():
        new = source.make("lone")
    else:
        new = source.make("wifi" if kind == "wifi_key" else "pw")
    return new.lower() if value.islower() else new[:1].upper() + new[1:]
