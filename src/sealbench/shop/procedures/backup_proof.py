"""What proves a restored home: every living client reads, and the ledger holds."""

from collections.abc import Iterator
from dataclasses import dataclass

from sealbench.errors import GoneError, SealbenchError
from sealbench.ids import ClientId, FileId, JobId
from sealbench.keyring import HOUSE, Node, client_node, file_node, record_node
from sealbench.shop.bench import Bench, rows
from sealbench.shop.procedures.check_ledger import Wrong, check_ledger
from sealbench.shop.records.models import (
    Agreement,
    AgreementSignature,
    Client,
    ClientKey,
    Device,
    DirectoryIssue,
    File,
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
    (ClientKey, "client_id"),
    (Agreement, "client_id"),
    (AgreementSignature, "agreement__client_id"),
)
# Each with the way to its client, and where it says which job's record it belongs to.
_OF_RECORD: tuple[tuple[type[Sealed], str, str], ...] = (
    (Device, "client_id", "brought_by"),
    (Job, "client_id", "pk"),
    (Link, "job__client_id", "job_id"),
    (Notice, "job__client_id", "job_id"),
)


@dataclass(frozen=True, slots=True)
class Proof:
    """How many clients read, how many were ended, what is wrong, and how many keys there are."""

    living: int
    ended: int
    keys: int
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
    return Proof(living, ended, living + _keys(bench), tuple(wrong))


def _keys(bench: Bench) -> int:
    """Return how many records of jobs, and files, have a key."""
    jobs = (record_node(JobId(pk)) for pk in Job.objects.values_list("pk", flat=True).iterator())
    files = (file_node(FileId(pk)) for pk in File.objects.values_list("pk", flat=True).iterator())
    return sum(_has_key(bench, node) for node in (*jobs, *files))


def _has_key(bench: Bench, node: Node) -> bool:
    try:
        bench.keys.key(node)
    except GoneError:
        return False
    return True


def _house_rows(bench: Bench, model: type[Sealed]) -> Iterator[Wrong]:
    for row in model._default_manager.iterator():  # noqa: SLF001 - Django's own name
        yield from _read(bench, row, HOUSE)


def _client_rows(bench: Bench, client: ClientId) -> Iterator[Wrong]:
    for model, owner in _OF_CLIENT:
        for row in model._default_manager.filter(**{owner: client}):  # noqa: SLF001 - Django's own name
            yield from _read(bench, row, client_node(client))
    for model, owner, job in _OF_RECORD:
        for row in model._default_manager.filter(**{owner: client}):  # noqa: SLF001 - Django's own name
            node = record_node(JobId(getattr(row, job)))
            if _has_key(bench, node):  # else the job's record was ended since
                yield from _read(bench, row, node)


def _read(bench: Bench, row: Sealed, node: Node) -> Iterator[Wrong]:
    try:
        rows.read(row, bench.keys.key(node), node.name)
    except (SealbenchError, ValueError) as exc:
        yield Wrong(f"{row._meta.model_name} {row.pk}", str(exc))  # noqa: SLF001 - Django's own name
