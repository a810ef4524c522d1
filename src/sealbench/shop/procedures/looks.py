"""Looks: each is recorded once per person, record and visit (law 8)."""

from sealbench.shop.bench import Staff
from sealbench.shop.records.models import Look


def is_first_look(who: Staff, record: str) -> bool:
    """Mark that this visit of *who* has looked at *record*; tell whether it had not before."""
    _, fresh = Look.objects.get_or_create(session_id=who.session, record=record)
    return fresh
