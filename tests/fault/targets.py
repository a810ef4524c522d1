"""What a copy of the rows has of a client or of one job: ways to keys, and what is sealed.

The attack tries to open these.
"""

from sealbench.ids import ClientId, JobId
from sealbench.keyring import HOUSE, Node, Realm, client_node, record_node
from sealbench.shop.bench import rows
from sealbench.shop.bench.journal import event_aad
from sealbench.shop.procedures.case_scope import Scope
from sealbench.shop.procedures.client_erasure import nodes_of
from sealbench.shop.records.models import (
    Client,
    Device,
    Event,
    File,
    Home,
    Job,
    Link,
    Notice,
    Sealed,
)
from tests.fault.attack import Target, path_of


def targets_of_client(client: ClientId) -> list[Target]:
    """Return the ways to every key of *client*, and what the client's own row has sealed."""
    row = Client.objects.get(pk=client)
    return [*_paths(nodes_of(Scope(client))), _row(row, client_node(client).name)]


def everything_of(client: ClientId) -> list[Target]:
    """Return of every key of *client* something that it opens."""
    return [
        *targets_of_client(client),
        *(_row(row, str(row.pk)) for row in Job.objects.filter(client=client)),
        *(_row(row, client) for row in File.objects.filter(job__client=client)),
    ]


def target_of_house() -> Target:
    """Return what the house's key opens."""
    return _row(Home.objects.get(pk=1), HOUSE.name)


def way_to_job(job: JobId) -> list[Target]:
    """Return the ways to the keys of *job* and of its files, and what its own row has sealed."""
    row = Job.objects.get(pk=job)
    scope = Scope(ClientId(row.client_id), job)
    return [*_paths(nodes_of(scope)), _row(row, record_node(job).name)]


def targets_of_job(job: JobId) -> list[Target]:
    """Return the way to *job*, and all else that is sealed under its record's key."""
    found = [
        *Device.objects.filter(brought_by=job),
        *Link.objects.filter(job=job),
        *Notice.objects.filter(job=job),
    ]
    kinds = {type(row).__name__ for row in found}
    assert kinds == {"Device", "Link", "Notice"}
    events = Event.objects.filter(subject=f"job:{job}")
    assert events.exists()
    return [
        *way_to_job(job),
        *(_row(row, record_node(job).name) for row in found),
        *(Target(bytes(e.sealed), event_aad(e.subject_id, e.counter)) for e in events),
    ]


def _paths(nodes: list[Node]) -> list[Target]:
    living = [node for node in nodes if node.realm is Realm.CLIENTS]  # others end with the stop
    return list(dict.fromkeys(target for node in living for target in path_of(node)))


def _row(row: Sealed, owner: str) -> Target:
    bound = rows.aad(row._meta.db_table, row.pk, row.version, owner)
    return Target(bytes(row.sealed), bound)
