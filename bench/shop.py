"""A home for the benchmark, and cycles prepared by the clients' and technicians' side of it."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from django.db import connections
from tests.support import environment
from tests.support.cast import Cast, make_cast
from tests.support.clients import Counter, Phone, with_link
from tests.support.clocks import StoppedClock
from tests.support.databases import fresh_database
from tests.support.desk import intake, put_in_service

from sealbench import canon
from sealbench.clock import SystemClock
from sealbench.ids import LoginId
from sealbench.shop import config
from sealbench.shop.bench import Bench, ClientVisit, Staff, opening
from sealbench.shop.bench.nonces import new_nonce
from sealbench.shop.home import make_home
from sealbench.shop.procedures.open_login import open_login, opening_nonce
from sealbench.shop.procedures.seal_login import seal_login
from sealbench.shop.procedures.upload import Upload
from sealbench.shop.queries import sessions
from sealbench.statement import SignedStatement


@dataclass(frozen=True, slots=True)
class Cycle:
    """One login to be sealed, and what opens it."""

    login: LoginId
    sealed: SignedStatement
    data: bytes
    label: str
    opening: SignedStatement


@dataclass(slots=True)
class BenchShop:
    """A shop with one job in service, whose client and technician are ready."""

    bench: Bench
    cast: Cast
    counter: Counter
    phone: Phone
    visit: ClientVisit

    def cycles(self, count: int) -> list[Cycle]:
        """Return prepared cycles: what browsers compute is not what is timed here."""
        return [self._cycle() for _ in range(count)]

    def seal(self, cycle: Cycle) -> None:
        upload = Upload(cycle.sealed, cycle.data, cycle.label)
        self.bench.run(seal_login, who=self.visit, upload=upload)

    def open(self, cycle: Cycle) -> None:
        """Open, prove and take out of the box, as the page does."""
        opened, receipts = self.bench.run_recorded(
            open_login,
            who=self._tariq,
            number=self.counter.number,
            login=cycle.login,
            signed=cycle.opening,
        )
        self.bench.prove(receipts[-1])
        if not (opened.file and opened.content["label"]):
            raise SystemExit("nothing was released")

    @property
    def _tariq(self) -> Staff:
        return self.cast.staff("tariq")

    def _cycle(self) -> Cycle:
        body = self.phone.sealed(self.counter.recipients("tariq"))
        signed = SignedStatement.from_json(body["statement"])
        login = LoginId(signed.statement.text("login"))
        person = self.cast.person("tariq")
        seconds = int(self.bench.now().timestamp())
        opened = person.opening(
            new_nonce(self.bench.house, opening_nonce(self._tariq, login), seconds=seconds),
            self.bench.now(),
            job=self.counter.job,
            login=login,
            purpose="repair",
            passkey=person.passkeys[0],
        )
        data = canon.unb64u(body["ciphertext"])
        return Cycle(login, signed, data, body["label"], opened)


@contextmanager
def open_shop(port: int = 8000) -> Iterator[BenchShop]:
    """Found a shop, whose site is on *port*, in a folder of its own and close it after."""
    settings = _new_home(port)
    opening.found_house(settings, name="Corner Repairs")
    clock = StoppedClock(SystemClock().now() - timedelta(minutes=5))
    first = opening.open_bench(settings, clock)
    cast = make_cast(first, clock)
    first.executor.close()
    bench = opening.open_bench(settings, SystemClock())
    cast.bench = bench
    try:
        yield _ready(bench, cast)
    finally:
        bench.executor.close()
        connections.close_all()


def _new_home(port: int) -> config.Config:
    """Make a home as a server expects it, which goes with this process's own."""
    home = Path(tempfile.mkdtemp(prefix="bench-", dir=environment.HOME))
    listen, site = f"127.0.0.1:{port}", f"http://localhost:{port}"
    settings = replace(config.load(), home=home, site=site, listen=listen)
    make_home(settings)
    config.write(home, {"SITE": site, "LISTEN": listen, "TRIAL": "yes"})
    fresh_database(settings.database.parent)
    return settings


def _ready(bench: Bench, cast: Cast) -> BenchShop:
    counter = with_link(cast, intake(cast, "Mail or account trouble"))
    phone = counter.claimed()
    put_in_service(cast, counter.job)
    token = phone.web.cookies["sealbench_client"].value
    visit = sessions.client(bench, token)
    if visit is None:
        raise SystemExit("the client's visit was not found")
    return BenchShop(bench, cast, counter, phone, visit)
