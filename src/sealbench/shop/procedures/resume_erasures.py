"""Finish what a crash cut short: every erasure that was ordered and not confirmed (law 3, C2)."""

from sealbench.errors import SealbenchError, VerificationError
from sealbench.ids import JobId
from sealbench.shop.bench import Bench, Granted, Outcome, Work
from sealbench.shop.bench.opening import settle_keys
from sealbench.shop.procedures.confirm_erasure import confirm_erasure
from sealbench.shop.procedures.erasure_order import ordered_node, read_order
from sealbench.shop.procedures.job_file import load_job
from sealbench.shop.records.models import Erasure


def resume_erasures(bench: Bench) -> int:
    """Overwrite what is left of old roots, end and confirm each open erasure; return how many.

    One that fails keeps no other from being carried out; its error is raised at the end.
    """
    if not bench.keys.is_settled():  # a login may have ended whose root was not overwritten
        bench.run(settle_keys)
    open_ones = list(
        Erasure.objects.filter(confirmed_at=None)
        .order_by("ordered_at")
        .values_list("pk", flat=True)
    )
    failed: SealbenchError | None = None
    for erasure in open_ones:
        try:
            bench.run(carry_out_erasure, erasure=erasure)
            bench.run(confirm_erasure, erasure=erasure)
        except SealbenchError as exc:
            failed = failed or exc
    if failed:
        raise failed
    return len(open_ones)


def carry_out_erasure(work: Work, *, erasure: str) -> Outcome[None]:
    """Order the store once more to destroy the key of *erasure*; repeating it does no harm.

    Raise VerificationError unless the journal has the order, and has it about that key: whoever
    can write rows may not end keys by them.
    """
    row = Erasure.objects.filter(pk=erasure, confirmed_at=None).first()
    if row is None:
        return Granted(None)
    order = read_order(load_job(work, JobId(row.job)).subject, row)
    if not order:
        raise VerificationError("the journal has no order for this erasure")
    work.turn.end(ordered_node(row, order))
    return Granted(None)
