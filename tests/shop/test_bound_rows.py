"""A sealed row is bound to its table, id, version and client or job: moved, it opens nothing."""

from collections.abc import Callable

import pytest
from django.db.models import Model

from sealbench.errors import VerificationError
from sealbench.ids import ClientId, JobId
from sealbench.keyring import Node, client_node, record_node
from sealbench.shop.bench import Bench, rows
from sealbench.shop.procedures.look_at_client import look_at_client
from sealbench.shop.records.models import Client, ClientKey, Device, Job, Notice
from sealbench.shop.records.models.sealed import Sealed
from tests.support.cast import Cast
from tests.support.endings import Leaver, leaver

WHOSE = {
    Client: "pk",
    Device: "client",
    ClientKey: "client",
    Job: "client",
    Notice: "job__client",
}
RECORDS: dict[type[Sealed], str] = {Device: "brought_by", Job: "pk", Notice: "job_id"}


def of(model: type[Model], who: Leaver) -> Sealed:
    row = model._default_manager.filter(**{WHOSE[model]: who.client}).order_by("pk")[0]  # type: ignore[index]  # each of them is bound to somebody
    assert isinstance(row, Sealed)
    return row


def node_of(row: Sealed) -> Node:
    """Return whose key seals *row*: the record of its job, or the client."""
    for model, job in RECORDS.items():
        if isinstance(row, model):
            return record_node(JobId(getattr(row, job)))
    return client_node(ClientId(getattr(row, "client_id", row.pk)))


def read(bench: Bench, row: Sealed, node: Node) -> dict[str, object]:
    return dict(rows.read(row, bench.keys.key(node), node.name))


def swapped(mine: Sealed, others: Sealed) -> None:
    mine.sealed = others.sealed


def swapped_with_its_version(mine: Sealed, others: Sealed) -> None:
    mine.sealed, mine.version = others.sealed, others.version


def truncated(mine: Sealed, _others: Sealed) -> None:
    mine.sealed = bytes(mine.sealed)[:-1]


def emptied(mine: Sealed, _others: Sealed) -> None:
    mine.sealed = b""


def of_another_version(mine: Sealed, _others: Sealed) -> None:
    mine.version += 1


def of_another_row(mine: Sealed, others: Sealed) -> None:
    mine.pk = others.pk


CHANGES = (
    swapped, swapped_with_its_version, truncated, emptied, of_another_version, of_another_row,
)  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: str(change.__name__))
def test_a_changed_row_opens_nothing(cast: Cast, change: Callable[[Sealed, Sealed], None]) -> None:
    who, other = leaver(cast), leaver(cast)
    for model in WHOSE:
        row, others = of(model, who), of(model, other)
        node = node_of(row)
        assert read(cast.bench, row, node)
        change(row, others)
        with pytest.raises(VerificationError):
            read(cast.bench, row, node)


def test_a_row_under_the_key_of_another_client_or_job_opens_nothing(cast: Cast) -> None:
    who, other = leaver(cast), leaver(cast)
    for model in WHOSE:
        with pytest.raises(VerificationError):
            read(cast.bench, of(model, who), node_of(of(model, other)))


def test_a_page_shows_nothing_of_a_row_that_was_replayed_under_another_client(cast: Cast) -> None:
    who, other = leaver(cast), leaver(cast)
    dora = cast.staff("dora")
    assert cast.bench.run(look_at_client, who=dora, client=who.client).id == who.client
    Client.objects.filter(pk=who.client).update(sealed=of(Client, other).sealed)
    with pytest.raises(VerificationError):
        cast.bench.run(look_at_client, who=dora, client=who.client)
    assert cast.bench.run(look_at_client, who=dora, client=other.client).id == other.client
