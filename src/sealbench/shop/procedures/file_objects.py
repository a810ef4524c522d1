"""The objects of files that ended: deleted after the commit that ended them."""

from collections.abc import Iterable, Sequence

import structlog

from sealbench.errors import UnavailableError
from sealbench.ids import FileId
from sealbench.shop.bench import Bench
from sealbench.shop.records.models import File, Paper

log = structlog.get_logger()


def kept_objects(names: Sequence[str]) -> set[str]:
    """Return those of *names* that a row names: a file of a job, or a paper of an agreement."""
    found: set[str] = set()
    for model in (File, Paper):
        found |= set(model.objects.filter(pk__in=names).values_list("pk", flat=True))
    return found


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
