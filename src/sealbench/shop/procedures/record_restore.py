"""Record that this home was restored, and from what: the house's events go on after it (B1)."""

from sealbench.errors import ConflictError
from sealbench.shop.bench import Granted, Outcome, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import COMMAND_ACTOR
from sealbench.shop.procedures.loss import declare_loss
from sealbench.shop.records.models import Head


def record_restore(
    work: Work, *, backup: str, made: str, size: int, known: int, ended: int
) -> Outcome[None]:
    """Record the restore of *backup*, *made* then, whose ledger had *size* leaves.

    *known* is the largest ledger that the escrow knew of: what came after *size* is lost.
    *ended* counts the keys that had been ended since.
    """
    head = Head.objects.select_for_update().get(pk=1)
    if head.size != size:
        raise ConflictError("the ledger went on before the restore was recorded")
    declare_loss(work, head)
    work.record(
        work.house.subject,
        Event.HOME_RESTORED,
        COMMAND_ACTOR,
        backup=backup,
        made=made,
        size=size,
        known=known,
        ended=ended,
    )
    return Granted(None)
