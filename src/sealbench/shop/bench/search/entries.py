"""Entries: the sealed rows of clients and devices, opened and folded into terms."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import structlog

from sealbench.errors import GoneError, VerificationError
from sealbench.ids import ClientId, JobId
from sealbench.keyring import Key, Node, client_node, record_node
from sealbench.shop.bench import rows
from sealbench.shop.bench.search.terms import terms_of
from sealbench.shop.records.models import Client, Device, Sealed

# Plain columns: to make an object of each row takes as long as to open it.
_BOX = ("pk", "version", "sealed")
_Box = tuple[str, int, bytes]
_Device = tuple[str, str, int, bytes]  # with the job that it came with before

log = structlog.get_logger()


def clients_in_order() -> Sequence[str]:
    """Return the ids of all clients, the oldest first."""
    return list(Client.objects.order_by("created_at", "pk").values_list("pk", flat=True))


def read_entries(
    key_of: Callable[[Node], Key], clients: Sequence[str]
) -> Iterator[tuple[str, str | None]]:
    """Yield each of *clients* with its terms, in that order; who was ended has none (None)."""
    found = {row[0]: row for row in Client.objects.filter(pk__in=clients).values_list(*_BOX)}
    devices: dict[str, list[_Device]] = defaultdict(list)
    # What belongs to a job that its client has ended is found no more.
    of_them = Device.objects.filter(client__in=clients, job__stopped_at=None)
    for client, *box in of_them.values_list("client", "brought_by", *_BOX):
        devices[client].append((box[0], box[1], box[2], box[3]))
    for client in clients:
        row = found.get(client)
        yield client, _terms(key_of, row, devices[client]) if row else None


def _terms(key_of: Callable[[Node], Key], client: _Box, devices: Sequence[_Device]) -> str | None:
    node = client_node(ClientId(client[0]))
    try:
        content = _open(Client, client, key_of(node), node)
        return terms_of(content, list(_devices(key_of, devices)))
    except GoneError:
        return None
    except VerificationError as exc:
        # Moved or changed behind our back: no reason to find nobody at all.
        log.warning("client not in the search", code=exc.code)
        return ""


def _devices(key_of: Callable[[Node], Key], devices: Sequence[_Device]) -> Iterator[dict[str, Any]]:
    for job, pk, version, sealed in devices:
        node = record_node(JobId(job))
        try:
            key = key_of(node)
        except GoneError:
            continue  # a backup had the row of a job whose record was ended since
        yield _open(Device, (pk, version, sealed), key, node)


def _open(model: type[Sealed], box: _Box, key: Key, node: Node) -> dict[str, Any]:
    pk, version, sealed = box
    table = model._meta.db_table  # noqa: SLF001 - Django's own name
    return rows.open_box(bytes(sealed), key, rows.aad(table, pk, version, node.name))
