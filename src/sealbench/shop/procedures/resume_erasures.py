"""Finish what a crash cut short: every erasure that was ordered and not confirmed (law 3, C2)."""

from sealbench.errors import SealbenchError, VerificationError
from sealbench.ids import JobId
from sealbench.keyring import Node
from sealbench.shop.bench import Bench, Granted, Outcome, Work
from sealbench.shop.bench.opening import settle_keys
from sealbench.shop.procedures.client_erasure import planned
from sealbench.shop.procedures.confirm_client_erasure import confirm_client_erasure
from sealbench.shop.procedures.confirm_erasure import confirm_erasure
from sealbench.shop.procedures.erasure_order import ordered_node, read_order
from sealbench.shop.procedures.file_objects import dead_objects, drop_objects
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
            confirm(bench, erasure)
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
    for node in _ordered(work, row):
        work.turn.end(node)
    return Granted(None)


def confirm(bench: Bench, erasure: str) -> None:
    """Confirm *erasure*, of a job or file, or of a case, whose objects go before that."""
    if Erasure.objects.filter(pk=erasure).exclude(job="").exists():
        bench.run(confirm_erasure, erasure=erasure)
    else:
        dead = bench.run(dead_objects, erasure=erasure)
        drop_objects(bench, dead)
        bench.run(confirm_client_erasure, erasure=erasure)


def _ordered(work: Work, row: Erasure) -> list[Node]:
    """Return the keys that the journal's order for *row* names, if it has one."""
    if not row.job:
        return planned(work, row, read_order(work.house.subject, row))[2]
    order = read_order(load_job(work, JobId(row.job)).subject, row)
    if not order:
        raise VerificationError("the journal has no order for this erasure")
    return [ordered_node(row, order)]
