"""The words of a client and of a device, opened for those who may see them."""

from sealbench.ids import ClientId, JobId
from sealbench.keyring import client_node, record_node
from sealbench.shop.bench import Work
from sealbench.shop.procedures.intake import ClientWords, DeviceWords
from sealbench.shop.records.models import Client, Device
from sealbench.shop.records.statements import changes


def read_client(work: Work, row: Client) -> ClientWords:
    """Return what *row* seals."""
    content = work.read(row, client_node(ClientId(row.pk)))
    parts = ("name", "phone", "email", "channel", "second_channel", "second_address")
    # A row of a version that asked for fewer has no more.
    return ClientWords(*(str(content.get(part, "")) for part in parts))


def read_device(work: Work, row: Device) -> DeviceWords:
    """Return what *row* seals, with its kind."""
    content = work.read(row, record_node(JobId(row.brought_by)))
    return DeviceWords(row.kind, *(str(content[part]) for part in ("make", "model", "serial")))


def write_client(work: Work, row: Client, words: ClientWords) -> None:
    """Seal *words* into *row*, beside what else it holds, and save it."""
    node = client_node(ClientId(row.pk))
    work.write(row, node, {**work.read(row, node), **words.content()})
    row.save(update_fields=["version", "sealed"])
    changes.note(row.pk)


def write_device(work: Work, row: Device, words: DeviceWords) -> None:
    """Seal *words* into *row* and save it."""
    row.kind = words.kind
    work.write(row, record_node(JobId(row.brought_by)), words.content())
    row.save(update_fields=["version", "sealed", "kind"])
    changes.note(row.client_id)
