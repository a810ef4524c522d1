"""What proves a restored home: every living client reads, and the ledger holds."""

from collections.abc import Iterator
from dataclasses import dataclass

from sealbench.errors import GoneError, SealbenchError
from sealbench.ids import ClientId
from sealbench.keyring import HOUSE, Node, client_node
from sealbench.shop.bench import Bench, rows
from sealbench.shop.procedures.check_ledger import Wrong, check_ledger
from sealbench.shop.records.models import (
    Agreement,
    AgreementSignature,
    Client,
    ClientKey,
    Device,
    DirectoryIssue,
    Home,
    Job,
    Link,
    Notice,
    Passkey,
    Person,
    Sealed,
    ServiceKind,
)

_OF_HOUSE: tuple[type[Sealed], ...] = (Home, Person, Passkey, ServiceKind, DirectoryIssue)
_OF_CLIENT: tuple[tuple[type[Sealed], str], ...] = (
    (Client, "pk"),
    (Device, "client_id"),
    (ClientKey, "client_id"),
    (Job, "client_id"),
    (Link, "job__client_id"),
    (Notice, "job__client_id"),
    (Agreement, "client_id"),
    (AgreementSignature, "agreement__client_id"),
)


@dataclass(frozen=True, slots=True)
class Proof:
    """How many clients read, how many were ended, and what is wrong."""

    living: int
    ended: int
    wrong: tuple[Wrong, ...]


def prove(bench: Bench) -> Proof:
    """Read every sealed row and every event of *bench*, and recompute its ledger."""
    wrong = list(check_ledger(bench).wrong)
    wrong += [each for model in _OF_HOUSE for each in _house_rows(bench, model)]
    living, ended = 0, 0
    for client in Client.objects.order_by("pk").values_list("pk", flat=True).iterator():
        try:
            bench.keys.key(client_node(ClientId(client)))
        except GoneError:
            ended += 1
        except SealbenchError as exc:
            wrong.append(Wrong(f"client {client}", str(exc)))
        else:
            living += 1
            wrong += _client_rows(bench, ClientId(client))
    return Proof(living, ended, tuple(wrong))


def _house_rows(bench: Bench, model: type[Sealed]) -> Iterator[Wrong]:
    for row in model._default_manager.iterator():  # noqa: SLF001 - Django's own name
        yield from _read(bench, row, HOUSE)


def _client_rows(bench: Bench, client: ClientId) -> Iterator[Wrong]:
    for model, owner in _OF_CLIENT:
        for row in model._default_manager.filter(**{owner: client}):  # noqa: SLF001 - Django's own name
            yield from _read(bench, row, client_node(client))


def _read(bench: Bench, row: Sealed, node: Node) -> Iterator[Wrong]:
    try:
        rows.read(row, bench.keys.key(node), node.name)
    except (SealbenchError, ValueError) as exc:
        yield Wrong(f"{row._meta.model_name} {row.pk}", str(exc))  # noqa: SLF001 - Django's own name
