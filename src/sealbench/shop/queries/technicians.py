"""Who can be put on a job, and what the people of the shop are called."""

from dataclasses import dataclass

from sealbench.ids import PersonId
from sealbench.policy import Role
from sealbench.shop.bench import Bench
from sealbench.shop.records.models import Person


@dataclass(frozen=True, slots=True)
class Technician:
    """An active technician of the signed directory."""

    id: PersonId
    name: str


def technicians(bench: Bench) -> list[Technician]:
    """Return who can be put on a job, by name."""
    rows = Person.objects.filter(state="active", listed_in__isnull=False)
    able = [row for row in rows if Role.TECHNICIAN in row.roles]
    found = [Technician(PersonId(row.pk), bench.read_house(row)["name"]) for row in able]
    return sorted(found, key=lambda each: each.name.casefold())


def staff_names(bench: Bench) -> dict[str, str]:
    """Return the name of everybody who ever worked here, by id."""
    return {row.pk: str(bench.read_house(row)["name"]) for row in Person.objects.all()}
