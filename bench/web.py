"""Cycles over HTTP: the real server, and eight connections that post as browsers do.

What the browsers compute is made ahead, nonces too: only the two posts of a cycle are timed.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection
from typing import Any

from django.db import connections
from tests.support.server import Server, free_port

from bench import cycles, sqlite_floor
from bench.processes import cpu_of
from bench.rounds import Run, figures
from bench.shop import BenchShop, Cycle, open_shop
from bench.sizes import Sizes, row_sizes
from bench.table import Figure
from sealbench import canon
from sealbench.canon import JSON
from sealbench.shop.pages import cookies
from sealbench.shop.queries import ledger_head

_PATIENCE = 300
_CSRF = "sealbench_csrf"
_AS_BROWSERS = """\
User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36\r
Accept: application/json\r
Accept-Language: en\r
Accept-Encoding: gzip, deflate, br, zstd\r
Content-Type: application/json\r
Sec-Fetch-Site: same-origin\r
Sec-Fetch-Mode: same-origin\r
Sec-Fetch-Dest: empty\r
"""


def measure(*, rounds: int, count: int) -> list[Figure]:
    """Return the figures of interleaved rounds, beside the bare rows on SQLite."""
    ours, floors = [], []
    with _served() as served:
        served.run(2 * cycles.THREADS)  # warm
        for _ in range(rounds):
            floors.append(sqlite_floor.run(served.sizes))
            ours.append(served.run(count))
    return figures(" over HTTP", ours, floors)


@dataclass(frozen=True, slots=True)
class _Browser:
    """What one browser sends with each request: where it is, who it is."""

    port: int
    jar: str
    token: str

    @classmethod
    def arrive(cls, port: int, page: str, jar: str) -> "_Browser":
        """Load *page* for its CSRF cookie, which scripts send back in a header."""
        connection = HTTPConnection("localhost", port, timeout=30)
        connection.request("GET", page, headers={"Cookie": jar})
        answer = connection.getresponse()
        given = answer.getheader("Set-Cookie", "").split(";")[0].partition("=")
        connection.close()
        if answer.status != HTTPStatus.OK or given[0] != _CSRF:
            raise SystemExit(f"{page} answers {answer.status} and gives no token")
        return cls(port, f"{jar}; {_CSRF}={given[2]}", given[2])

    def post(self, path: str, body: JSON) -> str:
        """Return the request that a script sends to *path*."""
        content = json.dumps(body, separators=(",", ":"))
        place = f"localhost:{self.port}"
        return (
            f"POST {path} HTTP/1.1\r\nHost: {place}\r\nOrigin: http://{place}\r\n{_AS_BROWSERS}"
            f"Cookie: {self.jar}\r\nX-CSRFToken: {self.token}\r\n"
            f"Content-Length: {len(content)}\r\n\r\n{content}"
        )


@dataclass(frozen=True, slots=True)
class _Served:
    """A shop that a server serves; here its people only sign, and touch no row."""

    shop: BenchShop
    client: _Browser
    technician: _Browser
    sizes: Sizes
    known: int  # the size of the ledger that the technician's browser remembers
    server: int  # the process that all of the server's descend from

    def run(self, count: int) -> Run:
        """Run *count* cycles."""
        prepared = [self._requests(cycle) for cycle in self.shop.cycles(count)]
        before = cpu_of(self.server)
        told = _call(self.client.port, prepared)
        spent = cpu_of(self.server) - before
        return Run(count / told["seconds"], spent / count, told["latencies"])

    def _requests(self, cycle: Cycle) -> tuple[str, str]:
        upload: JSON = {
            "statement": cycle.sealed.to_json(),
            "ciphertext": canon.b64u(cycle.data),
            "label": cycle.label,
        }
        path = f"/jobs/{self.shop.counter.number}/logins/{cycle.login}/open"
        opening: JSON = {"signed": cycle.opening.to_json(), "known": self.known}
        return self.client.post("/c/seal", upload), self.technician.post(path, opening)


@contextmanager
def _served() -> Iterator[_Served]:
    port = free_port()
    with open_shop(port) as shop:
        cycles.warm(shop)
        sizes, known = row_sizes(), ledger_head.size()
        shop.bench.executor.close()
        connections.close_all()  # from here on the rows are the server's
        server = Server(shop.bench.config.home, port=port)
        server.start()
        try:
            yield _Served(shop, *_browsers(shop, port), sizes, known, server.process)
        finally:
            server.stop()


def _browsers(shop: BenchShop, port: int) -> tuple[_Browser, _Browser]:
    client = f"{cookies.CLIENT}={shop.phone.web.cookies[cookies.CLIENT].value}"
    staff = f"{cookies.STAFF}={shop.cast.sessions['tariq'].token}; {cookies.STAFF_BROWSER}=yes"
    page = f"/jobs/{shop.counter.number}/logins/{'0' * 24}/"  # the same bytes for every login
    return _Browser.arrive(port, "/c/", client), _Browser.arrive(port, page, staff)


def _call(port: int, prepared: Sequence[tuple[str, str]]) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.callers"],
        input=json.dumps({"port": port, "cycles": prepared}),
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        check=False,
    )
    if done.returncode != 0:
        raise SystemExit(f"the callers failed: {done.stderr}")
    told: dict[str, Any] = json.loads(done.stdout)
    return told
