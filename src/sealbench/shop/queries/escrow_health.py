"""What is wrong with the escrow, by its rows alone: for `sealbench doctor`."""

from sealbench.shop.bench.escrow import HELD
from sealbench.shop.records.models import EscrowPlace, RecoveryKey

Finding = tuple[str, str]


def findings(*, trial: bool) -> list[Finding]:
    """Return what was looked at, each with its advice: empty where it is in order.

    A place is named by its number and kind: what it is called is sealed.  A *trial* may do without.
    """
    rows = list(EscrowPlace.objects.filter(state__in=HELD).order_by("created_at", "pk"))
    paper = RecoveryKey.objects.filter(pk=1).values_list("fingerprint", flat=True).first()
    if trial and not rows:
        return [("escrow: no place is registered, which a trial may do without", "")]
    found = [_recovery(paper), _any(rows)]
    newest = max((row.epoch for row in rows if row.epoch is not None), default=0)
    for number, row in enumerate(rows, 1):
        found.append((f"escrow: place {number}, {row.kind}", _place(row, newest, paper)))
    return found


def _recovery(paper: str | None) -> Finding:
    return "escrow: recovery key", "" if paper else "make one on the escrow page, and print it"


def _any(rows: list[EscrowPlace]) -> Finding:
    there = any(row.state == "registered" for row in rows)
    advice = "register one on the escrow page: a dead disk takes every record along"
    return "escrow: a place is registered", "" if there else advice


def _place(row: EscrowPlace, newest: int, paper: str | None) -> str:
    if row.state == "retiring":
        return "given up and not wiped: bring it back once, or destroy it and say so"
    if row.epoch is None:
        return "it holds no key yet: look at the escrow page"
    if row.epoch < newest:
        return f"erasures behind: {newest - row.epoch}; make it reachable"
    if row.recovery != paper:
        return "it opens with a recovery key that was replaced: make it reachable"
    return "" if row.online else "it could not be reached: look at the escrow page"
