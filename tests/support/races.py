"""Many at once: threads that start together, and one that stands still in its transaction."""

import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.db import connection, connections

from sealbench.errors import SealbenchError
from sealbench.policy import Refused
from sealbench.shop.bench import Bench, Outcome, Receipt, Work

Act = Callable[[], Any]

_PATIENCE = 60.0  # seconds: a test that waits longer has failed
_WAITING = """
SELECT COUNT(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


def at_once(acts: Sequence[Act]) -> list[Any]:
    """Run *acts* on threads that start together; return what each returned or raised."""
    gate = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(index: int, act: Act) -> None:
        gate.wait(30)
        results[index] = _on_a_thread(act)

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(_PATIENCE)
    return results


def caught(act: Act) -> Any:
    """Return what *act* returns, or the error of ours that it raises."""
    try:
        return act()
    except SealbenchError as exc:
        return exc


def _on_a_thread(act: Act) -> Any:
    try:
        return caught(act)
    finally:
        connections.close_all()


class Held:
    """A procedure that stands still before its commit: what it read is old, what it wrote waits."""

    def __init__(
        self,
        bench: Bench,
        procedure: Callable[..., Outcome[Any]],
        *,
        prepared: bool = False,
        **arguments: Any,
    ) -> None:
        """Run *procedure* until it has returned or raised, and let nothing of it be committed.

        If *prepared*, it comes as far as to have its keys ready as well.
        """
        self._there, self._let = threading.Event(), threading.Event()
        self._result: Any = None
        if prepared:
            bench.keys.prepare = partial(self._prepare, bench, bench.keys.prepare)  # type: ignore[method-assign]  # until then
            run = partial(bench.run_recorded, procedure, **arguments)
        else:
            run = partial(bench.run_recorded, self._stand, procedure=procedure, **arguments)
        self._thread = threading.Thread(target=self._keep, args=(run,))
        self._thread.start()
        assert self._there.wait(_PATIENCE)

    @property
    def stands(self) -> bool:
        """Tell whether nobody has let it go on yet."""
        return not self._let.is_set()

    def go_on(self) -> Any:
        """Let it commit; return its value and receipts, or the error that it raises."""
        self._let.set()
        self._thread.join(_PATIENCE)
        assert not self._thread.is_alive()
        return self._result

    def _keep(self, run: Act) -> None:
        self._result = _on_a_thread(run)

    def _prepare(self, bench: Bench, real: Callable[[Any], None], turns: Any) -> None:
        del bench.keys.prepare
        real(turns)
        self._there.set()
        assert self._let.wait(_PATIENCE)

    def _stand(
        self, work: Work, *, procedure: Callable[..., Outcome[Any]], **arguments: Any
    ) -> Outcome[Any]:
        try:
            outcome = procedure(work, **arguments)
        except BaseException:
            self._there.set()
            raise
        self._there.set()
        assert self._let.wait(_PATIENCE)
        return outcome


def past(held: Held, act: Act) -> tuple[Any, Any]:
    """Run *act* while *held* stands still, as far as it comes; then let both end.

    Return what came of *held* and of *act*.  On SQLite there is one writer: *act* waits for it.
    """
    results: list[Any] = []
    thread = threading.Thread(target=lambda: results.append(_on_a_thread(act)))
    thread.start()
    end = time.monotonic() + _PATIENCE
    while thread.is_alive() and not _waits_for_it():
        assert time.monotonic() < end
        thread.join(0.005)
    first = held.go_on()
    thread.join(_PATIENCE)
    return first, results[0]


def _waits_for_it() -> bool:
    """Tell whether somebody waits for a lock, which on SQLite the writer has from its start."""
    if connection.vendor == "sqlite":
        return True
    with connection.cursor() as cursor:
        cursor.execute(_WAITING)
        return bool(cursor.fetchone()[0])


def places(result: Any) -> list[int]:
    """Return where in the ledger stands what `run_recorded` returned; nothing for an error."""
    if isinstance(result, SealbenchError | Refused):
        return []
    receipts: Sequence[Receipt] = result[1]
    return [receipt.index for receipt in receipts]
