"""After a client's end no process of the server, and no file of the home, has a word of them.

Python cannot overwrite what it let go of, so the worker that held the client is replaced
(SECURITY 3.3).  The control: before the end a worker's memory has the name.
"""

import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from tests.support.cast import make_cast
from tests.support.clocks import StoppedClock
from tests.support.desk import intake, take_in
from tests.support.endings import CANARY, WORDS, announced
from tests.support.server import Server, free_port

from sealbench.clock import SystemClock
from sealbench.keyring import HOUSE, Realm, client_node
from sealbench.shop.bench import opening
from sealbench.shop.config import Config
from sealbench.shop.home import roots_of

NAME = CANARY.split()[-1].lower().encode()  # as the index has it
TEXTS = (NAME, WORDS.email.lower().encode(), WORDS.phone.encode())
AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="a server shows its memory to root alone")
_CHUNK = 1 << 20
_MOST = 1 << 28  # bytes of one region
_PATIENCE = 90.0  # seconds
# A process may end between being listed and being read, and its memory with it.
ENDED = (FileNotFoundError, ProcessLookupError)


@dataclass(frozen=True, slots=True)
class Homes:
    """The home with the client in service, the same whose end is due, and its keys of before.

    The root of then and the client's key must not outlive the end; the house's key does.
    """

    living: Path
    leaving: Path
    root: bytes
    key: bytes
    house: bytes


@pytest.fixture
def homes(home: Config, tmp_path_factory: pytest.TempPathFactory) -> Homes:
    """Lay out both with a clock of 15 days ago: to the server the 14 days are over."""
    port = free_port()
    site = f"http://localhost:{port}"
    config = replace(home, site=site)
    folder = tmp_path_factory.mktemp("homes")
    clock = StoppedClock(SystemClock().now() - timedelta(days=15))
    bench = opening.open_bench(config, clock)
    cast = make_cast(bench, clock)
    lines = (f"SITE={site}", "TRIAL=yes", f"LISTEN=127.0.0.1:{port}")
    (home.home / "settings.env").write_text("".join(f"SEALBENCH_{line}\n" for line in lines))
    client = announced(cast).client
    key, epoch = bench.keys.key(client_node(client)).secret(), bench.keys.epoch(Realm.CLIENTS)
    house = bench.keys.key(HOUSE).secret()
    root = roots_of(config)[Realm.CLIENTS].read(epoch).secret()
    rest(home, folder / "leaving")
    take_in(cast, intake(cast, "Battery", client=WORDS))  # another client, of the same name
    bench.executor.close()
    rest(home, folder / "living")
    return Homes(folder / "living", folder / "leaving", root, key, house)


def rest(home: Config, copy: Path) -> None:
    """Copy *home* as a stopped server leaves it."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copytree(home.home, copy, ignore=shutil.ignore_patterns("run"))
    (copy / "data").mkdir(exist_ok=True)
    (copy / "shop.db").rename(copy / "data" / "shop.db")


@contextmanager
def served(home: Path) -> Iterator[Server]:
    found = re.search(r"LISTEN=127.0.0.1:(\d+)", (home / "settings.env").read_text())
    assert found is not None
    server = Server(home, int(found[1]))
    server.start()
    try:
        yield server
    finally:
        server.stop()


def processes(server: Server) -> set[int]:
    """Return the server's process and all that descend from it."""
    parents = {}
    for path in Path("/proc").iterdir():
        if path.name.isdigit():
            with suppress(*ENDED):
                status = (path / "status").read_text()
                parents[int(path.name)] = int(status.split("PPid:\t")[1].split("\n")[0])
    found = {server.process}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def memory(process: int) -> Iterator[bytes]:
    """Yield what a process can write to, a piece at a time, each overlapping the last."""
    with ExitStack() as open_files:
        try:
            maps = Path(f"/proc/{process}/maps").read_text()
            mem = Path(f"/proc/{process}/mem")
            file = open_files.enter_context(mem.open("rb", buffering=0))
        except ENDED:
            return
        for start, end in re.findall(r"^([0-9a-f]+)-([0-9a-f]+) rw", maps, re.MULTILINE):
            first, last = int(start, 16), min(int(end, 16), int(start, 16) + _MOST)
            for at in range(first, last, _CHUNK):
                try:
                    file.seek(at)
                    yield file.read(min(_CHUNK + 256, last - at))
                except OSError:
                    break  # a region that the kernel shows nobody


def remembered(server: Server) -> set[bytes]:
    return {
        text
        for process in processes(server)
        for piece in memory(process)
        for text in TEXTS
        if text in piece.lower()
    }


def known(server: Server, *keys: bytes) -> set[bytes]:
    """Return which of *keys* lie in the memory of one of the server's processes."""
    return {
        key
        for process in processes(server)
        for piece in memory(process)
        for key in keys
        if key in piece
    }


def until(true: Callable[[], bool]) -> bool:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.2)
    return False


@AS_ROOT
@pytest.mark.sqlite
@pytest.mark.fault
def test_a_server_that_serves_a_client_has_the_name_in_memory(homes: Homes) -> None:
    with served(homes.living) as server:
        assert until(lambda: NAME in remembered(server))


@AS_ROOT
@pytest.mark.sqlite
@pytest.mark.fault
def test_a_server_that_ended_a_client_has_nothing_of_them(homes: Homes) -> None:
    with served(homes.leaving) as server:
        assert until(lambda: "worker is replaced" in server.log.read_text())
        assert until(lambda: not remembered(server))
        assert until((homes.leaving / "run" / "commands.sock").is_socket)
        assert remembered(server) == set()  # nor does the successor, who serves now
        found = known(server, homes.root, homes.key, homes.house)
        assert found == {homes.house}  # the control: a key that is in use is seen
        assert [path for path in homes.leaving.rglob("*") if has_words(path)] == []


def has_words(path: Path) -> bool:
    return path.is_file() and any(text in path.read_bytes().lower() for text in TEXTS)
