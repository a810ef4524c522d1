"""The forms of fields (docs/spec/statement.md, "Field formats").

A form is a callable that raises MalformedError unless a JSON value has it.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from itertools import pairwise

from sealbench import canon, clock, ids
from sealbench.canon import JSONValue
from sealbench.errors import MalformedError
from sealbench.statement.curve import check_key

Form = Callable[[JSONValue], object]

_LARGEST = 2**53 - 1
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_SITE = re.compile(rf"(https?)://({_LABEL}(?:\.{_LABEL})*)(?::([1-9][0-9]{{0,4}}))?")
_MOST_HOST = 253
_MOST_PORT = 65535
_DEFAULT_PORTS = {"http": "80", "https": "443"}
_MOST_NAME = 80
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def text(value: JSONValue) -> str:
    """Return *value* if it is text, else raise MalformedError."""
    if not isinstance(value, str):
        raise MalformedError("expected text")
    return value


def time(value: JSONValue) -> None:
    """Require a time as `clock.to_text` writes it."""
    clock.from_text(text(value))


def identifier(value: JSONValue) -> None:
    """Require an identifier (`ids`)."""
    ids.check_id(text(value))


def hashed(value: JSONValue) -> None:
    """Require 32 bytes in base64url: a hash, a nonce or a signer's own random bytes."""
    canon.unb64u(text(value), size=32)


def key(value: JSONValue) -> None:
    """Require an Ed25519 public key that is not weak."""
    check_key(canon.unb64u(text(value), size=32))


def boolean(value: JSONValue) -> None:
    """Require true or false."""
    if not isinstance(value, bool):
        raise MalformedError("expected true or false")


def line(most: int) -> Form:
    """Return the form of one line of visible text: NFC, single spaces, up to *most* code points."""

    def check(value: JSONValue) -> None:
        found = text(value)
        if not 1 <= len(found) <= most or not unicodedata.is_normalized("NFC", found):
            raise MalformedError("not a line of text")
        if "" in found.split(" ") or any(_is_unseen(letter) for letter in found):
            raise MalformedError("not a line of text")

    return check


name = line(_MOST_NAME)


def _is_unseen(letter: str) -> bool:
    category = unicodedata.category(letter)
    return category in _UNSEEN or (category == "Zs" and letter != " ")


def site(value: JSONValue) -> None:
    """Require a web origin: https, or http on localhost; never an IP address."""
    found = _SITE.fullmatch(text(value))
    if not found:
        raise MalformedError("not a site")
    scheme, host, port = found.groups()
    if scheme == "http" and host != "localhost":
        raise MalformedError("a site beyond the loopback is https")
    if len(host) > _MOST_HOST or not re.search(r"[a-z]", host.rsplit(".", 1)[-1]):
        raise MalformedError("not a host name")
    if port and (int(port) > _MOST_PORT or port == _DEFAULT_PORTS[scheme]):
        raise MalformedError("not a port that an origin shows")


def host_of(origin: str) -> str:
    """Return the host name of a *site*; raise MalformedError for anything else."""
    site(origin)
    return origin.split("//", 1)[1].split(":", 1)[0]


def matching(pattern: str) -> Form:
    """Return the form of text that *pattern* matches as a whole."""
    compiled = re.compile(pattern)

    def check(value: JSONValue) -> None:
        if not compiled.fullmatch(text(value)):
            raise MalformedError("text of another form")

    return check


def octets(least: int, most: int) -> Form:
    """Return the form of base64url text of *least* to *most* bytes."""

    def check(value: JSONValue) -> None:
        if not least <= len(canon.unb64u(text(value))) <= most:
            raise MalformedError("bytes of another length")

    return check


def integer(least: int, most: int = _LARGEST) -> Form:
    """Return the form of integers from *least* to *most*."""

    def check(value: JSONValue) -> None:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise MalformedError("not an integer in range")

    return check


def one_of(*texts: str) -> Form:
    """Return the form of exactly these *texts*."""

    def check(value: JSONValue) -> None:
        if text(value) not in texts:
            raise MalformedError("not one of the texts allowed")

    return check


def either(literal: str, form: Form) -> Form:
    """Return the form of *literal* or whatever has *form*."""

    def check(value: JSONValue) -> None:
        if value != literal:
            form(value)

    return check


def record(fields: Mapping[str, Form]) -> Form:
    """Return the form of an object with exactly these *fields*."""

    def check(value: JSONValue) -> None:
        if not isinstance(value, Mapping) or value.keys() != fields.keys():
            raise MalformedError("fields are missing or too many")
        for field, form in fields.items():
            form(value[field])

    return check


def listing(form: Form, least: int, most: int, *, by: str = "") -> Form:
    """Return the form of a list in strictly rising order, of texts or by the text field *by*."""

    def check(value: JSONValue) -> None:
        if not isinstance(value, list) or not least <= len(value) <= most:
            raise MalformedError("not a list of the length allowed")
        for item in value:
            form(item)
        keys = [item[by] if by else item for item in value]
        if any(a >= b for a, b in pairwise(keys)):
            raise MalformedError("a list is not sorted or holds something twice")

    return check


recipient = matching(r"age1pq1[qpzry9x8gf2tvdw0s3jn54khce6mua7l]{1952}")
origin = matching(r"[a-z0-9][a-z0-9./-]{0,127}")
word = matching(r"[a-z][a-z0-9-]{0,39}")
credential = octets(1, 1023)
spki = octets(1, 1024)
number = integer(1)
count = integer(1, 99)
version = integer(1, 1)
