"""Publish the ledger: tiles and the checkpoint, for everybody to mirror and check (B1).

The events are durable before; what is published follows within a minute.  A crash between
the files and the mark leaves files that the next time finds as they should be.
"""

from sealbench import ledger
from sealbench.shop.bench import Bench, Granted, Outcome, Work, high_water, ledger_rows
from sealbench.shop.records.models import Checkpoint, Head


def publish_ledger(bench: Bench) -> int:
    """Bring the public folder up to the newest commit; return the size that is public.

    Raise VerificationError or ConflictError, with nothing written, where the rows do not
    continue what was published: that is for people to look at, never to be mended here.
    """
    note = Checkpoint.objects.order_by("-size").values_list("note", flat=True).first()
    if note is None:
        return 0
    store = ledger.DirectoryTileStore(bench.config.tiles)
    head = ledger.verify_checkpoint(note, bench.signer.key)
    old = ledger.published_checkpoint(store, bench.signer.key)
    if old is None or old.size < head.size:
        ledger.publish(store, ledger_rows.source(), note=note, key=bench.signer.key)
    high_water.keep(bench.config, bench.signer.key, note)
    if Head.objects.get(pk=1).published < head.size:
        bench.run(mark_published, size=head.size)
    return head.size


def mark_published(_work: Work, *, size: int) -> Outcome[None]:
    """Remember that *size* leaves are public; a part of the log's own upkeep, not an event."""
    Head.objects.filter(pk=1, published__lt=size).update(published=size)
    return Granted(None)
