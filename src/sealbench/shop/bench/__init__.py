"""What a procedure works with, and the executor that runs it.

    >>> bench.run(open_login, who=person, login=login, purpose="repair")   # doctest: +SKIP

runs `open_login(work, who=…, …)` on the writer and returns its value after the commit.
A refusal, recorded like any event, becomes a RefusedError only then (law 4).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from sealbench import ledger, policy
from sealbench.clock import Clock
from sealbench.errors import RefusedError
from sealbench.keyring import HOUSE, KeyStore
from sealbench.keyring.registered import RegisteredPlaces
from sealbench.policy import Request
from sealbench.shop.bench import proofs, rows
from sealbench.shop.bench.escrow import arrange
from sealbench.shop.bench.executor import Done, Executor
from sealbench.shop.bench.home import House, load_house, make_house
from sealbench.shop.bench.journal import Journal, open_event
from sealbench.shop.bench.limits import Limits
from sealbench.shop.bench.outcome import Granted, Outcome
from sealbench.shop.bench.rulebook import Rulebook, Rulebooks
from sealbench.shop.bench.search import Index
from sealbench.shop.bench.seats import Seats
from sealbench.shop.bench.shop_hours import ShopHours
from sealbench.shop.bench.subject import Receipt, Subject
from sealbench.shop.bench.tokens import new_token, token_hash
from sealbench.shop.bench.visits import ClientVisit, Staff
from sealbench.shop.bench.work import Work
from sealbench.shop.config import Config
from sealbench.shop.objects import ObjectStore
from sealbench.shop.records.models import Sealed
from sealbench.statement import SignedStatement

__all__ = [
    "Bench",
    "ClientVisit",
    "Granted",
    "Outcome",
    "Receipt",
    "Rulebook",
    "ShopHours",
    "Staff",
    "Subject",
    "Work",
    "make_bench",
    "make_house",
    "new_token",
    "open_event",
    "token_hash",
]

T = TypeVar("T")
Decision = policy.Granted | policy.Refused


@dataclass(frozen=True, slots=True)
class Bench:
    """Clock, keys, signer, policy, executor, files, escrow and search of one running home."""

    config: Config
    clock: Clock
    keys: KeyStore
    signer: ledger.LogSigner
    policy: policy.Policy
    rulebooks: Rulebooks
    house: House
    executor: Executor
    objects: ObjectStore
    escrow: RegisteredPlaces
    index: Index
    limits: Limits = field(default_factory=Limits)
    inspections: Seats = field(default_factory=Seats)

    def run(self, procedure: Callable[..., Outcome[T]], /, **arguments: Any) -> T:
        """Run *procedure* and return its value after the commit, or raise RefusedError."""
        return self.run_recorded(procedure, **arguments)[0]

    def run_recorded(
        self, procedure: Callable[..., Outcome[T]], /, **arguments: Any
    ) -> tuple[T, Sequence[Receipt]]:
        """Run *procedure*; return its value and its events with their places.

        What was signed is verified here, beside the writer, which then compares the keys only.
        """
        for argument in arguments.values():
            if isinstance(argument, SignedStatement):
                argument.verify_ahead()
        done: Done = self.executor.submit(partial(procedure, **arguments))
        if isinstance(done.outcome, policy.Refused):
            refused = done.outcome
            raise RefusedError(refused.reason, clause=refused.clause, hint=refused.text)
        return done.outcome.value, done.receipts

    def prove(self, receipt: Receipt, *, known: int = 0) -> proofs.Proof:
        """Return what lets a browser check *receipt* against the head of size *known*."""
        return proofs.prove(receipt, known=known)

    def read_house(self, row: Sealed) -> dict[str, Any]:
        """Return the content of a row under the house key: catalogue, staff, settings."""
        return rows.read(row, self.keys.key(HOUSE), HOUSE.name)

    def decide(self, request: Request) -> Decision:
        """Ask what would be decided now; nothing is counted or recorded."""
        return self.rulebooks.current().decide(request, self.now())

    def now(self) -> datetime:
        """Return the present instant."""
        return self.clock.now()


def make_bench(
    *,
    config: Config,
    clock: Clock,
    keys: KeyStore,
    escrow: RegisteredPlaces,
    log_key: bytes,
    rules: policy.Policy,
    objects: ObjectStore,
) -> Bench:
    """Return a bench on the database of this process; its home must have been made."""
    house = load_house(keys)
    signer = ledger.LogSigner.from_seed(house.origin, log_key)
    rulebooks = Rulebooks(rules, keys)
    executor = Executor(
        clock=clock,
        journal=Journal(signer, house.origin),
        keys=keys,
        rulebooks=rulebooks,
        start_work=lambda now, earlier, rules: Work(
            config=config, house=house, rules=rules, now=now, earlier=earlier
        ),
    )
    arrange(escrow, config, keys)
    index = Index(keys)
    return Bench(
        config, clock, keys, signer, rules, rulebooks, house, executor, objects, escrow, index
    )
