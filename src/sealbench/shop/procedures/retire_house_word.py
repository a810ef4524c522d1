"""Retire a house word: the screen judges as it would without it (A2)."""

from sealbench.errors import AbsentError
from sealbench.policy import Action
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.bench.rulebook import words_in_force
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.house_word_file import HouseWord, hold_words, keep_word
from sealbench.shop.records.models.house_rules import RETIRED


def retire_house_word(work: Work, *, who: Staff, number: int) -> Outcome[None]:
    """Let go of word *number*; the row of its adding stays.

    Raise AbsentError where no such word is in force.
    """
    decision = enter(work, who=who, action=Action.RETIRE_HOUSE_WORD)
    if not isinstance(decision, Granted):
        return decision
    version = hold_words() + 1
    found = [row for row in words_in_force() if row.number == number]
    if not found:
        raise AbsentError("there is no such word in force")
    content = work.read(found[0])
    made = HouseWord(str(content["word"]), str(content["kind"]))
    commitment = keep_word(work, made, number=number, deed=RETIRED, version=version, who=who)
    work.record(
        work.house.subject,
        Event.HOUSE_WORD_RETIRED,
        staff_actor(who),
        number=number,
        sort="cue" if made.is_cue else "veto",
        commit=commitment,
    )
    return Granted(None)
