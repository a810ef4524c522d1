"""House words: who adds them, what every screening makes of them, and what the ledger says."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from sealbench import canon, ledger
from sealbench.errors import (
    AbsentError,
    ConflictError,
    MalformedError,
    RefusedError,
    VerificationError,
)
from sealbench.ids import JobId
from sealbench.keyring import HOUSE, record_node
from sealbench.screen import HouseCue, HouseWords
from sealbench.shop.bench import Granted, Outcome, Staff, Work, rows, screening
from sealbench.shop.bench.rulebook import Rulebooks
from sealbench.shop.bench.seats import Seats
from sealbench.shop.procedures.add_house_word import add_house_word
from sealbench.shop.procedures.ask_login import ask_login
from sealbench.shop.procedures.file_reader import FileReader
from sealbench.shop.procedures.free_text import is_clean
from sealbench.shop.procedures.house_word_file import HouseWord
from sealbench.shop.procedures.invite_person import invite_person
from sealbench.shop.procedures.retire_house_word import retire_house_word
from sealbench.shop.procedures.try_house_word import FEW, Effect, Trial, try_house_word
from sealbench.shop.records.models import Client, HouseWordChange, Job
from tests.support.cast import Cast, start_session
from tests.support.desk import house_events, intake, take_in
from tests.support.house_words import CALLED, PART, TONER, add_word, nonce_for, retire_word

VETOED = "The desktop wants omega1984."
ANNOUNCED = "Torlosung: azul2009"


def words(cast: Cast) -> HouseWords:
    return cast.bench.rulebooks.current().words


def test_a_word_is_kept_sealed_and_the_event_has_a_commitment_alone(cast: Cast) -> None:
    assert add_word(cast, TONER) == 1
    assert add_word(cast, CALLED) == 2
    assert words(cast) == HouseWords(("omeg*",), (HouseCue("Torlosung", "other_secret"),))
    first, second = HouseWordChange.objects.order_by("pk")
    assert b"omeg" not in bytes(first.sealed)
    *_, veto, cue = house_events(cast.bench)
    assert (veto["type"], veto["number"], veto["sort"]) == ("house-word:added", 1, "veto")
    assert (cue["number"], cue["sort"]) == (2, "cue")
    assert "omeg" not in str(veto)
    assert "Torlosung" not in str(cue)
    kept = cast.bench.read_house(second)
    opened = ledger.commitment(
        canon.unb64u(kept["salt"]), canon.to_bytes({"word": "Torlosung", "kind": "other_secret"})
    )
    assert canon.b64u(opened) == cue["commit"]


def test_a_word_is_retired_and_its_number_is_not_used_again(cast: Cast) -> None:
    number = add_word(cast, TONER)
    retire_word(cast, number)
    assert words(cast) == HouseWords()
    assert house_events(cast.bench)[-1]["type"] == "house-word:retired"
    with pytest.raises(AbsentError):
        retire_word(cast, number)
    assert add_word(cast, TONER) == number + 1


@pytest.mark.parametrize("who", ["dora", "tariq", "adam"])
def test_only_management_has_a_hand_in_it(cast: Cast, who: str) -> None:
    number = add_word(cast)
    deeds: list[tuple[Callable[..., Outcome[Any]], dict[str, Any], str]] = [
        (add_house_word, {"word": TONER, "nonce": nonce_for(cast, TONER, who=who)}, "word:add"),
        (try_house_word, {"word": TONER}, "word:add"),
        (retire_house_word, {"number": number}, "word:retire"),
    ]
    for procedure, known, action in deeds:
        with pytest.raises(RefusedError) as caught:
            cast.bench.run(procedure, who=cast.staff(who), **known)
        assert caught.value.reason == "B1-1"
        assert house_events(cast.bench)[-1]["action"] == action
    assert words(cast).count == 1


@pytest.mark.parametrize(
    ("word", "error"),
    [
        (HouseWord("a*"), MalformedError),
        (HouseWord("two words"), MalformedError),
        (HouseWord("password", "password"), MalformedError),
        (HouseWord("Torlosung", "pattern"), MalformedError),
        (HouseWord("PN-####-AA\u200b"), MalformedError),
        (PART, ConflictError),
        (HouseWord("TORLOSUNG", "pin"), ConflictError),
        (HouseWord("4111111111111111"), RefusedError),
    ],
)
def test_what_is_none_is_there_or_is_a_secret_is_not_taken(
    cast: Cast, word: HouseWord, error: type[Exception]
) -> None:
    add_word(cast)
    add_word(cast, CALLED)
    deeds: tuple[Callable[..., Outcome[Any]], ...] = (
        partial(add_house_word, nonce=nonce_for(cast, word)),
        try_house_word,
    )
    for procedure in deeds:
        with pytest.raises(error):
            cast.bench.run(procedure, who=cast.staff("olga"), word=word)
    assert words(cast).count == 2


def test_a_word_is_added_once_by_whoever_has_seen_what_it_would_change(cast: Cast) -> None:
    trial = cast.bench.run(try_house_word, who=cast.staff("olga"), word=CALLED)
    again = start_session(cast.bench, cast.person("olga")).staff

    def add(word: HouseWord, who: Staff, nonce: str) -> int:
        return cast.bench.run(add_house_word, who=who, word=word, nonce=nonce)

    for word, who in (
        (PART, cast.staff("olga")),
        (HouseWord(CALLED.word, "pin"), cast.staff("olga")),
        (CALLED, again),
    ):
        with pytest.raises(VerificationError, match="not prepared here"):
            add(word, who, trial.nonce)
    with pytest.raises(MalformedError):
        add(CALLED, cast.staff("olga"), "")
    assert words(cast).count == 0
    retire_word(cast, add(CALLED, cast.staff("olga"), trial.nonce))
    with pytest.raises(ConflictError, match="sent before"):
        add(CALLED, cast.staff("olga"), trial.nonce)


def test_every_procedure_screens_by_the_words_of_the_moment(cast: Cast) -> None:
    def stopped(reason: str) -> bool:
        job = take_in(cast, intake(cast)).id
        try:
            cast.bench.run(ask_login, who=cast.staff("dora"), job=job, reason=reason)
        except RefusedError as exc:
            return exc.reason == "A2-1"
        return False

    assert (stopped(VETOED), stopped(ANNOUNCED)) == (True, True)
    add_word(cast, TONER)
    assert (stopped(VETOED), stopped("pw: omega1984")) == (False, True)
    add_word(cast, HouseWord("Losung heute", "pin"))
    assert stopped("Losung heute 47 11 08")
    retire_word(cast, 1)
    assert stopped(VETOED)
    with pytest.raises(MalformedError):
        cast.bench.run(
            invite_person, who=cast.staff("olga"), name="Losung heute: 471108", roles=["auditor"]
        )


def test_a_page_screens_by_the_words_of_the_moment(cast: Cast) -> None:
    dora, job = cast.client("dora"), take_in(cast, intake(cast)).number
    path = f"/jobs/{job}/ask/"
    assert dora.post(path, {"reason": VETOED}).status_code == 422
    add_word(cast, TONER)
    assert dora.post(path, {"reason": VETOED}).status_code == 302


def test_words_are_laid_under_one_call_alone() -> None:
    found = HouseWords(("omeg*",))
    asked: list[int] = []

    def find() -> HouseWords:
        asked.append(1)
        return found

    assert not is_clean([VETOED])
    with screening.under(find):
        assert is_clean([VETOED, VETOED])
        reader = FileReader(Seats())
    reader.take(VETOED.encode() * 10)
    assert list(reader.finish()) == []  # as where the answer is streamed
    assert not reader.found.items
    assert len(asked) == 1
    assert not is_clean([VETOED])


def test_another_process_follows_the_version_in_the_database(cast: Cast) -> None:
    other = Rulebooks(cast.bench.policy, cast.bench.keys)
    before = other.current()
    add_word(cast, TONER)
    assert before.words == HouseWords()
    assert other.current().words == HouseWords(("omeg*",))


def test_a_procedure_in_the_same_commit_screens_by_the_new_word(cast: Cast) -> None:
    """And by the old ones again where the adding itself was undone."""
    seen: list[bool] = []

    def add_and_read(work: Work, *, fails: bool) -> Outcome[None]:
        nonce = nonce_for(cast, TONER)
        add_house_word(work, who=cast.staff("olga"), word=TONER, nonce=nonce)
        with screening.under(lambda: work.rulebook.words):
            seen.append(is_clean([VETOED]))
        if fails:
            raise ConflictError("undone")
        return Granted(None)

    with pytest.raises(ConflictError):
        cast.bench.run(add_and_read, fails=True)
    assert words(cast) == HouseWords()
    cast.bench.run(add_and_read, fails=False)
    assert words(cast) == HouseWords(("omeg*",))
    assert seen == [True, True]


def test_a_word_that_the_screen_would_not_take_any_more_is_left_out(cast: Cast) -> None:
    """A newer version may know a cue by itself; the shop must still be able to decide."""
    add_word(cast, CALLED)
    row = HouseWordChange.objects.get()
    key = cast.bench.keys.key(HOUSE)
    rows.write(row, key, HOUSE.name, {**cast.bench.read_house(row), "word": "password"})
    row.save()
    add_word(cast, TONER)
    assert words(cast) == HouseWords(("omeg*",))


def noted(cast: Cast, *problems: str) -> None:
    for problem in problems:
        taken = take_in(cast, intake(cast))
        row = Job.objects.get(number=taken.number)

        def write(work: Work, row: Job = row, problem: str = problem) -> Outcome[None]:
            node = record_node(JobId(row.pk))
            work.write(row, node, {**work.read(row, node), "problem": problem})
            row.save()
            return Granted(None)

        cast.bench.run(write)


def effect_of(cast: Cast, word: HouseWord) -> Effect:
    trial: Trial = cast.bench.run(try_house_word, who=cast.staff("olga"), word=word)
    assert VETOED not in repr(trial)
    return trial.effect()


def test_a_trial_counts_recent_notes_and_changes_nothing(cast: Cast) -> None:
    noted(cast, *[VETOED] * FEW, *["Torlosung azul2009 gilt"] * (FEW + 1), "New battery.")
    by_veto, by_cue = effect_of(cast, TONER), effect_of(cast, CALLED)
    assert (by_veto.stopped, by_veto.passed) == (None, FEW)
    assert by_cue.passed is None
    assert by_veto.notes == by_cue.notes == 2 * FEW + 2
    assert words(cast) == HouseWords()
    event = house_events(cast.bench)[-1]
    assert (event["type"], event["sort"], event["notes"]) == (
        "house-word:tried",
        "cue",
        2 * FEW + 2,
    )
    assert "Torlosung" not in str(event)


def test_a_cue_that_stops_more_is_counted(cast: Cast) -> None:
    noted(cast, *["Losung heute 47 11 08"] * FEW)
    effect = effect_of(cast, HouseWord("Losung heute", "pin"))
    assert (effect.stopped, effect.passed) == (FEW, None)


def test_one_or_two_notes_are_not_told_of(cast: Cast) -> None:
    noted(cast, *[VETOED] * (FEW - 1))
    assert effect_of(cast, TONER).passed is None


def test_notes_that_nobody_may_read_are_not_counted(cast: Cast) -> None:
    noted(cast, *[VETOED] * (FEW + 2))
    assert effect_of(cast, TONER).notes == FEW + 2
    first, second, third, *_ = Job.objects.order_by("number")
    Job.objects.filter(pk=first.pk).update(state="closed")
    Job.objects.filter(pk=second.pk).update(stopped_at=1)
    Client.objects.filter(pk=third.client_id).update(agreement_required=True)
    effect = effect_of(cast, TONER)
    assert (effect.notes, effect.passed) == (FEW - 1, None)
