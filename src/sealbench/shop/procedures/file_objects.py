"""The objects of files that ended: deleted after the commit that ended them."""

from collections.abc import Iterable

import structlog

from sealbench.errors import UnavailableError
from sealbench.ids import FileId
from sealbench.shop.bench import Bench

log = structlog.get_logger()


def drop_objects(bench: Bench, files: Iterable[FileId]) -> int:
    """Delete the objects of *files*, whose keys were ended; return how many are gone.

    What the store does not delete now is noise by then, and `sweep_objects` deletes it.
    """
    gone = 0
    for file in files:
        try:
            bench.objects.delete(file)
        except UnavailableError as exc:
            log.warning("object not deleted yet", code=exc.code)
        else:
            gone += 1
    return gone
