"""Refusals of strangers: counted per minute, and recorded by the keeper as a count (law 4)."""

from django.db.models import F

from sealbench.shop.bench import Work
from sealbench.shop.records.models import Turned

_MINUTE = 60


def count_stranger(work: Work, route: str, *, times: int = 1) -> None:
    """Count *times* strangers turned away at *route* in this minute."""
    minute = work.seconds // _MINUTE
    row, _ = Turned.objects.get_or_create(minute=minute, route=route)
    Turned.objects.filter(pk=row.pk).update(count=F("count") + times)
