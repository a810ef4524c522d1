"""Sweep the store of files: delete what no row names any more, or never did (C2, B1)."""

from collections.abc import Iterator, Sequence

from sealbench.errors import MalformedError
from sealbench.ids import FileId, check_id
from sealbench.keyring import Realm
from sealbench.shop.bench import Bench
from sealbench.shop.objects import Found
from sealbench.shop.procedures.file_objects import drop_objects, kept_objects
from sealbench.shop.records.models import Erasure

_YOUNG = 24 * 3600  # seconds; a file may still be on its way in
_AT_ONCE = 200


def sweep_objects(bench: Bench) -> int:
    """Delete every object whose file was ended, or was never attached; return how many.

    No event: the end of each file was recorded, and what was never attached opens under no key.
    What lies there under a name that is none of ours is left alone.
    """
    now = int(bench.now().timestamp())
    return sum(drop_objects(bench, _orphans(batch, now)) for batch in _batches(bench))


def _batches(bench: Bench) -> Iterator[Sequence[Found]]:
    batch: list[Found] = []
    for found in bench.objects.find():
        if _is_ours(found.name):
            batch.append(found)
        if len(batch) == _AT_ONCE:
            yield batch
            batch = []
    yield batch


def _is_ours(name: str) -> bool:
    try:
        check_id(name)
    except MalformedError:
        return False
    return True


def _orphans(batch: Sequence[Found], now: int) -> list[FileId]:
    names = [found.name for found in batch]
    kept = kept_objects(names)
    ended = Erasure.objects.filter(realm=Realm.CLIENTS, node__in=names)
    dead = set(ended.values_list("node", flat=True))
    return [
        FileId(found.name)
        for found in batch
        if found.name not in kept and (found.name in dead or now - found.at > _YOUNG)
    ]
