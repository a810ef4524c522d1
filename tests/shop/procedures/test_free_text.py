import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealbench.errors import MalformedError
from sealbench.shop.procedures.free_text import is_clean, plain


@given(st.text())
def test_whatever_passes_is_in_one_form(text: str) -> None:
    try:
        made = plain(text, limit=50, lines=True)
    except MalformedError:
        return
    assert len(made) <= 50
    assert made == made.strip() == unicodedata.normalize("NFC", made)
    assert plain(made, limit=50, lines=True) == made
    unseen = [letter for letter in made if unicodedata.category(letter) in {"Cc", "Cf", "Cs"}]
    assert set(unseen) <= {"\n", "\t"}


@pytest.mark.parametrize("letter", ["\0", "\x1b", "\u202e", "\u2066", "\u200b", "\ufeff", "\ud800"])
def test_letters_that_cannot_be_seen_are_refused(letter: str) -> None:
    with pytest.raises(MalformedError, match="cannot be seen"):
        plain(f"a{letter}b", limit=10, lines=True)
    assert plain("ab", limit=10) == "ab"


def test_one_line_is_one_line() -> None:
    with pytest.raises(MalformedError):
        plain("a\nb", limit=10)
    assert plain("a\r\nb\rc", limit=10, lines=True) == "a\nb\nc"


def test_the_limit_counts_letters_of_the_one_form() -> None:
    assert plain("e\u0301" * 5, limit=5) == "é" * 5
    with pytest.raises(MalformedError, match="at most 5"):
        plain("é" * 6, limit=5)


def test_what_a_client_sends_passes_only_when_nothing_is_found() -> None:
    assert is_clean(["The fan is loud."], ["Lenovo"])
    assert not is_clean(["password is hunter2"])
    assert not is_clean([], ["password: hunter2"])
    assert not is_clean(["pass 2024"])
