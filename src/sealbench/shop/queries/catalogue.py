"""The catalogue: kinds of service, what each needs, and what a client can do instead."""

from collections.abc import Sequence
from dataclasses import dataclass

from sealbench.ids import ServiceId
from sealbench.shop.bench import Bench
from sealbench.shop.records.models import ServiceKind


@dataclass(frozen=True, slots=True)
class Service:
    """One kind of service, in words."""

    id: ServiceId
    name: str
    description: str
    alternatives: str
    login_need: str
    purposes: Sequence[str]
    accesses: Sequence[str]
    retired: bool


def services(bench: Bench, *, retired: bool = False) -> list[Service]:
    """Return the kinds of service in the order of the catalogue; *retired* ones as well."""
    rows = ServiceKind.objects.order_by("position", "pk")
    if not retired:
        rows = rows.filter(retired_at=None)
    return [_service(bench, row) for row in rows]


def service_names(bench: Bench) -> dict[str, str]:
    """Return the name of every kind of service, retired or not, by id."""
    return {each.id: each.name for each in services(bench, retired=True)}


def _service(bench: Bench, row: ServiceKind) -> Service:
    words = bench.read_house(row)
    return Service(
        ServiceId(row.pk),
        words["name"],
        words["description"],
        words["alternatives"],
        row.login_need,
        tuple(row.purposes),
        tuple(row.accesses),
        row.retired_at is not None,
    )
