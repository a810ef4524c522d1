"""The rounds of the keeper in which a client is destroyed, to be killed.

There are two, as in a server that stays up: what a failing disk put off in the first is done in
the second.
"""

import os
from collections.abc import Callable

from sealbench import canon
from sealbench.shop.bench import Bench, scrub
from sealbench.shop.procedures.end_due_cases import end_due_cases
from sealbench.shop.procedures.resume_erasures import resume_erasures
from sealbench.shop.procedures.settle_escrow import settle_escrow
from sealbench.shop.procedures.sweep_objects import sweep_objects

DESTROYED = b"destroyed\n"
_ROUNDS = 2
_DUTIES: tuple[Callable[[Bench], object], ...] = (
    resume_erasures,
    end_due_cases,
    settle_escrow,
    sweep_objects,
    lambda _bench: scrub.empty_log(),
)


def destroy_it(bench: Bench, _told: dict[str, canon.JSONValue]) -> None:
    """Do what the keeper does: a duty that fails keeps no other from its turn."""
    bench.index.follow()
    for _ in range(_ROUNDS):
        for duty in _DUTIES:
            try:
                if duty(bench) == 1 and duty is end_due_cases:
                    os.write(1, DESTROYED)
            except Exception as exc:  # noqa: BLE001 - as in the keeper
                os.write(2, f"{type(exc).__name__}: {exc}\n".encode())
    bench.index.follow()
