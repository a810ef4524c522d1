import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealbench import canon
from sealbench.errors import MalformedError
from sealbench.statement import formats

GOOD: list[tuple[str, formats.Form, list[object]]] = [
    ("time", formats.time, ["2026-11-23T15:00:00Z"]),
    ("identifier", formats.identifier, ["mfrggzdfmztwq2lkmnrxe2lo"]),
    ("hashed", formats.hashed, ["A" * 43]),
    ("boolean", formats.boolean, [True, False]),
    ("name", formats.name, ["Olga Brandt", "李小龙", "x" * 80, "Ida-Jo Łoś", "José"]),
    (
        "site",
        formats.site,
        [
            "https://shop.example",
            "https://a.b-c.example:8443",
            "http://localhost",
            "http://localhost:8000",
            "https://localhost:80",
            "https://1.2.3.4a",
            "https://xn--bcher-kva.example",
            "https://" + ".".join(["a" * 63] * 3 + ["b" * 61]),
        ],
    ),
    ("recipient", formats.recipient, ["age1pq1" + "q" * 1952]),
    ("origin", formats.origin, ["sealbench.org/log/abc", "x", "a" * 128]),
    ("word", formats.word, ["install-updates", "a", "a" * 40]),
    ("credential", formats.credential, ["AA", "A" * 1364]),
    ("count", formats.count, [1, 99]),
    ("number", formats.number, [1, 2**53 - 1]),
    ("version", formats.version, [1]),
    ("either", formats.either("", formats.identifier), ["", "mfrggzdfmztwq2lkmnrxe2lo"]),
    ("listing", formats.listing(formats.word, 0, 2), [[], ["a"], ["a", "b"]]),
    ("record", formats.record({"a": formats.word}), [{"a": "b"}]),
]
BAD: list[tuple[str, formats.Form, list[object]]] = [
    ("time", formats.time, ["2026-02-30T15:00:00Z", "2026-11-23T15:00:00+00:00", "", 1, None]),
    ("identifier", formats.identifier, ["", "MFRGGZDFMZTWQ2LKMNRXE2LO", "a" * 23, "a" * 25, 7]),
    ("hashed", formats.hashed, ["A" * 42 + "B", "A" * 42, "A" * 44, "é" * 43, "", None]),
    (
        "key",
        formats.key,
        [
            canon.b64u(bytes(32)),
            canon.b64u(b"\x01" + bytes(31)),
            canon.b64u((2**255 - 20).to_bytes(32, "little")),
            canon.b64u((2**255 - 19).to_bytes(32, "little")),
            canon.b64u(b"\xff" * 32),
            canon.b64u(
                bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85")
            ),
        ],
    ),
    ("boolean", formats.boolean, [0, 1, "true", None]),
    (
        "name",
        formats.name,
        [
            "",
            " a",
            "a ",
            "a  b",
            "a\nb",
            "a\0",
            "a\u202eb",
            "a\u200bb",
            "a\u00a0b",
            "a\u2028b",
            "\ue000",
            "\ud800",
            "x" * 81,
            "Jose\u0301",
            7,
        ],
    ),
    (
        "site",
        formats.site,
        [
            "http://shop.example",
            "https://shop.example/",
            "https://shop.example:443",
            "http://localhost:80",
            "https://shop.example:0",
            "https://shop.example:0443",
            "https://shop.example:65536",
            "https://192.168.1.1",
            "https://[::1]",
            "https://Shop.example",
            "https://-a.example",
            "https://a..example",
            "https://shop.example.",
            "https://u@shop.example",
            "https://" + ".".join(["a" * 63] * 3 + ["b" * 62]),
            "https://" + "a" * 64,
            "https://shop.example\n",
            "ftp://localhost",
            None,
        ],
    ),
    ("recipient", formats.recipient, ["age1pq1" + "q" * 1951, "age1pq1" + "b" * 1952, "age1q"]),
    ("origin", formats.origin, ["", "/a", "a b", "a" * 129, "A", "a+b", "a\n"]),
    ("word", formats.word, ["", "A", "1a", "a" * 41, "a_b", "a\n"]),
    ("credential", formats.credential, ["", "A", "A" * 1368]),
    ("count", formats.count, [0, 100, True, "1", None]),
    ("number", formats.number, [0, 2**53, -1]),
    ("version", formats.version, [0, 2, True]),
    ("either", formats.either("", formats.identifier), [None, 0, "x"]),
    ("listing", formats.listing(formats.word, 1, 2), [[], ["b", "a"], ["a", "a"], "ab", [1], None]),
    ("record", formats.record({"a": formats.word}), [{}, {"a": "b", "c": "d"}, {"a": 1}, [], None]),
]


@pytest.mark.parametrize(("form", "values"), [e[1:] for e in GOOD], ids=[e[0] for e in GOOD])
def test_a_form_accepts_what_the_spec_allows(
    form: formats.Form, values: list[canon.JSONValue]
) -> None:
    for value in values:
        form(value)


@pytest.mark.parametrize(("form", "values"), [e[1:] for e in BAD], ids=[e[0] for e in BAD])
def test_a_form_refuses_everything_else(form: formats.Form, values: list[canon.JSONValue]) -> None:
    for value in values:
        with pytest.raises(MalformedError):
            form(value)


def test_it_finds_the_host_of_a_site() -> None:
    assert formats.host_of("https://shop.example:8443") == "shop.example"
    with pytest.raises(MalformedError):
        formats.host_of("https://shop.example/x")


@given(st.text(max_size=100))
def test_a_name_is_visible_normal_text_or_refused(value: str) -> None:
    try:
        formats.name(value)
    except MalformedError:
        return
    assert unicodedata.normalize("NFC", value) == value
    assert " ".join(value.split()) == value
    assert value.isprintable() or any(unicodedata.category(c) == "Cn" for c in value)
