import json
from contextlib import nullcontext, suppress
from enum import IntEnum, StrEnum
from types import MappingProxyType

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from sealbench import canon
from sealbench.errors import MalformedError

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
OBJECTS = st.dictionaries(TEXT, VALUES, max_size=5)


@given(OBJECTS)
def test_it_is_rfc_8785_and_reads_back(value: dict[str, canon.JSONValue]) -> None:
    data = canon.to_bytes(value)
    assert data == rfc8785.dumps(value)
    assert canon.from_bytes(data) == value == canon.parse(data)


@given(OBJECTS)
def test_another_spelling_is_parsed_but_not_canonical(value: dict[str, canon.JSONValue]) -> None:
    data = json.dumps(value, indent=1).encode()
    assert canon.parse(data) == value
    with pytest.raises(MalformedError):
        canon.from_bytes(b" " + data)


class Number(IntEnum):
    LARGE = 2**60
    SMALL = 7


class Word(StrEnum):
    PLAIN = "plain"
    BROKEN = "\udc00"


def test_mappings_tuples_and_enumerations_are_written_as_what_they_are() -> None:
    plain: canon.JSON = {"n": 7, "w": "plain", "t": [1, {"e": 2}], "o": True}
    inner: canon.JSON = MappingProxyType({"e": 2})
    other: canon.JSON = MappingProxyType(
        {"n": Number.SMALL, "w": Word.PLAIN, "t": (1, inner), "o": True}
    )
    assert canon.to_bytes(other) == canon.to_bytes(plain)
    assert canon.to_bytes({"é": Number.SMALL, "w": (Word.PLAIN,)}) == rfc8785.dumps(
        {"é": 7, "w": ["plain"]}
    )


@pytest.mark.parametrize("depth", [10, 300, 450, 600, 900, 990])
def test_what_is_nested_too_deep_is_malformed(depth: int) -> None:
    data = b'{"a":' + b"[" * depth + b"]" * depth + b"}"
    with suppress(MalformedError) if depth > 10 else nullcontext():
        assert canon.to_bytes(canon.from_bytes(data)) == data == canon.to_bytes(canon.parse(data))


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        [{"a": [0.0]}],
        {"a": {"b": 2**53}},
        [-(2**53)],
        Number.LARGE,
        Word.BROKEN,
        {"é": 1.5},
        {"é": 2**53},
        {"\ud800": 1},
        dict.fromkeys(["\ud83d", "\ude00"], 1),  # half a pair each, side by side
        {"a": {b"b": 1}},
        {None: 1},
        {True: 1},
        {1.5: 1},
        [("a", {2: 1})],
        float("nan"),
        2**53,
        -(2**53),
        b"x",
        {1: "x"},
        {"x": object()},
        ["\ud800"],
        {"a": {1, 2}},
    ],
)
def test_what_other_languages_would_read_differently_is_refused(value: object) -> None:
    with pytest.raises(MalformedError):
        canon.to_bytes(value)  # type: ignore[arg-type]  # that is the point


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"1",
        b"{",
        b'{"a":1.5}',
        b'{"a":1e3}',
        b'{"a":NaN}',
        b'{"a":Infinity}',
        b'{"a":1,"a":2}',
        b'{"a":9007199254740992}',
        b'\xff{"a":1}',
        b'{"a":',
        b'{"a":"\\ud800"}',
        b'{"\\ud800":1}',
        b"[" * 100_000,
    ],
)
def test_bytes_that_are_no_object_are_malformed(data: bytes) -> None:
    for read in (canon.parse, canon.from_bytes):
        with pytest.raises(MalformedError):
            read(data)


@given(st.binary(max_size=70))
def test_base64url_has_one_spelling(data: bytes) -> None:
    text = canon.b64u(data)
    assert canon.unb64u(text, size=len(data)) == data
    with pytest.raises(MalformedError):
        canon.unb64u(text, size=len(data) + 1)
    with pytest.raises(MalformedError):
        canon.unb64u(text + "=")


@pytest.mark.parametrize("text", ["a", "ab=", "a+b/", "QR", "é", "a b", "AA\n"])
def test_other_spellings_of_base64url_are_malformed(text: str) -> None:
    with pytest.raises(MalformedError):
        canon.unb64u(text)


@given(TEXT)
def test_arbitrary_text_is_base64url_or_malformed(text: str) -> None:
    with suppress(MalformedError):
        assert canon.b64u(canon.unb64u(text)) == text


def test_a_fingerprint_is_forty_digits_in_groups() -> None:
    assert canon.fingerprint({"a": 1}) == "015a bd7f 5cc5 7a2d d94b 7590 f04a d808 4273 905e"
