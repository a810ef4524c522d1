"""Go on from a ledger that is older than what was made public: the last way out (B1).

Whoever holds a later checkpoint will see that the ledger does not continue it.  So this is
recorded, with the checkpoint that is given up, as the first line after the loss.
"""

from sealbench import canon, ledger
from sealbench.errors import ConflictError, UnavailableError
from sealbench.shop.bench import Bench, Granted, Outcome, Work, high_water
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import COMMAND_ACTOR
from sealbench.shop.procedures.loss import declare_loss
from sealbench.shop.records.models import Checkpoint, Head


def accept_older_ledger(bench: Bench, *, known: int) -> int:
    """Record that what was *known* (so many lines) is given up; return how many lines there are.

    Raise ConflictError where nothing has to be accepted, or another number is known.
    """
    before = high_water.lost(bench.config, bench.signer.key)
    if before is None or before.size != known:
        raise ConflictError(
            f"{before.size if before else 0} lines are lost here, not {known}",
            hint="type the number that the refusal told",
        )
    size = bench.run(record_rollback, given_up=before)
    note = Checkpoint.objects.order_by("-size").values_list("note", flat=True)[0]
    _put_aside(bench, known)
    high_water.forget_all_but(bench.config, note)
    return size


def _put_aside(bench: Bench, known: int) -> None:
    """Move what is public out of the way, where it stays as evidence: all is published anew."""
    public = bench.config.tiles
    try:
        if public.exists() and any(public.iterdir()):
            public.rename(public.with_name(f"{public.name}.given-up-{known}"))
            public.mkdir(mode=0o700)
    except OSError as exc:
        raise UnavailableError("the public folder could not be moved aside") from exc


def record_rollback(work: Work, *, given_up: ledger.Checkpoint) -> Outcome[int]:
    """Record the checkpoint that is *given_up*; from here on the log bears the time of it."""
    head = Head.objects.select_for_update().get(pk=1)
    size = head.size
    declare_loss(work, head, given_up=given_up)
    work.record(
        work.house.subject,
        Event.LEDGER_ROLLED_BACK,
        COMMAND_ACTOR,
        size=size,
        known=given_up.size,
        root=canon.b64u(given_up.root),
    )
    return Granted(size)
