"""What the clock starts: each duty calls one procedure, on a thread of the one worker.

What waits for a machine elsewhere has a thread of its own, the agreements another, since each
may wait for an authority's time, and so has the search, which takes seconds to be made of many
clients: no login lives longer because a mail server is slow.

What a command asks of the server is done between two duties on the thread of the others: two
who publish at once could set the public checkpoint back.
"""

import queue
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as Late
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import structlog
from django.db import connection, connections

from sealbench.errors import SealbenchError, UnavailableError
from sealbench.shop.bench import Bench, scrub
from sealbench.shop.procedures.count_refusals import count_refusals
from sealbench.shop.procedures.deliver_notices import deliver_notices
from sealbench.shop.procedures.end_due_cases import end_due_cases
from sealbench.shop.procedures.end_keeps import end_keeps
from sealbench.shop.procedures.expire_logins import expire_logins
from sealbench.shop.procedures.keep_agreements import keep_agreements
from sealbench.shop.procedures.keep_backups import keep_backups
from sealbench.shop.procedures.publish_ledger import publish_ledger
from sealbench.shop.procedures.publish_pages import publish_pages
from sealbench.shop.procedures.read_again import read_again
from sealbench.shop.procedures.resume_erasures import resume_erasures
from sealbench.shop.procedures.settle_escrow import settle_escrow
from sealbench.shop.procedures.sweep_expired import sweep_expired
from sealbench.shop.procedures.sweep_objects import sweep_objects
from sealbench.shop.procedures.tell_openings import tell_openings
from sealbench.shop.procedures.tell_risks import tell_risks
from sealbench.shop.procedures.warn_of_keeps import warn_of_keeps
from sealbench.shop.smtp import Fate

_TICK = 1.0  # seconds

T = TypeVar("T")

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Duty:
    """Something to be done every so many *seconds*."""

    name: str
    seconds: int
    run: Callable[[Bench], None]


def _expire(bench: Bench) -> None:
    while bench.run(expire_logins):
        pass  # the next fifty


def _keep_no_longer(bench: Bench) -> None:
    while bench.run(end_keeps):
        pass  # the next fifty
    while bench.run(warn_of_keeps):
        pass


def _publish(bench: Bench) -> None:
    publish_ledger(bench)


def _count(bench: Bench) -> None:
    bench.run(count_refusals, turned=bench.limits.drain())


def _sweep(bench: Bench) -> None:
    bench.run(sweep_expired)


def _sweep_objects(bench: Bench) -> None:
    sweep_objects(bench)


def _tell(bench: Bench) -> None:
    while tell_openings(bench):
        pass  # the next two hundred events
    while read_again(bench):
        pass
    while tell_risks(bench):
        pass  # the next fifty clients


def _scrub(_bench: Bench) -> None:
    scrub.empty_log()


def _end(bench: Bench) -> None:
    end_due_cases(bench)


def _resume(bench: Bench) -> None:
    resume_erasures(bench)


def _settle(bench: Bench) -> None:
    settle_escrow(bench)


DUTIES: tuple[Duty, ...] = (
    Duty("resume erasures", 60, _resume),
    Duty("end the cases that are due", 30, _end),
    Duty("expire logins", 10, _expire),
    Duty("end kept logins, or warn of it", 60, _keep_no_longer),
    Duty("publish the ledger", 10, _publish),
    Duty("count refusals", 20, _count),
    # What a reader held up when the row was deleted (SECURITY 3.3).
    Duty("empty the write-ahead log", 30, _scrub),
    Duty("tell of openings", 10, _tell),
    Duty("sweep what expired", 600, _sweep),
    Duty("sweep the objects", 3600, _sweep_objects),
)


class Keeper:
    """Runs the duties until it is stopped; one that fails is tried again at its next time."""

    def __init__(self, bench: Bench, duties: tuple[Duty, ...] = DUTIES) -> None:
        self._bench = bench
        self._duties = duties
        self._stopped = threading.Event()
        self._errands: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._loop, name="keeper", daemon=True)

    def start(self) -> None:
        """Begin; each duty runs once at once."""
        self._thread.start()

    def stop(self) -> None:
        """Let the running duty finish, then end."""
        self._stopped.set()
        self._errands.put(lambda: None)  # wakes it
        self._thread.join()

    def ask(self, errand: Callable[[], T], *, patience: float) -> T:
        """Run *errand* between two duties and return what it returns, or raise what it raises.

        Raise UnavailableError when it is not done within *patience* seconds.
        """
        future: Future[T] = Future()
        self._errands.put(partial(_run, errand, future))
        try:
            return future.result(patience)
        except Late:
            future.cancel()
            raise UnavailableError("the server did not come to it in time") from None

    def _loop(self) -> None:
        due = dict.fromkeys(self._duties, 0.0)
        while not self._stopped.is_set():
            for duty in self._duties:
                now = time.monotonic()
                if now >= due[duty]:
                    self._do(duty)
                    due[duty] = now + duty.seconds
            self._pause()
        connections.close_all()

    def _pause(self) -> None:
        try:
            self._errands.get(timeout=_TICK)()
        except queue.Empty:
            return

    def _do(self, duty: Duty) -> None:
        try:
            duty.run(self._bench)
        except SealbenchError as exc:
            log.warning("duty put off", duty=duty.name, code=exc.code)
        except Exception as exc:  # noqa: BLE001 - a duty that breaks must not end the others
            log.error("duty failed", duty=duty.name, error=type(exc).__name__)  # noqa: TRY400 - the traceback may hold data
        finally:
            _let_go_of_broken()


def _run(errand: Callable[[], T], future: "Future[T]") -> None:
    if not future.set_running_or_notify_cancel():
        return  # whoever asked has gone
    try:
        future.set_result(errand())
    except BaseException as exc:  # noqa: BLE001 - whatever it is, whoever asked hears of it
        future.set_exception(exc)
    finally:
        _let_go_of_broken()


def _let_go_of_broken() -> None:
    """Close a connection that the database has dropped; the next use opens another.

    For requests Django does so by itself, at their beginning and end.
    """
    connection.close_if_unusable_or_obsolete()


def _keep_agreements(bench: Bench) -> None:
    keep_agreements(bench)


def outside() -> tuple[Duty, ...]:
    """Return the duties that wait for a machine elsewhere."""
    unsettled: dict[str, Fate] = {}

    def deliver(bench: Bench) -> None:
        deliver_notices(bench, unsettled)

    return (
        Duty("deliver notices", 15, deliver),
        Duty("settle the escrow", 30, _settle),
    )


# An authority that is silent takes ten seconds of each final PDF: no notice waits for that.
SIGNED = (Duty("keep the agreements", 30, _keep_agreements),)


def _follow(bench: Bench) -> None:
    bench.index.follow()


# Made at once; and who is ended is not kept in memory until somebody searches.
SEARCH = (Duty("follow the changes of clients", 5, _follow),)


def aside() -> tuple[Duty, ...]:
    """Return the duties that take long and hold nobody up."""

    def keep(bench: Bench) -> None:
        keep_backups(bench)

    return (Duty("keep backups", 60, keep),)


def start(
    bench: Bench, *, pages: Mapping[str, str], replace: Callable[[], None]
) -> tuple[Keeper, ...]:
    """Start the keepers on *bench*, the one that commands may ask first.

    *pages* are the hashes of what browsers are given; *replace* asks that another process take
    the place of this one.
    """
    asked = threading.Event()

    def recycle(bench: Bench) -> None:
        if bench.executor.recycles and not asked.is_set():
            asked.set()
            log.info("worker is replaced", why="a client was ended")
            replace()

    def publish(bench: Bench) -> None:
        bench.run(publish_pages, hashes=pages)

    inside = (
        *DUTIES,
        Duty("publish the pages' hashes", 60, publish),
        Duty("replace the worker", 1, recycle),
    )
    kinds = (inside, outside(), SIGNED, SEARCH, aside())
    keepers = tuple(Keeper(bench, duties) for duties in kinds)
    for keeper in keepers:
        keeper.start()
    return keepers
