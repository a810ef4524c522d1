import threading
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from sealbench import clock
from sealbench.agreement import Authority, check
from sealbench.clock import SystemClock
from sealbench.dossier import Result
from sealbench.dossier.agreements import TimeStamped, finish_agreement, verify_agreement
from sealbench.errors import MalformedError, UnavailableError
from tests.agreement.authorities import REPLY, Answer, Stamps, serving, too_much
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


def _refusing(_query: bytes) -> tuple[int, str, bytes]:
    return 200, REPLY, bytes.fromhex("30053003020102")  # granted is 0


ANSWERS: dict[str, Answer] = {
    "junk": lambda _: (200, REPLY, b"junk"),
    "nothing": lambda _: (200, REPLY, b""),
    "an error": lambda _: (500, REPLY, b"x"),
    "a way elsewhere": lambda _: (302, REPLY, b""),
    "a page": lambda _: (200, "text/html", b"<h1>hello</h1>"),
    "too much": too_much,
    "a refusal": _refusing,
}


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
