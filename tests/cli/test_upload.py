"""A real server takes in a file: it never has it whole, neither in memory nor on a disk."""

import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from tests.agreement.hostile_pdfs import pdf
from tests.reading import made
from tests.reading.test_office import LAUGHS
from tests.reading.test_pictures import huge
from tests.support.server import Server, free_port

from sealbench import canon

CANARY = b"a canary that sings in the clear "
SIZE = 24_000_000
STEP = 500_000
SOUND = b"RIFF\0\0\0\0WAVE".ljust(1_024)  # which nobody reads
BORDER = "thin-line"


@dataclass(frozen=True, slots=True)
class Shop:
    """A running shop, a job of it, and the cookies of its desk."""

    server: Server
    number: int
    cookies: str
    token: str


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    home, port = tmp_path / "home", free_port()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("SEALBENCH_")}
    made = subprocess.run(
        [sys.executable, "-m", "tests.support.shop_home", str(home), str(port)],
        check=True,
        capture_output=True,
        env=environment,
    )
    known = canon.parse(made.stdout)
    links = known["links"]
    assert isinstance(links, list)
    assert isinstance(links[0], dict)
    number = int(str(links[0]["number"]))
    scratch = tmp_path / "tmp"
    scratch.mkdir()
    server = Server(home, port=port, environment={"TMPDIR": str(scratch)})
    server.start()
    staff = f"sealbench_staff={known['dora']}"
    asked = Request(f"{server.site}/jobs/{number}/files/", headers={"Cookie": staff})
    with urlopen(asked, timeout=20) as page:
        csrf = str(page.headers["Set-Cookie"]).split(";")[0]
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.read().decode())
    assert found
    yield Shop(server, number, f"{staff}; {csrf}", found[1])
    server.stop()


def head_and_tail(token: str) -> tuple[bytes, bytes]:
    line = f'--{BORDER}\r\nContent-Disposition: form-data; name="'
    head = f'{line}csrfmiddlewaretoken"\r\n\r\n{token}\r\n{line}override"\r\n\r\nharmless\r\n'
    head += f'{line}file"; filename="big.wav"\r\n\r\n'
    return head.encode(), f'\r\n{line}whole"\r\n\r\nyes\r\n--{BORDER}--\r\n'.encode()


def pieces() -> Iterator[bytes]:
    yield SOUND
    for _ in range(SIZE // STEP):
        yield (CANARY * (STEP // len(CANARY) + 1))[:STEP]


def begin(shop: Shop, size: int = len(SOUND) + (SIZE // STEP) * STEP) -> socket.socket:
    """Return a line on which the request was begun, up to where *size* bytes of a file follow."""
    head, tail = head_and_tail(shop.token)
    length = len(head) + len(tail) + size
    line = socket.create_connection(("127.0.0.1", shop.server.port), timeout=60)
    line.sendall(
        (
            f"POST /jobs/{shop.number}/files/ HTTP/1.1\r\nHost: localhost:{shop.server.port}\r\n"
            f"Origin: {shop.server.site}\r\nCookie: {shop.cookies}\r\nAccept: application/json\r\n"
            f"Content-Type: multipart/form-data; boundary={BORDER}\r\n"
            f"Content-Length: {length}\r\nConnection: close\r\n\r\n"
        ).encode()
        + head
    )
    return line


def post(shop: Shop, data: bytes) -> bytes:
    """Return the answer to *data* as a file."""
    with begin(shop, len(data)) as line:
        line.settimeout(240)
        line.sendall(data + head_and_tail(shop.token)[1])
        with line.makefile("rb") as answers:
            return answers.read()


def readers(process: int) -> int:
    """Return how many processes that read files are among the descendants of *process*."""
    tasks = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    named = b"sealbench.reading" in Path(f"/proc/{process}/cmdline").read_bytes()
    return named + sum(readers(int(task)) for task in tasks)


def lies(*folders: Path) -> bool:
    found = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    return any(CANARY in path.read_bytes() for path in found)


def memory(process: int) -> int:
    """Return how many bytes *process* and its children hold."""
    tasks = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    status = Path(f"/proc/{process}/status").read_text()
    own = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(own[1] if own else 0) * 1024 + sum(memory(int(task)) for task in tasks)


def test_a_file_streams_through_and_lies_nowhere_in_the_clear(shop: Shop, tmp_path: Path) -> None:
    places = (shop.server.home, tmp_path / "tmp", Path(tempfile.gettempdir()) / "sealbench")
    before, most, seen = memory(shop.server.process), 0, False
    with begin(shop) as line:
        for at, piece in enumerate(pieces()):
            line.sendall(piece)
            if at % 6 == 0:
                time.sleep(0.05)
                most = max(most, memory(shop.server.process))
                seen = seen or lies(*places)
        line.sendall(head_and_tail(shop.token)[1])
        with line.makefile("rb") as answers:
            answer = answers.read()
    assert b"200 OK" in answer, answer[:800]
    assert b"done=attached" in answer
    assert not seen
    assert not lies(*places)
    assert most - before < SIZE / 3
    [kept] = (shop.server.home / "data" / "objects").iterdir()
    assert kept.stat().st_size > SIZE


def test_a_line_that_breaks_leaves_nothing(shop: Shop) -> None:
    with begin(shop) as line:
        for piece in islice(pieces(), 20):
            line.sendall(piece)
    objects, end = shop.server.home / "data" / "objects", time.monotonic() + 20
    while list(objects.iterdir()) and time.monotonic() < end:
        time.sleep(0.1)
    assert list(objects.iterdir()) == []


BOMBS = {
    "a bomb": made.docx("x", more={"word/a.bin": bytes(150_000_000)}),
    "documents in documents": made.docx(
        "x", more={"word/a.docx": made.docx("x", more={"word/b.docx": made.docx("x")})}
    ),
    "a billion laughs": made.docx("x", more={"word/a.xml": LAUGHS}),
    "sixty thousand squared": huge(60_000),
    "half a picture": made.jpeg(made.noted("x"))[:4_000],
    "a script": pdf(root=b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>"),
    "a pdf that is an archive": pdf() + made.zipped({"a.txt": "x"}),
    "an archive": made.zipped({"../../a.txt": "x"}),
}


def test_bombs_are_refused_while_others_are_served(shop: Shop) -> None:
    answers: dict[str, bytes] = {}

    def throw(names: Iterable[str]) -> None:
        answers.update((name, post(shop, BOMBS[name])) for name in names)

    names = sorted(BOMBS)
    throwing = [threading.Thread(target=throw, args=(names[at::2],)) for at in (0, 1)]
    for each in throwing:
        each.start()
    served = 0
    while any(each.is_alive() for each in throwing):
        with urlopen(f"{shop.server.site}/trust/", timeout=20) as page:
            served += page.status == 200
        time.sleep(0.2)
    assert served > 5
    for name, answer in answers.items():
        assert b" 422 " in answer.splitlines()[0], (name, answer[-300:])
        assert b"cannot be read here" in answer, (name, answer[-300:])
    assert len(answers) == len(BOMBS)
    assert readers(shop.server.process) == 0
    objects = shop.server.home / "data" / "objects"
    assert list(objects.iterdir()) == []
    assert b"done=attached" in post(shop, made.docx("Fan replaced."))
    assert len(list(objects.iterdir())) == 1
