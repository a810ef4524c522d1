"""Show the clients whom a search has found; each of them learns of it (A5)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sealbench.errors import GoneError
from sealbench.ids import ClientId
from sealbench.policy import ENDED, Action
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.procedures.client_lock import locked_clients
from sealbench.shop.procedures.client_words import read_client
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.looks import record_finding
from sealbench.shop.records.models import Client, Job

_TAIL = 3  # digits


@dataclass(frozen=True, slots=True)
class FoundJob:
    """An open job of a client, as a board would show it."""

    number: int
    device: str
    state: str


@dataclass(frozen=True, slots=True)
class FoundClient:
    """A client as the desk tells one from another: the name, and the end of the number."""

    id: ClientId
    name: str = field(repr=False)
    hint: str = field(repr=False)
    jobs: Sequence[FoundJob]


def show_found(
    work: Work, *, who: Staff, clients: Sequence[ClientId]
) -> Outcome[list[FoundClient]]:
    """Return *clients* by name; each look is recorded, once per person, client and visit.

    Who was ended meanwhile is passed over.
    """
    decision = enter(work, who=who, action=Action.FIND_CLIENT)
    if not isinstance(decision, Granted):
        return decision
    rows = locked_clients(clients)
    living = [rows[client] for client in clients if client in rows]
    found = (_show(work, who, row) for row in living if row.stopped_at is None)
    return Granted([each for each in found if each is not None])


def _show(work: Work, who: Staff, row: Client) -> FoundClient | None:
    try:
        words = read_client(work, row)
    except GoneError:
        return None
    record_finding(work, who, row)
    tail = "".join(letter for letter in words.phone if letter.isdigit())[-_TAIL:]
    return FoundClient(ClientId(row.pk), words.name, tail, _jobs(row))


def _jobs(row: Client) -> list[FoundJob]:
    ended = [state.value for state in ENDED]
    open_ones = Job.objects.filter(client=row).exclude(state__in=ended).select_related("device")
    return [
        FoundJob(job.number, job.device.kind, job.state) for job in open_ones.order_by("-number")
    ]
