"""The objects of files that ended: deleted after the commit that ended them (C2)."""

from collections.abc import Iterable, Sequence

import structlog

from sealbench.errors import UnavailableError
from sealbench.ids import FileId
from sealbench.shop.bench import Bench, Granted, Outcome, Work
from sealbench.shop.procedures.client_erasure import planned
from sealbench.shop.procedures.confirm_erasure import is_gone
from sealbench.shop.procedures.erasure_order import read_order
from sealbench.shop.records.models import Erasure, File, Paper

_FAILURES = 2  # one after the other: the store is not there

log = structlog.get_logger()


def kept_objects(names: Sequence[str]) -> set[str]:
    """Return those of *names* that a row names: a file of a job, or a paper of an agreement."""
    found: set[str] = set()
    for model in (File, Paper):
        found |= set(model.objects.filter(pk__in=names).values_list("pk", flat=True))
    return found


def dead_objects(work: Work, *, erasure: str) -> Outcome[list[FileId]]:
    """Return the objects that *erasure* leaves without a key; none of them while a key is there.

    They are deleted before it is confirmed: what is remembered of them is forgotten with that.
    """
    row = Erasure.objects.filter(pk=erasure, job="", confirmed_at=None).first()
    if row is None:
        return Granted([])
    _, content, nodes = planned(work, row, read_order(work.house.subject, row))
    if not all(is_gone(work, node) for node in nodes):
        return Granted([])
    names = content["plan"].get("objects", [])  # an order of an older version names none
    kept = kept_objects(names)
    return Granted([FileId(name) for name in names if name not in kept])


def drop_objects(bench: Bench, files: Iterable[FileId]) -> int:
    """Delete the objects of *files*, whose keys were ended; return how many are gone.

    What the store does not delete now is noise by then, and `sweep_objects` deletes it.
    Whoever waits for this does not wait for each where the store cannot be reached.
    """
    gone = failed = 0
    for file in files:
        try:
            bench.objects.delete(file)
        except UnavailableError as exc:
            log.warning("object not deleted yet", code=exc.code)
            failed += 1
            if failed == _FAILURES:
                break
        else:
            gone += 1
            failed = 0
    return gone
