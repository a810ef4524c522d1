"""The page of the socket says what the code does."""

import re

from sealbench.shop.commands import door, listener, reach, wire
from sealbench.shop.commands.deeds import DEEDS
from tests.docs.places import DOCS

PAGE = (DOCS / "spec" / "command-socket.md").read_text("utf-8")
REQUESTS, ANSWERS = (
    block.encode().splitlines() for block in re.findall(r"```\n(.*?)```", PAGE, re.DOTALL)
)


def test_the_example_is_a_conversation() -> None:
    assert [wire.read_request(line) for line in REQUESTS] == [("resume", {})]
    *talk, last = [wire.read_reply(line) for line in ANSWERS]
    assert all(isinstance(each, wire.Progress) for each in talk)
    assert isinstance(last, wire.Result)
    assert set(last.value) == {"finished", "public"}


def test_every_deed_is_on_the_page_and_no_other() -> None:
    assert set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)) == set(DEEDS)


def test_the_bounds_are_those_of_the_code() -> None:
    assert f"at most {wire.LONGEST_REQUEST:,} bytes" in PAGE
    assert f"at most {wire.LONGEST_REPLY:,} bytes" in PAGE
    assert f"up to {reach.PATIENCE:.0f} seconds" in PAGE
    assert f"at most {door._WAITING} of them" in PAGE
    assert listener._SECONDS == 2
    assert "within two seconds" in PAGE
