"""Confirm that a key is gone, and say what went with it: the destruction receipt (C2, A3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sealbench import clock
from sealbench.errors import AbsentError, SealbenchError
from sealbench.ids import JobId
from sealbench.keyring import Node
from sealbench.policy import Action, Refused, Resource, ResourceKind
from sealbench.shop.bench import Granted, Outcome, Subject, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import KEEPER_ACTOR
from sealbench.shop.procedures.erasure_order import ordered_node, read_order
from sealbench.shop.procedures.job_file import JobFile, load_job
from sealbench.shop.procedures.keeper_entry import enter_as_keeper
from sealbench.shop.records.models import Erasure

LIMITS = (
    "Flash memory may keep old cells beyond the reach of any software.",
    "Copies that nobody registered, and pictures of a screen, cannot be destroyed from here.",
)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a client holds in hand: what was destroyed, when ordered, when confirmed."""

    number: int
    logins: int
    ways: int
    files: int
    ordered: str
    confirmed: str


def confirm_erasure(work: Work, *, erasure: str) -> Outcome[Receipt]:
    """Record that the key of *erasure* is gone; refuse while it is still there (C2-3).

    A second time changes nothing and returns the same receipt.
    """
    row = Erasure.objects.select_for_update().filter(pk=erasure).first()
    if row is None or not row.job:
        raise AbsentError("there is no such erasure of a job")
    file = load_job(work, JobId(row.job))
    order = read_order(file.subject, row)
    if row.confirmed_at is not None:
        return Granted(_receipt(file, order, row.confirmed_at))
    facts = {"ordered": bool(order), "keys_destroyed": is_gone(work, ordered_node(row, order))}
    resource = Resource(ResourceKind.ERASURE, row.pk, facts)
    entered = enter_as_keeper(work, Action.CONFIRM_ERASURE, resource, subject=file.subject)
    if isinstance(entered, Refused):
        return entered
    row.confirmed_at = work.seconds
    row.save(update_fields=["confirmed_at"])
    receipt = _receipt(file, order, row.confirmed_at)
    _record(work, file.subject, row, order, receipt)
    return Granted(receipt)


def is_gone(work: Work, node: Node) -> bool:
    """Tell whether the store has no key of *node* any more; in doubt it has."""
    try:
        return work.house.keys.is_gone(node)
    except SealbenchError:
        return False


def _receipt(file: JobFile, order: Mapping[str, Any], confirmed: int) -> Receipt:
    destroys = order["destroys"]
    return Receipt(
        number=file.row.number,
        logins=destroys.get("logins", 0),
        ways=destroys.get("ways", 0),
        files=destroys.get("files", 0),
        ordered=order["at"],
        confirmed=clock.to_text(datetime.fromtimestamp(confirmed, UTC)),
    )


def _record(
    work: Work, subject: Subject, row: Erasure, order: Mapping[str, Any], receipt: Receipt
) -> None:
    about = {name: order[name] for name in ("file", "keep") if name in order}
    work.record(
        subject,
        Event.ERASURE_CONFIRMED,
        KEEPER_ACTOR,
        job=row.job,
        erasure=row.pk,
        ordered=order["at"],
        destroyed={**order["destroys"], "keys": 1 if about else 1 + receipt.logins},
        limits=list(LIMITS),
        **about,
    )
