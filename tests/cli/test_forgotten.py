"""After a client's end no process of the server, and no file of the home, has a word of them.

Python cannot overwrite what it let go of, so the worker that held the client is replaced
(SECURITY 3.3).  Nor has any of them a key: the attack of SECURITY 3.6 tries what lies in memory
as it tries what lies on the disk.  Objects begin at each sixteenth byte, and so do the windows
here; `make test-long` begins them at every byte.

The controls: before the end a worker's memory has the name, and windows that open the record;
after it there is one that opens the house's.
"""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.fault.attack import hits, likely_keys
from tests.fault.served import Home, make_home
from tests.support.endings import CANARY, WORDS
from tests.support.memory import memory, processes
from tests.support.server import Server

from sealbench.shop.config import Config

NAME = CANARY.split()[-1].lower().encode()  # as the index has it
TEXTS = (NAME, WORDS.email.lower().encode(), WORDS.phone.encode())
AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="a server shows its memory to root alone")
ALIGNED = 16  # bytes
OPENED = 4  # keys: the root, that of the client, and one of each job
_PIECE, _OVERLAP = 1 << 20, 256  # bytes
_PAGE, _ACROSS = 4096, 31  # bytes; of a window that begins in one page and ends in the next
_PATIENCE = 90.0  # seconds

pytestmark = [AS_ROOT, pytest.mark.sqlite, pytest.mark.fault, pytest.mark.timeout(3_600)]


@pytest.fixture
def leaving(home: Config, tmp_path_factory: pytest.TempPathFactory) -> Home:
    return make_home(home, tmp_path_factory.mktemp("served"))


def pieces(server: Server) -> Iterator[bytes]:
    for process in processes(server.process):
        yield from memory(process, piece=_PIECE, overlap=_OVERLAP)


def remembered(server: Server) -> set[bytes]:
    return {text for piece in pieces(server) for text in TEXTS if text in piece.lower()}


def known(server: Server, *keys: bytes) -> set[bytes]:
    """Return which of *keys* lie in the memory of one of the server's processes."""
    return {key for piece in pieces(server) for key in keys if key in piece}


def windows(server: Server, step: int) -> set[bytes]:
    """Return what may be a key in the memory of one of the server's processes.

    Much of it is the same in all of them, or empty: each page is read once.
    """
    pages = {
        page
        for process in processes(server.process)
        for page in memory(process, piece=_PAGE, overlap=_ACROSS)
    }
    return {window for page in pages for window in likely_keys(page, step=step)}


def until(true: Callable[[], bool]) -> bool:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.2)
    return False


@pytest.mark.parametrize("step", [ALIGNED, pytest.param(1, marks=pytest.mark.long)])
def test_a_server_that_ended_a_client_has_nothing_of_them(leaving: Home, step: int) -> None:
    with leaving.served() as server:
        assert CANARY in leaving.ask(f"/cases/{leaving.case}/")
        assert until(lambda: NAME in remembered(server))  # which the index has now
        # The root and the keys of client and jobs, by which the record was read for the page.
        assert hits(windows(server, ALIGNED), leaving.targets) >= OPENED
        leaving.ask(f"/cases/{leaving.case}/confirm", compared="on")
        assert until(lambda: "worker is replaced" in server.log.read_text())
        assert until(lambda: not remembered(server))
        assert until((leaving.path / "run" / "commands.sock").is_socket)
        assert remembered(server) == set()  # nor does the successor, who serves now
        found = known(server, leaving.root, leaving.key, leaving.house)
        assert found == {leaving.house}  # the control: a key that is in use is seen
        after = windows(server, step)
        assert hits(after, leaving.targets) == 0
        assert hits(after, leaving.of_house) == 1
        assert [path for path in leaving.path.rglob("*") if has_words(path)] == []


def has_words(path: Path) -> bool:
    return path.is_file() and any(text in path.read_bytes().lower() for text in TEXTS)
