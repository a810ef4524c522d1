"""A home for a server of its own, in which a client has only to confirm to be ended for good."""

import shutil
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.db import connection, connections

from sealbench.keyring import HOUSE, Realm, client_node
from sealbench.shop.bench import opening
from sealbench.shop.config import Config
from sealbench.shop.home import roots_of
from sealbench.shop.pages import cookies
from sealbench.shop.procedures.hand_over_return import Document, hand_over_return
from tests.fault.attack import Target
from tests.fault.targets import everything_of, target_of_house
from tests.support.cast import make_cast
from tests.support.clocks import MovedClock
from tests.support.endings import leaver
from tests.support.files import attach
from tests.support.server import Server, free_port

_CSRF = "0" * 32


@dataclass(frozen=True, slots=True)
class Home:
    """The home at rest, with the keys of a client who has got everything, and of the house.

    The root of now and the client's key must not outlive the end; the house's key does.
    """

    path: Path
    port: int
    case: str
    session: str = field(repr=False)  # of the front desk
    root: bytes = field(repr=False)
    key: bytes = field(repr=False)
    house: bytes = field(repr=False)
    targets: list[Target] = field(repr=False)  # what a copy of now has of the client
    of_house: list[Target] = field(repr=False)

    @contextmanager
    def served(self) -> Iterator[Server]:
        """Serve it for as long as the context lasts."""
        server = Server(self.path, self.port)
        server.start()
        try:
            yield server
        finally:
            server.stop()

    def ask(self, path: str, **posted: str) -> str:
        """Return the page of *path* as the front desk sees it, or after the desk *posted*."""
        fields = {**posted, "csrfmiddlewaretoken": _CSRF}
        body = urllib.parse.urlencode(fields).encode() if posted else None
        asked = urllib.request.Request(f"http://localhost:{self.port}{path}", body)
        kept = {cookies.STAFF: self.session, "sealbench_csrf": _CSRF}
        asked.add_header("Cookie", "; ".join(f"{name}={value}" for name, value in kept.items()))
        asked.add_header("Origin", f"http://localhost:{self.port}")
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return str(answer.read().decode())


def make_home(home: Config, folder: Path) -> Home:
    """Lay out the home, and leave it in *folder* as a stopped server does."""
    port = free_port()
    site = f"http://localhost:{port}"
    config = replace(home, site=site)
    clock = MovedClock(hours=1)
    bench = opening.open_bench(config, clock)
    cast = make_cast(bench, clock)
    lines = (f"SITE={site}", "TRIAL=yes", f"LISTEN=127.0.0.1:{port}")
    (home.home / "settings.env").write_text("".join(f"SEALBENCH_{line}\n" for line in lines))
    who, dora = leaver(cast), cast.staff("dora")
    client = who.client
    attach(cast, who.counter.number)
    who.stop()
    bench.run(hand_over_return, who=dora, case=who.case, document=Document.IDENTITY_CARD)
    epoch = bench.keys.epoch(Realm.CLIENTS)
    made = Home(
        path=folder / "home",
        port=port,
        case=who.case,
        session=cast.sessions["dora"].token,
        root=roots_of(config)[Realm.CLIENTS].read(epoch).secret(),
        key=bench.keys.key(client_node(client)).secret(),
        house=bench.keys.key(HOUSE).secret(),
        targets=everything_of(client),
        of_house=[target_of_house()],
    )
    bench.executor.close()
    _put_to_rest(home, made.path)
    return made


def _put_to_rest(home: Config, path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connections.close_all()
    shutil.copytree(home.home, path, ignore=shutil.ignore_patterns("run"))
    (path / "data").mkdir(exist_ok=True)
    (path / "shop.db").rename(path / "data" / "shop.db")
