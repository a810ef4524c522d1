"""The order to destroy a key, as the journal has it: a row alone must not end any key (C2)."""

from collections.abc import Mapping
from typing import Any

from sealbench.errors import VerificationError
from sealbench.keyring import Node, Realm
from sealbench.shop.bench import Subject
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.timeline import read_events
from sealbench.shop.records.models import Erasure


def node_of(row: Erasure) -> Node:
    """Return the key that *row* is about; raise VerificationError unless it is its job's own."""
    if row.realm != Realm.JOBS or row.node != row.job:
        raise VerificationError("this erasure is about another key than that of its job")
    return Node(Realm.JOBS, row.node)


def read_order(subject: Subject, row: Erasure) -> Mapping[str, Any]:
    """Return the event that ordered the erasure of *row*, empty if the journal has none."""
    for event in read_events(subject):
        if event["type"] == Event.ERASURE_ORDERED and event["erasure"] == row.pk:
            return event
    return {}
