import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealbench.canon import JSONValue
from sealbench.errors import MalformedError
from sealbench.screen import CONTEXTS, HouseCue, HouseWords, screen
from sealbench.screen.house import KINDS, LONGEST, MOST, check_veto
from sealbench.screen.normal import normal
from sealbench.screen.values import is_strong
from sealbench.screen.verdict import Hit

_WORDS = HouseWords(
    vetoes=("PN-####-AA", "820-#####", "omega*", "Größe##"),
    cues=(
        HouseCue("Clave  del router", "wifi_key"),
        HouseCue("Öffnercode", "pin"),
        HouseCue("Kundennr", "username_with_password"),
    ),
)
_PIECES = st.sampled_from(
    [
        "PN-1234-AB", "820-01700", "omega1984", "größe12", "hunter2", "4711", "1984", "pw", "pin",
        "clave del router", "öffnercode", "Kundennr", "the desktop wants", "is", "code", ":", "=",
        " ", ", ", "\n", "!", "/", "maria", "😀", "\u200b", "\ud800", "İ", "e\u0301", "ß",
        "4111111111111111", "-----BEGIN PRIVATE KEY-----",
    ]
)  # fmt: skip
_ANY = st.text(alphabet=st.characters(exclude_categories=())) | st.lists(_PIECES, max_size=30).map(
    "".join
)
_CHARS = "PNaA#*-._/0123456789xyÄß"
_VETO = st.text(_CHARS, min_size=1, max_size=12)


def _found(text: str, house: HouseWords = _WORDS, context: str = "note") -> list[str]:
    verdict = screen(text, context=context, house=house)
    return [text[each.start : each.end] for each in verdict.findings]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("the desktop wants omega1984", "omega1984"),
        ("pin 820-01700", "820-01700"),
        ("she unlocks with omega1984!", "omega1984!"),
    ],
)
def test_a_veto_takes_back_a_question(text: str, value: str) -> None:
    assert _found(text, HouseWords()) == [value]
    assert _found(text) == ([] if "!" not in text else [value])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("pw: PN-1234-AB", "PN-1234-AB"),
        ("la clave es PN-1234-AB", "PN-1234-AB"),
        ("PN-1234-AB is the pw", "PN-1234-AB"),
        ("login: maria / PN-1234-AB", "PN-1234-AB"),
        ("pw omega1984", "omega1984"),
        ("passwrd: omega1984", "omega1984"),
        ("passwort lautet wohl omega1984", "omega1984"),
        ("the desktop wants omega1984!", "omega1984!"),
        ("the desktop wants xomega1984", "xomega1984"),
    ],
)
def test_a_veto_leaves_what_is_announced_and_what_is_longer(text: str, value: str) -> None:
    assert any(value in found for found in _found(text, HouseWords()))
    assert any(value in found for found in _found(text))


def test_a_veto_of_digits_leaves_a_number_behind_a_cue() -> None:
    years = HouseWords(vetoes=("198#",))
    assert _found("pin 1984", years) == _found("pin 1984", HouseWords()) == ["1984"]


def test_a_run_goes_only_if_each_of_its_words_is_vetoed() -> None:
    assert _found("the desktop wants omega1984 omega1985") == []
    assert _found("the desktop wants omega1984 rosie1961") != []


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("clave del router: azul", "wifi_key", "azul"),
        ("öffnercode 4711", "pin", "4711"),
        ("Tor klemmt, öffnerc0de 4711", "pin", "4711"),
        ("Kundennr: maria / Sommer2019", "username_with_password", "Sommer2019"),
    ],
)
def test_a_cue_announces_as_the_built_in_ones_do(text: str, kind: str, value: str) -> None:
    verdict = screen(text, house=_WORDS)
    assert any(
        (found.kind, text[found.start : found.end]) == (kind, value) for found in verdict.findings
    )


def test_a_cue_is_found_within_a_name_only_where_it_blocks() -> None:
    assert _found("öffnercode: 4711", context="name") == ["4711"]
    assert _found("öffnercode 4711", context="name") == []
    assert _found("öffnercode_4711_foto.jpg", context="filename") == ["4711"]


@given(_ANY, st.sampled_from(sorted(CONTEXTS)))
def test_what_blocks_stays_and_spans_are_valid_under_any_text(text: str, context: str) -> None:
    alone, house = screen(text, context=context), screen(text, context=context, house=_WORDS)
    kept = [(each.start, each.end) for each in house.findings if each.severity == "block"]
    for each in alone.findings:
        if each.severity == "block":
            assert any(start <= each.start and each.end <= end for start, end in kept)
    for each in house.findings:
        assert 0 <= each.start < each.end <= len(text)


@given(_VETO, _ANY)
def test_no_veto_that_is_taken_removes_what_blocks(veto: str, text: str) -> None:
    try:
        house = HouseWords(vetoes=(veto,))
    except MalformedError:
        return
    blocking = [each for each in screen(text).findings if each.severity == "block"]
    assert [
        each for each in screen(text, house=house).findings if each.severity == "block"
    ] == blocking


@given(
    st.lists(st.text("PNaA#*-.", min_size=3, max_size=12), max_size=20), st.text("ab1!", min_size=5)
)
def test_a_value_after_a_sign_is_stopped_under_any_vetoes(masks: list[str], value: str) -> None:
    house = HouseWords(vetoes=tuple(mask for mask in masks if _is_veto(mask)))
    if is_strong(value.rstrip("!")):
        assert screen(f"pw: {value}", house=house).blocks


@pytest.mark.parametrize(
    "veto",
    [
        "", "ab", "###", "AAA", "***", "*", "a*", "so*", "som*", "aaAAAA", "a-A-A", "1###",
        "##ab*c",
        "---", "-.-#", "a b c", "ab\ncd", "ab(c)", "a" * (LONGEST + 1), "😀😀😀", "PN\u200b12",
        "A#A#A#A",
    ],
)  # fmt: skip
def test_a_veto_that_says_too_little_or_is_no_word_is_refused(veto: str) -> None:
    with pytest.raises(MalformedError):
        check_veto(veto)


@pytest.mark.parametrize(
    "veto", ["PN####", "PN-####-AA", "820-#####", "Omega", "omeg*", "KB/##", "aa##"]
)
def test_a_veto_that_says_enough_is_taken(veto: str) -> None:
    check_veto(veto)


_LIKELY = [
    f"{a}{b}{c}{d}{n}" for a in "aks" for b in "pnx" for c in "aei" for d in "yrt" for n in (7, 12)
]


@given(_VETO)
def test_no_veto_fits_many_words(veto: str) -> None:
    if _is_veto(veto):
        house = HouseWords(vetoes=(veto,))
        fitting = [word for word in _LIKELY if _questions(word, house) == 0]
        assert len(fitting) <= len(_LIKELY) / 9


def _questions(word: str, house: HouseWords) -> int:
    hit = Hit(0, len(word), "password", "ranked-value", "ask")
    return len(house.without_vetoed(normal(word), [hit]))


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("pw", "password"), ("password", "password"), ("Paßwort ", "x"), ("ab", "pin"),
        ("1234", "pin"),
        ("one two three four five", "pin"), ("a" * (LONGEST + 1), "pin"), ("Schl:üssel", "pin"),
        ("Öffnercode", "pattern"), ("", "pin"), ("contraseña", "password"),
    ],
)  # fmt: skip
def test_a_cue_that_is_none_or_is_known_is_refused(words: str, kind: str) -> None:
    with pytest.raises(MalformedError):
        HouseCue(words, kind)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_cue_stops_a_strong_value_after_a_sign(kind: str) -> None:
    house = HouseWords(cues=(HouseCue("Torlosung", kind),))
    value = "maria / Sommer2019" if kind == "username_with_password" else "Sommer2019"
    (found,) = [
        each
        for each in screen(f"Torlosung: {value}", house=house).findings
        if each.severity == "block"
    ]
    assert found.kind == kind
    assert screen(f"Torlosung: {value}").blocks is False


def test_a_shop_has_no_more_than_so_many_words() -> None:
    HouseWords(vetoes=tuple(f"omega{n:03}" for n in range(MOST)))
    with pytest.raises(MalformedError):
        HouseWords(vetoes=tuple(f"omega{n:03}" for n in range(MOST + 1)))
    with pytest.raises(MalformedError):
        HouseWords(cues=tuple(HouseCue(f"torlosung {n}", "pin") for n in range(MOST + 1)))


def test_json_comes_back_the_same() -> None:
    assert HouseWords.from_json(_WORDS.to_json()) == _WORDS
    assert hash(HouseWords.from_json(_WORDS.to_json())) == hash(_WORDS)


@pytest.mark.parametrize(
    "value",
    [
        None, [], {}, {"vetoes": []}, {"vetoes": "PN-##", "cues": []}, {"vetoes": [1], "cues": []},
        {"vetoes": [], "cues": ["a"]}, {"vetoes": [], "cues": [{"words": "Torlosung"}]},
        {"vetoes": [], "cues": [{"words": "Torlosung", "kind": 1}]},
        {"vetoes": [], "cues": {}}, {"vetoes": [], "cues": [], "more": 1},
    ],
)  # fmt: skip
def test_other_json_is_refused(value: JSONValue) -> None:
    with pytest.raises(MalformedError):
        HouseWords.from_json(value)


@pytest.mark.parametrize(
    "piece", ["omega1984/", "öffnercode 4711 ", "omeg ", "om.ga-", "the desktop wants omega1 "]
)
def test_time_grows_with_the_length_alone_under_many_words(piece: str) -> None:
    house = HouseWords(
        vetoes=tuple(f"om{chr(97 + n % 26)}{chr(97 + n // 26)}*" for n in range(MOST)),
        cues=tuple(HouseCue(f"öffnercode {n}", "pin") for n in range(MOST)),
    )
    times = []
    for length in (8_000, 32_000):
        text = (piece * (length // len(piece) + 1))[:length]
        least = min(_seconds(text, house) for _ in range(2))
        times.append(least)
    assert times[1] < 10 * times[0] + 0.05


def _seconds(text: str, house: HouseWords) -> float:
    began = time.process_time()
    screen(text, house=house)
    return time.process_time() - began


def _is_veto(veto: str) -> bool:
    try:
        check_veto(veto)
    except MalformedError:
        return False
    return True
