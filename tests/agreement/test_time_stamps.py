import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from sealbench import clock
from sealbench.agreement import Authority, check
from sealbench.clock import SystemClock
from sealbench.dossier import Result
from sealbench.dossier.agreements import TimeStamped, finish_agreement, verify_agreement
from sealbench.errors import MalformedError, UnavailableError
from tests.agreement.authorities import ANSWERS, REPLY, Stamps, serving
from tests.dossier.agreements import DOCUMENT, KEY, Agreed, by_client, by_management


@pytest.fixture(scope="module")
def stamps(tmp_path_factory: pytest.TempPathFactory) -> Stamps:
    return Stamps(tmp_path_factory.mktemp("stamps"))


@pytest.fixture
def url(stamps: Stamps) -> Iterator[str]:
    with serving(stamps.answer) as where:
        yield where


def now() -> datetime:
    return SystemClock().now()


def finish(authority: Authority | None) -> tuple[bytes, TimeStamped]:
    at = now()
    text = clock.to_text(at)
    evidence = Agreed(by_management(at=text), by_client(at=text)).evidence()
    made = finish_agreement(DOCUMENT, evidence, KEY, at=at, authority=authority)
    return made.pdf, made.time_stamp


def test_the_seal_bears_the_time_of_the_authority(stamps: Stamps, url: str) -> None:
    pdf, state = finish(Authority(url, (stamps.root,)))
    assert state is TimeStamped.MADE
    stamp = check(pdf, [KEY.root], now=None, stamps=[stamps.root]).stamp
    assert stamp is not None
    assert (stamp.authority, stamp.trusted) == ("Stamps of the test", True)
    assert abs((stamp.at - now()).total_seconds()) < 120
    for roots, result in (([stamps.root], Result.HOLDS), ([], Result.OPEN)):
        report = verify_agreement(pdf, fingerprint=None, now=now(), stamps=roots)
        found = next(each for each in report.checks if each.name == "time stamp")
        assert (report.holds, found.result) == (True, result)
        assert "Stamps of the test" in found.detail


def test_an_authority_that_nobody_named_a_root_for_is_taken_as_it_is(url: str) -> None:
    assert finish(Authority(url))[1] is TimeStamped.MADE


def test_an_authority_under_another_root_is_none(tmp_path: Path, stamps: Stamps, url: str) -> None:
    other = Stamps(tmp_path)
    assert finish(Authority(url, (other.root,)))[1] is TimeStamped.FAILED
    assert finish(Authority(url, (stamps.root,)))[1] is TimeStamped.MADE


def test_the_authority_of_the_tests_answers_as_the_standard_wants_it(
    stamps: Stamps, tmp_path: Path
) -> None:
    """The contract of the simulator, by another's eyes: `openssl ts -verify`."""
    asked: list[bytes] = []

    def answer(query: bytes) -> tuple[int, str, bytes]:
        asked.append(query)
        return stamps.answer(query)

    with serving(answer) as where:
        finish(Authority(where))
    first, second = asked[0], asked[-1]
    made = stamps.answer(first)[2]
    assert stamps.accepts(first, made)
    assert not stamps.accepts(second, made)
    assert not stamps.accepts(first, stamps.broken(first)[2])
    assert not Stamps(tmp_path).accepts(first, made)


def test_a_stamp_of_another_time_is_none_since_nothing_would_verify_with_it(
    stamps: Stamps, url: str
) -> None:
    at = now() - timedelta(minutes=11)
    text = clock.to_text(at)
    evidence = Agreed(by_management(at=text), by_client(at=text)).evidence()
    authority = Authority(url, (stamps.root,))
    made = finish_agreement(DOCUMENT, evidence, KEY, at=at, authority=authority)
    assert made.time_stamp is TimeStamped.OTHER_TIME
    assert check(made.pdf, [KEY.root], now=at).stamp is None
    assert verify_agreement(made.pdf, fingerprint=None, now=at).holds


def test_a_stamp_whose_signature_does_not_hold_is_none(stamps: Stamps) -> None:
    with serving(stamps.broken) as where:
        pdf, state = finish(Authority(where))
    assert state is TimeStamped.FAILED
    assert check(pdf, [KEY.root], now=now()).stamp is None


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_that_is_no_stamp_leaves_the_seal_without_one(name: str) -> None:
    with serving(ANSWERS[name]) as where:
        pdf, state = finish(Authority(where))
    assert state is TimeStamped.FAILED
    assert check(pdf, [KEY.root], now=now()).stamp is None
    report = verify_agreement(pdf, fingerprint=None, now=now())
    found = next(each for each in report.checks if each.name == "time stamp")
    assert (report.holds, found.detail) == (True, "sealed without a time stamp")


def test_a_stamp_of_something_else_is_none(stamps: Stamps) -> None:
    """The answer to an earlier question has another nonce, and another document."""
    kept: list[tuple[int, str, bytes]] = []

    def replaying(query: bytes) -> tuple[int, str, bytes]:
        kept.append(stamps.answer(query))
        return kept[0]

    with serving(replaying) as where:
        assert finish(Authority(where))[1] is TimeStamped.FAILED
    assert len(kept) > 1


def test_nobody_there_is_a_state(stamps: Stamps) -> None:
    with serving(stamps.answer) as where:
        pass
    assert finish(Authority(where))[1] is TimeStamped.FAILED


def test_an_authority_that_drips_is_left_in_time() -> None:
    end = threading.Event()
    begun = time.monotonic()
    with serving(lambda _: (200, REPLY, bytes(4000)), drip=end) as where:
        try:
            with pytest.raises(UnavailableError, match="did not answer"):
                Authority(where, patience=0.5).ask(b"?")
            assert time.monotonic() - begun < 5
        finally:
            end.set()
    asking = [each for each in threading.enumerate() if each.name == "time stamp"]
    for each in asking:
        each.join(10)
    assert not any(each.is_alive() for each in asking)


@pytest.mark.parametrize(
    "url",
    [
        "http://stamps.example/",
        "http://127.0.0.2/",
        "ftp://localhost/",
        "https://user:secret@stamps.example/",
        "https://",
        "stamps.example",
        "https://stamps.example:99999/",
        "file:///etc/passwd",
        "",
    ],
)
def test_an_address_in_the_clear_or_none_is_refused(url: str) -> None:
    Authority("https://stamps.example/tsr")
    Authority("http://localhost:3161/tsr")
    with pytest.raises(MalformedError):
        Authority(url)
