"""The events of a job, opened for those who may see it."""

from collections.abc import Iterator, Mapping
from typing import Any

from sealbench import canon
from sealbench.shop.bench import Subject, open_event
from sealbench.shop.records.models import Event


def read_events(subject: Subject) -> Iterator[Mapping[str, Any]]:
    """Yield the payload of each event of *subject*, the first one first."""
    rows = Event.objects.filter(subject=subject.id).order_by("counter")
    for counter, sealed in rows.values_list("counter", "sealed"):
        _, payload = open_event(subject, counter, bytes(sealed))
        yield canon.parse(payload)
