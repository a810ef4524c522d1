import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from sealbench.screen.normal import normal

_ANY = st.text(alphabet=st.characters(exclude_categories=()))


@given(_ANY)
def test_the_three_views_are_of_equal_length_and_origins_never_fall(text: str) -> None:
    found = normal(text)
    origins = list(found.origins)
    assert len(found.plain) == len(found.folded) == len(found.leet) == len(origins)
    assert origins == sorted(origins)
    assert all(0 <= i < len(text) for i in origins)
    assert found.size == len(text)


@given(_ANY, st.data())
def test_a_span_is_never_empty_and_lies_within(text: str, data: st.DataObject) -> None:
    found = normal(text)
    if found.plain:
        start = data.draw(st.integers(0, len(found.plain) - 1))
        end = data.draw(st.integers(start + 1, len(found.plain)))
        first, last = found.span(start, end)
        assert 0 <= first < last <= len(text)


@given(st.text(alphabet=st.characters(max_codepoint=127, exclude_categories=["Cc"])))
def test_plain_ascii_is_its_own_skeleton(text: str) -> None:
    found = normal(text)
    assert found.plain == text
    assert list(found.origins) == list(range(len(text)))


def test_composed_and_decomposed_are_the_same() -> None:
    text = "contraseña Straße ﬃ Ångström"
    assert normal(text).plain == normal(unicodedata.normalize("NFD", text)).plain
    assert normal(text).folded == "contrasena strasse ffi angstrom"


def test_every_code_point_has_a_skeleton_of_the_plane_and_of_one_length() -> None:
    for start in range(0, 0x110000, 0x4000):
        found = normal("".join(map(chr, range(start, start + 0x4000))))
        assert len(found.plain) == len(found.folded) == len(found.leet) == len(found.origins)
        assert all(ord(char) <= 0xFFFF and not 0xD800 <= ord(char) < 0xE000 for char in found.plain)


def test_white_space_and_controls_in_ascii() -> None:
    found = normal("a\tb\r\nc\x00d\x7f")
    assert found.plain == "a b\n\ncd"
    assert list(found.origins) == [0, 1, 2, 3, 4, 5, 7]
    assert normal("\u00a0\u2028").plain == " \n"
