"""Locks on a client: nothing is begun of one whose end another node is about to commit (C2).

Where the database locks rows, whoever writes about a client holds the client's row, and whoever
ends one holds all jobs before it, in one order, so that two nodes never wait in a circle.
"""

from collections.abc import Iterable

from sealbench.errors import AbsentError
from sealbench.ids import ClientId
from sealbench.shop.records.models import Client, Job


def locked_client(client: ClientId) -> Client:
    """Return the row of *client*, held until the commit; raise AbsentError where there is none."""
    row = locked_clients([client]).get(client)
    if row is None:
        raise AbsentError("there is no such client")
    return row


def locked_clients(clients: Iterable[ClientId]) -> dict[str, Client]:
    """Return the rows of *clients* by their ids, held until the commit; ended ones are left out."""
    rows = Client.objects.select_for_update(no_key=True).filter(pk__in=list(clients))
    return {row.pk: row for row in rows.order_by("pk")}


def lock_whole_client(client: ClientId) -> None:
    """Hold *client* with every job, until the commit that ends something of them all."""
    jobs = Job.objects.select_for_update(of=("self",)).filter(client=client)
    list(jobs.order_by("pk").values_list("pk", flat=True))
    locked_client(client)
