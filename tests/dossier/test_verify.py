"""Tampering with a dossier after it was made: each change is found by the check meant for it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from sealbench import canon
from sealbench.dossier import Dossier, Entry, Result, is_fingerprint, verify_dossier
from sealbench.ids import JobId
from sealbench.ledger import Checkpoint, LogSigner
from tests.dossier.story import DIRECTORIES, GENESIS, OLGA, TARIQ, dossier, first, whole
from tests.dossier.verdicts import check, failed, judge
from tests.statement.samples import ORIGIN, b32, octets, private, statement

WHOLE = dossier(whole().payloads)
FINGERPRINT = GENESIS.statement.hash


def entries(change: Callable[[list[Entry]], object]) -> Dossier:
    """The whole dossier with its entries changed."""
    found = list(WHOLE.entries)
    change(found)
    return replace(WHOLE, entries=tuple(found))


def entry(counter: int, **changes: object) -> Dossier:
    """The whole dossier with one entry changed."""

    def change(found: list[Entry]) -> None:
        found[counter] = replace(found[counter], **changes)  # type: ignore[arg-type]  # any field

    return entries(change)


def payload(counter: int, **changes: canon.JSONValue) -> Dossier:
    return entry(counter, payload={**WHOLE.entries[counter].payload, **changes})


def swapped(found: list[Entry]) -> None:
    found[5], found[6] = found[6], found[5]


def other_checkpoint(name: str = "log") -> str:
    signer = LogSigner(ORIGIN, private(name))
    return Checkpoint(ORIGIN, 76, octets("another root")).sign(signer)


def other_genesis() -> Dossier:
    made = statement("genesis", home=b32("another home"))
    return replace(WHOLE, genesis=replace(GENESIS, statement=made))


def broken_path() -> Dossier:
    proof = WHOLE.entries[4].proof.split("\n")
    proof[2], proof[3] = proof[3], proof[2]
    return entry(4, proof="\n".join(proof))


def cut_off() -> Dossier:
    """Without its end, and with numbers that fit."""
    kept = WHOLE.entries[:15]
    return replace(WHOLE, entries=kept, count=len(kept))


TAMPERED: dict[str, tuple[Dossier, set[str]]] = {
    "an event is dropped": (entries(lambda found: found.pop(6)), {"numbers"}),
    "an event is dropped and the count fits": (
        replace(entries(lambda found: found.pop(6)), count=len(WHOLE.entries) - 1),
        {"numbers"},
    ),
    "the last events are dropped": (cut_off(), {"times", "job"}),
    "two events are swapped": (entries(swapped), {"numbers", "inclusion", "times"}),
    "a stated count is another": (replace(WHOLE, count=20), {"numbers"}),
    "an event is changed": (payload(6, why="curious"), {"commitments"}),
    "an event tells another time": (payload(6, at="2024-02-28T09:00:01Z"), {"commitments"}),
    "an opening tells another purpose": (
        payload(7, purpose="repair"),
        {"commitments", "signatures"},
    ),
    "the salt is another": (entry(6, r=bytes(32)), {"commitments"}),
    "the leaf is another": (
        entry(6, leaf=WHOLE.entries[5].leaf),
        {"commitments", "numbers", "inclusion"},
    ),
    "the leaf is none": (entry(6, leaf=b"{}"), {"commitments", "numbers", "inclusion"}),
    "the secret is another": (replace(WHOLE, secret=bytes(32)), {"numbers"}),
    "a proof is broken": (broken_path(), {"inclusion"}),
    "a proof is none": (entry(4, proof="c2sp.org"), {"inclusion"}),
    "a proof is of another place": (entry(4, index=2), {"inclusion"}),
    "a proof is of another event": (
        entry(4, proof=WHOLE.entries[5].proof, index=WHOLE.entries[5].index),
        {"inclusion"},
    ),
    "the checkpoint is another": (replace(WHOLE, checkpoint=other_checkpoint()), {"inclusion"}),
    "the checkpoint is of another key": (
        replace(WHOLE, checkpoint=other_checkpoint("another log")),
        {"checkpoint"},
    ),
    "the checkpoint is none": (replace(WHOLE, checkpoint="no note"), {"checkpoint"}),
    "genesis is another": (
        other_genesis(),
        {"genesis", "fingerprint", "signatures", "logins", "attestations"},
    ),
    "a directory is another": (
        replace(WHOLE, directories=(first(OLGA), DIRECTORIES[1])),
        {"directories", "signatures", "attestations"},
    ),
    "a directory is missing": (
        replace(WHOLE, directories=DIRECTORIES[1:]),
        {"directories", "signatures", "attestations"},
    ),
    "no directory is there": (
        replace(WHOLE, directories=()),
        {"directories", "signatures", "attestations"},
    ),
    "another first directory replaces them": (
        replace(WHOLE, directories=(first(OLGA, {**TARIQ, "passkeys": []}),)),
        set(),
    ),
    "it is of another job": (
        replace(WHOLE, job=replace(WHOLE.job, id=JobId(b32("another job")))),
        {"job", "signatures", "logins", "attestations"},
    ),
    "it states another number": (replace(WHOLE, job=replace(WHOLE.job, number=1)), {"job"}),
    "it states another state": (
        replace(WHOLE, job=replace(WHOLE.job, state="in service")),
        {"job"},
    ),
    "it states another time": (
        replace(WHOLE, made_at=WHOLE.made_at + timedelta(days=1)),
        {"times"},
    ),
    "the report tells something else": (
        replace(WHOLE, altered=("report.html",)),
        {"readable files"},
    ),
}


def test_what_nobody_touched_holds() -> None:
    report = judge(WHOLE, FINGERPRINT)
    assert failed(report) == set()
    assert report.holds
    assert {each.result for each in report.checks} == {Result.HOLDS}
    assert report.unjudged == ()
    assert report.limits
    assert report.number == 1001


@pytest.mark.parametrize("name", [name for name, (_, checks) in TAMPERED.items() if checks])
def test_what_was_changed_is_found(name: str) -> None:
    subject, expected = TAMPERED[name]
    report = judge(subject, FINGERPRINT)
    assert failed(report) == expected
    assert not report.holds


def test_a_passkey_that_only_a_forged_directory_lacks_is_said_to_be_unlisted() -> None:
    """The manager signed that directory too: what it cannot prove is not claimed."""
    subject, _ = TAMPERED["another first directory replaces them"]
    report = judge(subject, FINGERPRINT)
    openings = [each for each in report.signatures if each.deed == "opened a login"]
    assert [each.level for each in openings] == ["passkey that no directory lists", "passphrase"]


@pytest.mark.parametrize(
    "given",
    [
        FINGERPRINT,
        canon.fingerprint(dict(GENESIS.statement.fields)),
        canon.fingerprint(dict(GENESIS.statement.fields)).upper().replace(" ", ""),
        f" {FINGERPRINT}\n",
    ],
)
def test_the_fingerprint_may_be_that_of_the_link_or_of_the_paper(given: str) -> None:
    assert check(judge(WHOLE, given), "fingerprint").result is Result.HOLDS


@pytest.mark.parametrize("text", [FINGERPRINT, "AB12 " * 10, f" {FINGERPRINT} "])
def test_a_fingerprint_has_one_of_two_forms(text: str) -> None:
    assert is_fingerprint(text)
    assert not is_fingerprint(text[:-2])
    assert not is_fingerprint("g" + text.lstrip()[1:39] + "g")


def test_another_fingerprint_fails_and_none_is_said_to_be_unchecked() -> None:
    assert failed(judge(WHOLE, "0" * 40)) == {"fingerprint"}
    report = judge(WHOLE)
    found = check(report, "fingerprint")
    assert found.result is Result.OPEN
    assert report.fingerprint in found.detail
    assert "forged" in found.detail
    assert report.holds


def test_a_dossier_from_the_future_fails_and_a_small_difference_of_clocks_does_not() -> None:
    def at(**span: float) -> set[str]:
        now = WHOLE.made_at - timedelta(**span)
        return failed(verify_dossier(WHOLE, fingerprint=None, now=now))

    assert at(minutes=11) == {"times"}
    assert at(minutes=9) == set()
    assert at(days=-10_000) == set()


def test_a_report_becomes_one_json_object() -> None:
    value = judge(WHOLE, FINGERPRINT).to_json()
    assert canon.from_bytes(canon.to_bytes(value)) == value
    assert value["holds"] is True
    assert value["job"] == 1001
