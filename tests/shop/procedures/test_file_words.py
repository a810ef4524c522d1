"""Names of files: what would do harm where they are unpacked is refused before it is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealbench.errors import MalformedError
from sealbench.shop.procedures.file_words import NAME, file_name

HOSTILE = (
    "", " ", ".", "..", "...", "../../x", "a/b", "a\\b", "C:x", "x\x00.png", "x\n.png", "x\x7f",
    "evil\u202egnp.exe", "zero\u200bwidth", "\ufeffmark", "lost\ufffd", "\ud800", "a" * 121,
    "a" * 300, "con", "CON.png", "Aux.tar.gz", "nul ", "com1.txt", "LPT9", "COM¹", "trailing.",
    "q?", "star*", "pipe|", "<tag>", 'quote"',
)  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_a_hostile_name_is_refused(name: str) -> None:
    with pytest.raises(MalformedError):
        file_name(name)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("board.png", "board.png"),
        (" Öl & Staub (2).jpg ", "Öl & Staub (2).jpg"),
        ("e\u0301tat.txt", "état.txt"),
        (".htaccess", ".htaccess"),
        ("console.log", "console.log"),
        ("写真 1.heic", "写真 1.heic"),
        ("a" * NAME, "a" * NAME),
    ],
)
def test_a_plain_name_is_kept_in_one_form(name: str, kept: str) -> None:
    assert file_name(name) == kept == file_name(kept)


@given(name=st.text(max_size=200))
def test_whatever_is_kept_is_one_part_of_a_path(name: str) -> None:
    try:
        kept = file_name(name)
    except MalformedError:
        return
    assert kept.isprintable()
    assert not set('/\\:<>|?*"') & set(kept)
    assert kept.strip(". ")
    assert file_name(kept) == kept
