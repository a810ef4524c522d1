"""The order to destroy a key, as the journal has it: a row alone must not end any key (C2)."""

from collections.abc import Mapping
from typing import Any

from sealbench.errors import VerificationError
from sealbench.ids import FileId, JobId, KeepId, new_id
from sealbench.keyring import Node, file_node, job_node, keep_node
from sealbench.shop.bench import Subject, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.job_file import JobFile
from sealbench.shop.procedures.timeline import read_events
from sealbench.shop.records.models import Erasure

_ORDERS = {Event.ERASURE_ORDERED, Event.CLIENT_ERASURE_ORDERED}


def order_erasure(
    work: Work,
    file: JobFile,
    node: Node,
    actor: Mapping[str, str],
    destroys: Mapping[str, int],
    /,
    **about: str,
) -> str:
    """Order in the journal of *file* that the key of *node* die, and return the erasure's id.

    *about* names what *node* is the key of, where it is not the job itself: a `file`, a `keep`.
    """
    erasure = new_id()
    work.record(
        file.subject,
        Event.ERASURE_ORDERED,
        actor,
        job=file.id,
        erasure=erasure,
        destroys=dict(destroys),
        **about,
    )
    Erasure.objects.create(
        pk=erasure, realm=node.realm, node=node.name, job=file.id, ordered_at=work.seconds
    )
    work.turn.end(node)
    work.scrub()
    return erasure


def ordered_node(row: Erasure, order: Mapping[str, Any]) -> Node:
    """Return the key that *row* is about; raise VerificationError unless *order* is about it too.

    An order that names a file or a kept login is about its key, every other about its job's own.
    """
    if "keep" in order:
        node = keep_node(KeepId(order["keep"]))
    else:
        node = file_node(FileId(order["file"])) if "file" in order else job_node(JobId(row.job))
    if (row.realm, row.node) != (node.realm, node.name):
        raise VerificationError("this erasure is about another key than the one ordered")
    return node


def read_order(subject: Subject, row: Erasure) -> Mapping[str, Any]:
    """Return the event that ordered the erasure of *row*, empty if the journal has none."""
    for event in read_events(subject):
        if event["type"] in _ORDERS and event["erasure"] == row.pk:
            return event
    return {}
