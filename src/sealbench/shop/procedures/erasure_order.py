"""The order to destroy a key, as the journal has it: a row alone must not end any key (C2)."""

from collections.abc import Mapping
from typing import Any

from sealbench.errors import VerificationError
from sealbench.ids import ClientId, JobId
from sealbench.keyring import Node, Realm, client_node, job_node
from sealbench.shop.bench import Subject
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.timeline import read_events
from sealbench.shop.records.models import Erasure

_ORDERS = {Event.ERASURE_ORDERED, Event.CLIENT_ERASURE_ORDERED}


def node_of(row: Erasure) -> Node:
    """Return the key that *row* is about; raise VerificationError unless it is its owner's own."""
    if row.realm == Realm.JOBS and row.node == row.job and not row.client:
        return job_node(JobId(row.node))
    if row.realm == Realm.CLIENTS and row.node == row.client and not row.job:
        return client_node(ClientId(row.node))
    raise VerificationError("this erasure is about another key than that of its owner")


def read_order(subject: Subject, row: Erasure) -> Mapping[str, Any]:
    """Return the event that ordered the erasure of *row*, empty if the journal has none."""
    for event in read_events(subject):
        if event["type"] in _ORDERS and event["erasure"] == row.pk:
            return event
    return {}
