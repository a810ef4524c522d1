import hashlib
from importlib.resources import files

import pytest

from sealbench.errors import MalformedError
from sealbench.ids import HomeId
from sealbench.seal import derive, name_form, new_passphrase, receipt_form
from sealbench.seal.passphrase import passphrase_form, salt_of, words
from tests.statement.samples import HOME

WORDS = "abandon ability able about above absent zoo"


def test_the_words_are_the_published_list() -> None:
    raw = files("sealbench.seal").joinpath("words.txt").read_bytes()
    assert hashlib.sha256(raw).hexdigest() == (
        "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda"
    )
    assert len(set(words())) == 2048


def test_it_makes_seven_words_that_differ_each_time() -> None:
    made = {new_passphrase() for _ in range(50)}
    assert len(made) == 50
    assert all(passphrase_form(each) == each for each in made)


def test_it_reads_what_people_type() -> None:
    assert passphrase_form("  Abandon ABILITY\table about\nabove absent  zoo ") == WORDS


@pytest.mark.parametrize("typed", ["", "abandon", WORDS + " zoo", WORDS.replace("zoo", "zooo")])
def test_it_refuses_what_is_no_passphrase(typed: str) -> None:
    with pytest.raises(MalformedError):
        passphrase_form(typed)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("Olga  Brandt ", "olga brandt"),
        ("OLGA\u00a0BRANDT", "olga brandt"),
        ("Ｏｌｇａ", "olga"),  # noqa: RUF001 - full width on purpose
        ("ΟΔΥΣΣΕΥΣ", "οδυσσευς"),
        ("İnci", "i\u0307nci"),
        ("Jose\u0301", "josé"),
    ],
)
def test_a_name_has_one_form(name: str, form: str) -> None:
    assert name_form(name) == form


def test_the_salt_depends_on_home_and_name() -> None:
    other = HomeId("a" * 24)
    assert salt_of(HomeId(HOME), "olga") == salt_of(HomeId(HOME), name_form("OLGA"))
    assert salt_of(HomeId(HOME), "olga") != salt_of(HomeId(HOME), "tariq")
    assert salt_of(HomeId(HOME), "olga") != salt_of(other, "olga")
    with pytest.raises(MalformedError):
        salt_of(HomeId("home"), "olga")


def test_a_receipt_keeps_the_case_of_its_key() -> None:
    assert receipt_form(b"\xff" * 32) == "receipt:" + "_" * 42 + "8"


def test_it_derives_the_same_keys_from_the_same_words() -> None:
    keys = derive(WORDS.upper(), HomeId(HOME), "olga")
    expected = hashlib.scrypt(
        WORDS.encode(),
        salt=salt_of(HomeId(HOME), "olga"),
        n=2**17,
        r=8,
        p=1,
        dklen=64,
        maxmem=2**28,
    )
    assert keys.sign_in_seed + keys.wrapping_key == expected
    assert repr(keys) == "PassphraseKeys()"
