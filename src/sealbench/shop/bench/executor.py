"""The executor: the only code that opens transactions.

One supervised thread takes waiting procedures in groups, gives each a savepoint, lets the
journal append what they recorded, makes new keys durable, commits, and only then hands
out results (law 1).  A group whose statements fail is undone and each procedure is tried
alone; a commit whose fate is unknown is reported as unavailable to all of them.
"""

import queue
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as Late
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog
from django.db import DatabaseError, connection, connections, transaction

from sealbench.clock import Clock
from sealbench.errors import SealbenchError, UnavailableError
from sealbench.keyring import Key, KeyStore, Node
from sealbench.shop.bench import finding_counts, screening, scrub, verdicts
from sealbench.shop.bench.journal import Journal
from sealbench.shop.bench.outcome import Outcome
from sealbench.shop.bench.rulebook import GroupRules, Rulebooks
from sealbench.shop.bench.subject import Receipt
from sealbench.shop.bench.work import Work
from sealbench.shop.records.statements.statement import Statement

_GROUP = 64
_PATIENCE = 30.0  # seconds that a caller waits
_GATHERING = 0.25  # of what a commit takes: the most that a group waits for those who come back
_LOOK = 0.0002  # seconds
_SLOWEST = 0.02  # seconds; slower ones say nothing of the next
# Django's own savepoints count, name and guard: twice the time of the statements they make.
_SAVEPOINT = Statement("SAVEPOINT procedure")
_RELEASE = Statement("RELEASE SAVEPOINT procedure")
_UNDO = Statement("ROLLBACK TO SAVEPOINT procedure")

log = structlog.get_logger()


@dataclass(slots=True)
class Task:
    """One procedure on its way through the writer."""

    call: Callable[[Work], Outcome[Any]]
    future: "Future[Done]" = field(default_factory=Future)


@dataclass(slots=True)
class Attempt:
    """A procedure that ran within the open transaction."""

    task: Task
    work: Work
    outcome: Outcome[Any]
    receipts: list[Receipt] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Done:
    """What a committed procedure left: its outcome, and its events with their places."""

    outcome: Outcome[Any]
    receipts: Sequence[Receipt]


class Executor:
    """Runs procedures one group after the other on a thread of its own."""

    def __init__(
        self,
        *,
        clock: Clock,
        journal: Journal,
        keys: KeyStore,
        rulebooks: Rulebooks,
        start_work: Callable[[datetime, Mapping[Node, Key], GroupRules], Work],
    ) -> None:
        self._clock = clock
        self._journal = journal
        self._keys = keys
        self._rulebooks = rulebooks
        self._start_work = start_work
        self._waiting: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        self._closed = False
        self._expected = 1  # how many may come for the next group
        self._commit_took = 0.0  # seconds, the last one
        self.recycles = False  # this process held what was destroyed, and is to be replaced

    def submit(self, call: Callable[[Work], Outcome[Any]]) -> Done:
        """Run *call* in the next group and return after its commit.

        Raise what the procedure raised; UnavailableError when the journal or a key could
        not be written, or when the writer did not answer in time.
        """
        task = Task(call)
        self._ensure_thread()
        self._waiting.put(task)
        try:
            return task.future.result(_PATIENCE)
        except Late:
            task.future.cancel()
            raise UnavailableError("the journal did not answer in time", hint="try again") from None

    def waiting(self) -> int:
        """Return how many procedures wait for the next group."""
        return self._waiting.qsize()

    def close(self) -> None:
        """Let the waiting procedures finish, then stop the thread."""
        self._closed = True
        if self._thread is not None:
            self._waiting.put(None)
            self._thread.join(_PATIENCE)

    def _ensure_thread(self) -> None:
        if self._closed:
            raise UnavailableError("the server is stopping")
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._loop, name="writer", daemon=True)
                self._thread.start()

    def _loop(self) -> None:
        try:
            self._take_groups()
        finally:
            connections.close_all()

    def _take_groups(self) -> None:
        while (task := self._waiting.get()) is not None:
            group = [task, *self._gather()]
            try:
                self._run(group)
            except BaseException as exc:
                # Not the traceback: the statement it shows may hold what a client wrote.
                log.error("writer failed", error=type(exc).__name__)  # noqa: TRY400 - see above
                _fail(group, UnavailableError("the journal could not be written"))
                if not isinstance(exc, Exception):
                    raise

    def _gather(self) -> list[Task]:
        """Return what waits beside the first, under load after a moment for more.

        Whoever the last group let go mostly comes back at once, and on a slow disk a commit for
        eight takes as long as one for four.  Who comes alone waits for nobody.
        """
        end = time.monotonic() + _GATHERING * self._commit_took
        while self._waiting.qsize() + 1 < self._expected and time.monotonic() < end:
            time.sleep(_LOOK)
        return self._drain()

    def _drain(self) -> list[Task]:
        found: list[Task] = []
        while len(found) < _GROUP - 1:
            try:
                task = self._waiting.get_nowait()
            except queue.Empty:
                break
            if task is None:
                self._waiting.put(None)
                break
            found.append(task)
        return found

    def _run(self, group: list[Task]) -> None:
        group = [task for task in group if task.future.set_running_or_notify_cancel()]
        if not group:
            return
        try:
            attempts = self._commit(group)
        except _UndoneError as exc:
            if len(group) == 1:
                _fail(group, exc.cause)
                return
            for task in group:
                self._alone(task)
            return
        # Those who are let go now, and those who came meanwhile.
        self._expected = min(len(attempts) + self._waiting.qsize(), _GROUP)
        self._release(attempts)

    def _alone(self, task: Task) -> None:
        if task.future.done():
            return  # it failed by its own fault and has been told
        try:
            attempts = self._commit([task])
        except _UndoneError as exc:
            _fail([task], exc.cause)
        else:
            self._release(attempts)

    def _commit(self, group: list[Task]) -> list[Attempt]:
        """Run and commit *group*; raise _UndoneError when all of it was surely undone."""
        sure, rules = True, self._rulebooks.for_group()
        try:
            with transaction.atomic(durable=True):
                attempts = self._attempt(group, rules)
                self._record(attempts, rules)
                sure = False  # from here on the commit itself may have happened
                began = time.monotonic()
            self._commit_took = min(time.monotonic() - began, _SLOWEST)
        except BaseException as exc:
            self._journal.settle(committed=False)
            self._keys.undo()
            if sure and isinstance(exc, DatabaseError | SealbenchError | OSError):
                raise _UndoneError(_as_unavailable(exc)) from exc
            raise
        self._journal.settle(committed=True)
        return attempts

    def _attempt(self, group: list[Task], rules: GroupRules) -> list[Attempt]:
        """Run each task of *group*; later ones see the keys that earlier ones grew."""
        now = self._clock.now()
        run = self._run_alone if len(group) == 1 else self._run_beside
        grown: dict[Node, Key] = {}
        attempts = []
        for task in group:
            attempt = run(task, self._start_work(now, dict(grown), rules))
            if attempt is None:
                rules.forget()
                continue
            attempts.append(attempt)
            grown.update(attempt.work.turn.grown)
        return attempts

    def _run_alone(self, task: Task, work: Work) -> Attempt:
        try:
            attempt = Attempt(task, work, _call(task, work))
            _require_whole()
        except Exception as exc:
            raise _UndoneError(_as_unavailable(exc)) from exc
        return attempt

    def _run_beside(self, task: Task, work: Work) -> Attempt | None:
        """Run one of several, in a savepoint: its failure is its own."""
        _SAVEPOINT.change()
        try:
            attempt = Attempt(task, work, _call(task, work))
            _require_whole()
        except Exception as exc:  # noqa: BLE001 - whatever it is, only its caller hears of it
            _undo_to_savepoint()
            task.future.set_exception(_as_unavailable(exc))
            return None
        _RELEASE.change()
        return attempt

    def _record(self, attempts: Sequence[Attempt], rules: GroupRules) -> None:
        entries = [entry for attempt in attempts for entry in attempt.work.entries]
        receipts = iter(self._journal.append(entries, self._clock))
        if entries:  # the journal holds the ledger's head: no other node records anything now
            rules.require_current()
        for attempt in attempts:
            attempt.receipts = [next(receipts) for _ in attempt.work.entries]
        verdicts.count([verdict for attempt in attempts for verdict in attempt.work.verdicts])
        finding_counts.count([each for attempt in attempts for each in attempt.work.tallies])
        self._keys.prepare([attempt.work.turn for attempt in attempts])
        _require_whole()

    def _release(self, attempts: Sequence[Attempt]) -> None:
        failed: SealbenchError | None = None
        try:
            self._keys.finish([attempt.work.turn for attempt in attempts])
        except SealbenchError as exc:
            failed = exc  # ordered and committed, not yet carried out: resume will
        if any(attempt.work.scrubs for attempt in attempts):
            scrub.empty_log()
        self.recycles = self.recycles or any(attempt.work.recycles for attempt in attempts)
        for attempt in attempts:
            if failed is not None and attempt.work.turn.ended:
                attempt.task.future.set_exception(failed)
            else:
                attempt.task.future.set_result(Done(attempt.outcome, attempt.receipts))


class _UndoneError(Exception):
    """Nothing of the group was committed."""

    def __init__(self, cause: BaseException) -> None:
        super().__init__(str(cause))
        self.cause = cause


def _call(task: Task, work: Work) -> Outcome[Any]:
    """Run the procedure of *task*; what it screens is screened under the house words."""
    with screening.under(lambda: work.rulebook.words):
        return task.call(work)


def _undo_to_savepoint() -> None:
    """Undo what one procedure wrote; the transaction is whole again after it."""
    connection.set_rollback(False)
    _UNDO.change()
    _RELEASE.change()


def _require_whole() -> None:
    """Raise when a statement failed and was swallowed: Django would undo without a word."""
    if connection.needs_rollback or not _is_open():
        raise UnavailableError("the records could not be written", hint="try again in a minute")


def _is_open() -> bool:
    """Tell whether the database itself still holds the transaction, which a failure may end."""
    raw = connection.connection
    if connection.vendor == "sqlite":
        return bool(raw.in_transaction)
    # Before the first statement there is none yet: psycopg begins with it.
    return bool(raw.info.transaction_status.name != "INERROR")


def _as_unavailable(exc: BaseException) -> BaseException:
    """Return *exc*, or its family's error when it speaks of the store."""
    if isinstance(exc, DatabaseError | OSError):
        log.error("store failed", error=type(exc).__name__)
        error = UnavailableError("the records could not be written", hint="try again in a minute")
        error.__cause__ = exc
        return error
    return exc


def _fail(group: Sequence[Task], error: BaseException) -> None:
    for task in group:
        if not task.future.done():
            task.future.set_exception(error)
