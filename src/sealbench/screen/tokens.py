"""Secrets with nothing around them: a token that only a generator or a password rule makes."""

import re
from collections.abc import Iterator

from sealbench.screen import values
from sealbench.screen.normal import Normal
from sealbench.screen.verdict import Hit

_TOKEN = re.compile(r"[^ \n]+")
_CLASSES = tuple(re.compile(p) for p in (r"[a-z]", r"[A-Z]", r"[0-9]", r"[!#$%&*?@^§+=~]"))
_PATH = re.compile(r"[\\/]|://|[<>(){}\[\]]")
_SIZE = range(8, 41)


def token_hits(text: Normal) -> Iterator[Hit]:
    """Yield the tokens that hold small and capital letters, digits and symbols at once."""
    for match in _TOKEN.finditer(text.plain):
        token = values.trimmed(match.group())
        if (
            len(token) in _SIZE
            and all(pattern.search(token) for pattern in _CLASSES)
            and not _PATH.search(token)
            and values.is_strong(token)
        ):
            yield Hit(match.start(), match.start() + len(token), "secret", "mixed-token", "ask")
