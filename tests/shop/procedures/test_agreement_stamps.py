"""The time of an authority in the shop's final PDFs: it answers, is silent, refuses, or lies.

Whatever it does, the PDF is made, holds, and its page says which of these it was; and nothing
in the shop waits for it.
"""

import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from sealbench.clock import SystemClock
from sealbench.shop.bench import Bench
from sealbench.shop.keeper import SIGNED, outside
from sealbench.shop.procedures.keep_agreements import keep_agreements
from sealbench.shop.procedures.look_at_job import look_at_job
from sealbench.shop.queries.directory import fingerprint
from sealbench.shop.records.models import Paper
from tests.agreement.authorities import ANSWERS, Answer, Stamps, serving
from tests.support.agreements import Deal
from tests.support.cast import Cast, make_cast
from tests.support.clients import with_link
from tests.support.clocks import StoppedClock
from tests.support.sessions import stay_signed_in
from tests.support.verifier import verify

BEARS, OTHER_CLOCK, NONE_MADE, NONE_ASKED = (
    "Its seal bears a time stamp.",
    "the clock of the authority is not the shop's",
    "the authority made none.",
    "no authority is configured.",
)


@pytest.fixture(scope="module")
def stamps(tmp_path_factory: pytest.TempPathFactory) -> Stamps:
    return Stamps(tmp_path_factory.mktemp("stamps"))


@pytest.fixture
def deal(cast: Cast) -> Deal:
    stay_signed_in()
    return Deal(cast, with_link(cast)).in_force()


@pytest.fixture
def today(bench: Bench, clock: StoppedClock) -> Deal:
    """Return a deal of a shop whose clock is that of the machine, as the authority's is."""
    clock.at = SystemClock().now().replace(microsecond=0)
    stay_signed_in()
    cast = make_cast(bench, clock)
    return Deal(cast, with_link(cast)).in_force()


def asking(deal: Deal, where: str) -> Bench:
    """Return the bench of a shop whose settings name the authority at *where*."""
    bench = deal.cast.bench
    return replace(bench, config=replace(bench.config, time_stamps=where))


def said(deal: Deal) -> str:
    """Return the page of the agreement."""
    return deal.cast.client("olga").get(f"/agreements/{deal.id}/").content.decode()


def fetched(deal: Deal, folder: Path) -> Path:
    """Return the final PDF as a manager's browser saves it."""
    browser = deal.cast.client("olga")
    answer = browser.post(f"/agreements/{deal.id}/document", {"kind": "final"})
    path = folder / "final.pdf"
    path.write_bytes(b"".join(answer.streaming_content))  # type: ignore[attr-defined]  # of a file
    return path


def pdfsig(path: Path) -> str:
    done = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=False)
    return done.stdout


def holds(path: Path) -> bool:
    """Tell whether other readers and `sealbench verify` take the PDF at *path*."""
    reader = "Signature is Valid" in pdfsig(path)
    assert (verify(path, fingerprint()).returncode == 0) is reader
    return reader


def test_the_time_is_in_the_seal_and_readers_and_verifier_tell_an_altered_byte(
    today: Deal, stamps: Stamps, tmp_path: Path
) -> None:
    deal = today
    with serving(stamps.answer) as where:
        assert keep_agreements(asking(deal, where)) == 1
    assert BEARS in said(deal)
    path = fetched(deal, tmp_path)
    assert holds(path)
    assert "Stamps of the test" in verify(path, fingerprint()).stdout
    made = path.read_bytes()
    size = len(deal.document())
    for place in (20, size // 2, size + 500, len(made) - 40):
        path.write_bytes(made[:place] + bytes([made[place] ^ 1]) + made[place + 1 :])
        assert not holds(path)


def test_an_authority_whose_clock_is_not_the_shops_is_told_and_the_pdf_holds(
    deal: Deal, clock: StoppedClock, stamps: Stamps, tmp_path: Path
) -> None:
    assert abs(SystemClock().now() - clock.at) > timedelta(hours=1)
    with serving(stamps.answer) as where:
        assert keep_agreements(asking(deal, where)) == 1
    page = said(deal)
    assert (OTHER_CLOCK in page, BEARS in page) == (True, False)
    assert holds(fetched(deal, tmp_path))


def test_without_an_authority_the_page_says_so(deal: Deal, tmp_path: Path) -> None:
    assert keep_agreements(deal.cast.bench) == 1
    assert NONE_ASKED in said(deal)
    assert holds(fetched(deal, tmp_path))


@pytest.mark.parametrize("name", [*ANSWERS, "a broken one", "nobody there"])
def test_an_authority_that_refuses_or_lies_is_told_and_the_pdf_holds(
    deal: Deal, stamps: Stamps, tmp_path: Path, name: str
) -> None:
    known: dict[str, Answer] = {**ANSWERS, "a broken one": stamps.broken}
    with serving(known.get(name, stamps.answer)) as where:
        if name != "nobody there":
            assert keep_agreements(asking(deal, where)) == 1
    if name == "nobody there":  # it has just gone
        assert keep_agreements(asking(deal, where)) == 1
    page = said(deal)
    assert (NONE_MADE in page, BEARS in page) == (True, False)
    assert holds(fetched(deal, tmp_path))


@pytest.fixture
def silent() -> Iterator[tuple[str, threading.Event]]:
    """Yield an authority that takes a question and says nothing, and the sign that it was asked."""
    asked, end = threading.Event(), threading.Event()

    def answer(_query: bytes) -> tuple[int, str, bytes]:
        asked.set()
        end.wait(60)
        return ANSWERS["nothing"](b"")

    with serving(answer) as where:
        try:
            yield where, asked
        finally:
            end.set()


def test_while_an_authority_is_silent_the_shop_works_and_then_the_pdf_is_made_without_it(
    deal: Deal, silent: tuple[str, threading.Event]
) -> None:
    where, asked = silent
    bench = asking(deal, where)
    waiting = threading.Thread(target=keep_agreements, args=(bench,))
    waiting.start()
    assert asked.wait(60)
    # No transaction is open: the writer takes a procedure, and what it writes is committed.
    view = bench.run(look_at_job, who=deal.cast.staff("dora"), number=deal.counter.number)
    assert view.number == deal.counter.number
    assert waiting.is_alive()
    assert not Paper.objects.filter(kind="final").exists()
    waiting.join(60)
    assert Paper.objects.filter(kind="final").count() == 1
    assert NONE_MADE in said(deal)


def test_what_waits_for_an_authority_shares_its_thread_with_nothing() -> None:
    assert [each.name for each in SIGNED] == ["keep the agreements"]
    assert "keep the agreements" not in {each.name for each in outside()}
