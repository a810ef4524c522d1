"""Add a house word: the screen asks less by a veto, and finds more by a cue (A2)."""

from sealbench.policy import Action
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.bench.nonces import spend_nonce
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.house_word_file import (
    HouseWord,
    hold_words,
    keep_word,
    require_new,
    trial_nonce,
)
from sealbench.shop.records.models import HouseWordChange
from sealbench.shop.records.models.house_rules import ADDED


def add_house_word(work: Work, *, who: Staff, word: HouseWord, nonce: str) -> Outcome[int]:
    """Keep *word*, and return its number; every text is screened by it from this commit on.

    *nonce* is what `try_house_word` gave for this very word.  Raise MalformedError for what is
    no veto, no cue or no nonce, ConflictError where the shop has the word or the nonce was used,
    VerificationError where whoever adds it has not just seen what it would change.
    """
    made = word.checked()
    facts = {"screened": made.is_clean()}
    decision = enter(work, who=who, action=Action.ADD_HOUSE_WORD, context=facts)
    if not isinstance(decision, Granted):
        return decision
    version = hold_words() + 1
    spend_nonce(work, nonce, trial_nonce(who, made))
    require_new(work.rulebook.words, made)
    last = HouseWordChange.objects.order_by("number").last()
    number = last.number + 1 if last else 1
    commitment = keep_word(work, made, number=number, deed=ADDED, version=version, who=who)
    work.record(
        work.house.subject,
        Event.HOUSE_WORD_ADDED,
        staff_actor(who),
        number=number,
        sort="cue" if made.is_cue else "veto",
        commit=commitment,
    )
    return Granted(number)
