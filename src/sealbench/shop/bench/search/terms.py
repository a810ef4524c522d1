"""Terms: what a client is found by, and what a question asks for.

Each term begins with a letter that says what it is, so that one column holds all of them:
a word of the name, an address of mail, a number from its beginning or its end, a serial
number from its beginning or its end.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sealbench.errors import MalformedError
from sealbench.shop.bench.search import numbers
from sealbench.shop.bench.search.folding import normal, spellings, words

LEAST = 3  # letters or digits, so that nobody leafs through all clients

_WORD, _MAIL, _START, _END, _SERIAL, _SERIAL_END = ("w", "m", "n", "e", "s", "z")
_GAPS = {"": re.compile("[^0-9a-z]+"), "@": re.compile("[^0-9a-z@]+")}
Content = Mapping[str, Any]


def terms_of(client: Content, devices: Iterable[Content]) -> str:
    """Return the terms of a client with *devices*, apart by spaces."""
    found: list[str] = [*_name(str(client["name"]))]
    for way in ("phone", "email", "second_address"):
        found += _way(str(client.get(way, "")))
    for device in devices:
        serial = _solid(str(device["serial"]))
        found += (_SERIAL + serial, _SERIAL_END + serial[::-1]) if serial else ()
    return " ".join(dict.fromkeys(found))


def question(typed: str) -> str:
    """Return *typed* as the index is asked; raise MalformedError for fewer than three letters.

    What was typed apart must each be found; a whole number may be typed with spaces in it.
    """
    text = normal(typed)
    if len("".join(words(text))) < LEAST:
        raise MalformedError(f"type at least {LEAST} letters or digits")
    if numbers.is_number(text):
        whole = (*_number(text), *_serial(text), _prefix(_MAIL + _solid(text)))
        return _any([_all(map(_word, words(text))), *whole])
    return _all(_any(_asked(chunk)) for chunk in text.split() if words(chunk))


def _name(name: str) -> Iterator[str]:
    """Yield the words of *name*; what a hyphen or apostrophe joins is also one word."""
    for chunk in normal(name).split():
        found = words(chunk)
        for word in (*found, "".join(found)) if len(found) > 1 else found:
            yield from (_WORD + spelling for spelling in spellings(word))


def _way(address: str) -> Iterator[str]:
    address = normal(address)
    if "@" in address:
        mail = _solid(address, also="@")
        yield _MAIL + mail
        yield _MAIL + mail[mail.rindex("@") :]
    elif address:
        yield from (_START + number for number in numbers.beginnings(address))
        ending = numbers.ending(address)
        if ending:
            yield _END + ending


def _asked(chunk: str) -> Iterator[str]:
    """Yield what one typed chunk may be."""
    if "@" not in chunk:
        yield _all([_any(map(_word, spellings(word))) for word in words(chunk)])
        yield from _serial(chunk)
        if numbers.is_number(chunk):
            yield from _number(chunk)
    mail = _solid(chunk, also="@")
    if "@" in mail:
        yield _prefix(_MAIL + mail)
    elif len(mail) >= LEAST:
        yield from (_prefix(_MAIL + mail), _prefix(_MAIL + "@" + mail))


def _word(spelling: str) -> str:
    return _prefix(_WORD + spelling)


def _number(text: str) -> Iterator[str]:
    yield from (_prefix(_START + number) for number in numbers.beginnings(text))
    ending = numbers.ending(text)
    if len(ending) >= numbers.LEAST:
        yield _prefix(_END + ending)


def _serial(text: str) -> Iterator[str]:
    serial = _solid(text)
    if len(serial) >= LEAST:
        yield _prefix(_SERIAL + serial)
        yield _prefix(_SERIAL_END + serial[::-1])


def _solid(text: str, *, also: str = "") -> str:
    """Return the bare letters and digits of *text*, and the letters in *also*, without gaps."""
    text = normal(text)
    if text.isascii():  # most of what there is, at once
        return _GAPS[also].sub("", text)
    parts = text.split(also) if also else [text]
    return also.join("".join(spellings("".join(words(part)))[:1]) for part in parts)


def _prefix(term: str) -> str:
    return f'"{term}"*'  # of letters, digits and @ only: nothing in it means more to FTS5


def _any(parts: Iterable[str]) -> str:
    return "(" + " OR ".join(parts) + ")"


def _all(parts: Iterable[str]) -> str:
    return "(" + " AND ".join(parts) + ")"
