"""Record the hashes of the pages that seal and open, whenever they change (B1, DESIGN 9).

Whoever compares what a browser was given with the ledger can tell that a page was altered.
"""

from collections.abc import Mapping

from sealbench import canon
from sealbench.keyring import HOUSE
from sealbench.shop.bench import Granted, Outcome, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import KEEPER_ACTOR
from sealbench.shop.records.models import Home


def publish_pages(work: Work, *, hashes: Mapping[str, str]) -> Outcome[bool]:
    """Record *hashes* (name to SHA-384) if they are not the last recorded; tell whether.

    Nothing is recorded before the founding, which is the ledger's first leaf.
    """
    row = Home.objects.select_for_update().get(pk=1)
    content = work.read(row)
    digest = canon.b64u(canon.digest(hashes))
    if row.founded_at is None or not hashes or content.get("pages") == digest:
        return Granted(False)  # noqa: FBT003 - the one value of the outcome
    work.record(work.house.subject, Event.PAGES_PUBLISHED, KEEPER_ACTOR, pages=dict(hashes))
    work.write(row, HOUSE, {**content, "pages": digest})
    row.save(update_fields=["sealed", "version"])
    return Granted(True)  # noqa: FBT003 - the one value of the outcome
