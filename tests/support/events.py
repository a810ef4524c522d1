"""What the journal says, opened with the house's or a subject's key."""

from typing import Any

from sealbench import canon
from sealbench.shop.bench import Bench, Subject, open_event
from sealbench.shop.records.models import Event


def events_of(subject: Subject) -> list[dict[str, Any]]:
    """Return the payloads of *subject*, oldest first."""
    rows = Event.objects.filter(subject_id=subject.id).order_by("counter")
    opened = [open_event(subject, row.counter, bytes(row.sealed))[1] for row in rows]
    return [canon.from_bytes(payload) for payload in opened]


def house_events(bench: Bench) -> list[dict[str, Any]]:
    """Return the payloads of the house, oldest first."""
    return events_of(bench.house.subject)


def refusals(bench: Bench) -> list[tuple[str, str]]:
    """Return action and rule of every refusal that the house recorded."""
    found = [event for event in house_events(bench) if event["type"] == "action:refused"]
    return [(event["action"], event["rule"]) for event in found]
