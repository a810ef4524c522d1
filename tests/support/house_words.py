"""House words of a shop, and what is posted about them."""

from typing import Any

from sealbench.shop.procedures.add_house_word import add_house_word
from sealbench.shop.procedures.house_word_file import HouseWord, trial_nonce
from sealbench.shop.procedures.retire_house_word import retire_house_word
from tests.support.cast import Cast, fresh_nonce

PART = HouseWord("PN-####-AA")
TONER = HouseWord("omeg*")
CALLED = HouseWord("Torlosung", "other_secret")
ROUTER = HouseWord("clave del router", "wifi_key")


def nonce_for(cast: Cast, word: HouseWord, *, who: str = "olga") -> str:
    """Return a nonce such as a trial of *word* gives *who*."""
    return fresh_nonce(cast.bench, trial_nonce(cast.staff(who), word))


def add_word(cast: Cast, word: HouseWord = PART, *, who: str = "olga") -> int:
    """Add *word*, and return its number."""
    known = {"who": cast.staff(who), "word": word, "nonce": nonce_for(cast, word, who=who)}
    return cast.bench.run(add_house_word, **known)


def retire_word(cast: Cast, number: int, *, who: str = "olga") -> None:
    """Retire word *number*."""
    cast.bench.run(retire_house_word, who=cast.staff(who), number=number)


def some_words(cast: Cast) -> None:
    """Add two vetoes and two cues, and retire a third veto."""
    for word in (PART, TONER, CALLED, ROUTER):
        add_word(cast, word)
    retire_word(cast, add_word(cast, HouseWord("820-#####")))


NEW = "/policy/words/new/"
OWN = ("kind", "nonce")
"""The fields of that form that may be left out: without a nonce the word is tried."""


def new_word(stage: Any) -> dict[str, str]:
    """Return the form that adds a veto."""
    nonce = nonce_for(stage.cast, HouseWord("KB-####-a"))
    return {"sort": "veto", "word": "KB-####-a", "kind": "", "step": "add", "nonce": nonce}
