"""Entries: the sealed rows of clients and devices, opened and folded into terms."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import structlog

from sealbench.errors import GoneError, VerificationError
from sealbench.ids import ClientId
from sealbench.keyring import KeyStore, client_node
from sealbench.shop.bench import rows
from sealbench.shop.bench.search.terms import terms_of
from sealbench.shop.records.models import Client, Device

log = structlog.get_logger()


def clients_in_order() -> Sequence[str]:
    """Return the ids of all clients, the oldest first."""
    return list(Client.objects.order_by("created_at", "pk").values_list("pk", flat=True))


def read_entries(keys: KeyStore, clients: Sequence[str]) -> Iterator[tuple[str, str | None]]:
    """Yield each of *clients* with its terms, in that order; who was ended has none (None)."""
    found = Client.objects.in_bulk(clients)
    devices: dict[str, list[Device]] = defaultdict(list)
    for device in Device.objects.filter(client__in=clients).order_by("pk"):
        devices[device.client_id].append(device)
    for client in clients:
        row = found.get(client)
        yield client, _terms(keys, row, devices[client]) if row else None


def _terms(keys: KeyStore, client: Client, devices: Sequence[Device]) -> str | None:
    node = client_node(ClientId(client.pk))
    try:
        key = keys.key(node)
        content = rows.read(client, key, node.name)
        return terms_of(content, [rows.read(device, key, node.name) for device in devices])
    except GoneError:
        return None
    except VerificationError as exc:
        # Moved or changed behind our back: no reason to find nobody at all.
        log.warning("client not in the search", code=exc.code)
        return ""
