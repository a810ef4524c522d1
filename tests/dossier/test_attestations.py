"""The attestations in a dossier: who stated at the end of the job that no record is kept."""

from typing import Any

import pytest

from sealbench.canon import JSONValue
from sealbench.dossier import Report, Result
from sealbench.policy import load_attestation
from sealbench.statement import Role, sign
from tests.dossier.story import (
    OLGA,
    TARIQ,
    Teller,
    attestation,
    begun,
    day,
    dossier,
    first,
    staff,
)
from tests.dossier.verdicts import check, failed, judge, level, told
from tests.seal.people import PASSKEYS, person
from tests.statement.passkey import es256
from tests.statement.samples import JOB, b32, h, private

TEXT: dict[str, Any] = dict(load_attestation().to_json())
GONE: list[JSONValue] = [{"id": staff("tariq")["id"], "name": "Tariq"}]


def worked(*stated: str) -> Teller:
    """A job on which Tariq opened the login, with the statements of *stated*, not closed yet."""
    teller = begun()
    teller.open(2)
    teller.move("in service", "ready for pick-up")
    for name in stated:
        teller.attest(name)
    return teller


def closed(teller: Teller, *hashes: str, left: list[JSONValue] | None = None) -> Report:
    """Close the job of *teller*, naming *hashes*, and verify its dossier."""
    named: list[JSONValue] = [*hashes]
    teller.close(attested=named, left=left or [])
    return told(teller)


def test_a_statement_after_the_last_opening_covers_the_end() -> None:
    teller = worked()
    report = closed(teller, teller.attest())
    assert failed(report) == set()
    assert check(report, "attestations").result is Result.HOLDS
    assert level(report, "no record is kept") == "passkey"
    assert report.unjudged == ()


def test_a_job_that_was_closed_without_asking_verifies_as_before() -> None:
    teller = worked()
    teller.close()
    report = told(teller)
    assert failed(report) == set()
    found = check(report, "attestations")
    assert found.result is Result.OPEN
    assert "none was asked for" in found.detail


def test_an_open_job_has_nothing_to_check() -> None:
    report = told(worked())
    assert failed(report) == set()
    assert check(report, "attestations").detail == "not closed"


def test_a_close_without_the_statement_of_who_worked_on_it_fails() -> None:
    assert failed(closed(worked())) == {"attestations"}
    assert failed(closed(worked(), h("another"))) == {"attestations"}


def test_a_statement_before_the_last_opening_or_look_fails() -> None:
    early = begun()
    stated = early.attest()
    early.open(2)
    assert failed(closed(early, stated)) == {"attestations"}
    late = worked()
    stated = late.attest()
    late.tell("file:looked-at", staff("tariq"), job=JOB, file=b32("file"))
    assert failed(closed(late, stated)) == {"attestations"}


def test_everybody_who_opened_or_is_on_the_job_states_it() -> None:
    teller = worked()
    stated = teller.attest()
    come: list[JSONValue] = [{"id": staff("nina")["id"], "name": "Nina"}]
    teller.at = 1.5  # Nina is listed from the second day on
    teller.tell("job:assigned", staff("olga"), job=JOB, people=come, gone=GONE)
    payloads = list(teller.payloads)
    assert failed(closed(teller, stated)) == {"attestations"}
    again = Teller(payloads, 1.6)
    assert failed(closed(again, stated, again.attest("nina"))) == set()


def test_who_has_left_is_told_and_not_taken_for_a_statement() -> None:
    report = closed(worked(), left=GONE)
    found = check(report, "attestations")
    assert (found.result, failed(report)) == (Result.OPEN, set())
    assert "stated by 0; by 1 not" in found.detail


def test_who_stated_cannot_be_left_out_of_the_close() -> None:
    assert failed(closed(worked("tariq"), left=GONE)) == {"attestations"}


def test_a_look_by_who_is_no_technician_by_the_directory_asks_for_nothing() -> None:
    teller, desk = worked(), person("dora", "front desk", since=day(0))
    directories = (first(OLGA, TARIQ, desk),)
    dora = {"kind": "person", "id": b32("dora"), "name": "Dora", "method": "passkey"}
    teller.tell("file:looked-at", dora, job=JOB, file=b32("file"))
    teller.close(attested=[teller.attest()], left=[])
    assert failed(told(teller, directories=directories)) == set()
    # Where no directory lists her, it is not known that she is none.
    assert "attestations" in failed(judge(dossier(teller.payloads)))


@pytest.mark.parametrize(
    "changes",
    [
        {"text": {**TEXT, "body": "I keep a copy.\n"}},
        {"text": {**TEXT, "version": 2}},
        {"text": {**TEXT, "name": "policy"}},
        {"text": "No record is kept"},
        {"signed": None},
    ],
)
def test_other_words_fail(changes: dict[str, Any]) -> None:
    teller = worked()
    stated = teller.attest("tariq", **changes)
    assert failed(closed(teller, stated)) == {"signatures", "attestations"}


def test_it_is_not_a_statement_of_whoever_posts_it() -> None:
    teller = worked()
    stated = teller.attest()
    teller.payloads[-1]["actor"] = dict(staff("olga"))
    assert failed(closed(teller, stated)) == {"signatures", "attestations"}


@pytest.mark.parametrize(
    "changes",
    [
        {"job": b32("another job")},
        {"home": b32("another home")},
        {"person": b32("nina")},
        {"at": day(0)},
    ],
)
def test_a_statement_of_something_else_fails(changes: dict[str, Any]) -> None:
    teller = worked()
    signed = attestation(**{"at": teller.now, "name": "tariq", **changes})
    stated = signed.statement.hash
    teller.attest("tariq", signed=signed.to_json())
    assert failed(closed(teller, stated)) == {"signatures", "attestations"}


def test_another_key_or_another_passkey_fails() -> None:
    right = attestation(worked().now, "tariq")
    made = right.statement
    forged = [
        sign(made, {Role.STATEMENT: private("olga statement")}, right.assertion),
        sign(made, {Role.STATEMENT: private("tariq opening")}, right.assertion),
        sign(made, {Role.STATEMENT: private("tariq statement")}, PASSKEYS["olga"].answer(made)),
        sign(made, {Role.STATEMENT: private("tariq statement")}, es256(99).answer(made)),
        sign(
            made,
            {Role.STATEMENT: private("tariq statement")},
            PASSKEYS["tariq"].answer(made, "https://elsewhere.example"),
        ),
    ]
    for signed in forged:
        teller = worked()
        teller.attest("tariq", signed=signed.to_json())
        assert failed(closed(teller, made.hash)) == {"signatures", "attestations"}
    teller = worked()
    teller.attest("tariq", signed=right.to_json())
    assert failed(closed(teller, made.hash)) == set()


def test_it_is_stated_before_the_job_ends() -> None:
    teller = worked()
    teller.close(attested=[], left=GONE)
    teller.attest()
    assert failed(told(teller)) == {"signatures"}
