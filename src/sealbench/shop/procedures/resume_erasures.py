"""Finish what a crash cut short: every erasure that was ordered and not confirmed (law 3, C2)."""

from sealbench.keyring import Node, Realm
from sealbench.shop.bench import Bench, Granted, Outcome, Work
from sealbench.shop.procedures.confirm_erasure import confirm_erasure
from sealbench.shop.records.models import Erasure


def resume_erasures(bench: Bench) -> int:
    """End and confirm each open erasure; return how many were open."""
    open_ones = list(
        Erasure.objects.filter(confirmed_at=None)
        .order_by("ordered_at")
        .values_list("pk", flat=True)
    )
    for erasure in open_ones:
        bench.run(carry_out_erasure, erasure=erasure)
        bench.run(confirm_erasure, erasure=erasure)
    return len(open_ones)


def carry_out_erasure(work: Work, *, erasure: str) -> Outcome[None]:
    """Order the store once more to destroy the key of *erasure*; repeating it does no harm."""
    row = Erasure.objects.filter(pk=erasure, confirmed_at=None).first()
    if row is not None:
        work.turn.end(Node(Realm(row.realm), row.node))
    return Granted(None)
