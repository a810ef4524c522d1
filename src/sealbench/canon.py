"""One canonical JSON (RFC 8785), one hash of it, one text form of bytes.

Whatever is hashed or signed anywhere in Sealbench is encoded here.  Numbers are
integers within ±(2^53 - 1): a float has no place in a record, and other languages
would read a larger integer wrongly.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NoReturn

import rfc8785

from sealbench.errors import MalformedError

JSON = Mapping[str, "JSONValue"]
JSONValue = None | bool | int | str | Sequence["JSONValue"] | Mapping[str, "JSONValue"]

_LARGEST = 2**53 - 1
_PLAIN = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, sort_keys=True, separators=(",", ":"), default=dict
)


def to_bytes(value: JSONValue) -> bytes:
    """Return the one encoding of *value* that is ever hashed (RFC 8785).

    Raise MalformedError for floats, integers past ±(2^53 - 1), lone surrogates and
    anything that is not JSON.
    """
    try:
        is_plain = _check(value)
        # With ASCII keys both encoders write the same bytes; the C one is ten times faster.
        return _PLAIN.encode(value).encode() if is_plain else rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError, RecursionError) as exc:
        raise MalformedError("not a value of canonical JSON") from exc


def from_bytes(data: bytes) -> dict[str, JSONValue]:
    """Return the object that *data* encodes; refuse any other spelling of it.

    Raise MalformedError unless *data* is exactly the canonical encoding of an object.
    """
    try:
        # No hooks: what they would refuse is refused by its encoding, or encoded otherwise.
        value = json.loads(data)
    except (ValueError, RecursionError) as exc:
        raise MalformedError("not json") from exc
    if not isinstance(value, dict):
        raise MalformedError("not a json object")
    if to_bytes(value) != data:
        raise MalformedError("json is not canonical")
    return value


def parse(data: bytes) -> dict[str, JSONValue]:
    """Return the JSON object in *data*, canonical or not; refuse doubled keys and floats."""
    try:
        value = json.loads(
            data,
            object_pairs_hook=_unique,
            parse_float=_refuse_number,
            parse_constant=_refuse_number,
        )
        _check(value)
    except MalformedError:
        raise
    except (ValueError, RecursionError) as exc:
        raise MalformedError("not json") from exc
    if not isinstance(value, dict):
        raise MalformedError("not a json object")
    return value


def digest(value: JSONValue) -> bytes:
    """Return the SHA-256 of the canonical encoding of *value*, 32 bytes."""
    return hashlib.sha256(to_bytes(value)).digest()


def b64u(data: bytes) -> str:
    """Return *data* as base64url without padding (RFC 4648 section 5)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64u(text: str, *, size: int | None = None) -> bytes:
    """Return the bytes of a base64url *text*; refuse other spellings and, if given, sizes."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as exc:
        raise MalformedError("not base64url") from exc
    if b64u(data) != text:
        raise MalformedError("not canonical base64url")
    if size is not None and len(data) != size:
        raise MalformedError(f"expected {size} bytes")
    return data


def fingerprint(value: JSONValue) -> str:
    """Return the digest of *value* as people compare it: 40 hex digits in groups of four."""
    digits = digest(value).hex()[:40]
    return " ".join(digits[i : i + 4] for i in range(0, 40, 4))


def _check(value: object) -> bool:
    """Refuse what is not canonical JSON; return whether every key is ASCII.

    Such keys sort alike by code points and by UTF-16 code units, as RFC 8785 wants it.
    """
    return _check_all((value,))


def _check_all(values: Iterable[Any]) -> bool:
    # Every procedure passes here many times: the plain types are told apart without a call.
    is_plain = True
    for value in values:
        kind = type(value)
        if kind is str:
            if not value.isascii():
                _check_text(value)
        elif kind is int:
            _check_number(value)
        elif kind is not bool and value is not None and not _check_other(value):
            is_plain = False
    return is_plain


def _check_other(value: object) -> bool:
    """Check what holds values, and kinds of text and of integers, enumerations for one."""
    if isinstance(value, dict) or isinstance(value, Mapping):  # noqa: SIM101 - an ABC is asked late
        has_plain_keys = _check_keys(value)
        return _check_all(value.values()) and has_plain_keys
    if isinstance(value, list | tuple):
        return _check_all(value)
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, int):
        _check_number(value)
    else:
        raise MalformedError(f"{type(value).__name__} is not canonical json")
    return True


def _check_keys(value: Iterable[Any]) -> bool:
    try:
        keys = "".join(value)
    except TypeError as exc:
        raise MalformedError("keys are text") from exc
    if keys.isascii():
        return True
    _check_text(keys)
    return False


def _check_number(value: int) -> None:
    if not -_LARGEST <= value <= _LARGEST:
        raise MalformedError("integer out of range")


def _check_text(text: str) -> None:
    if text.isascii():
        return
    try:
        text.encode()
    except UnicodeEncodeError as exc:
        raise MalformedError("half a surrogate pair is no text") from exc


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise MalformedError("doubled key")
    return found


def _refuse_number(_text: str) -> NoReturn:
    raise MalformedError("floats have no place here")
