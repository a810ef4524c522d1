"""The people who are put on a job: who fits, and what events call them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sealbench import canon
from sealbench.ids import PersonId
from sealbench.policy import Role
from sealbench.shop.bench import Work
from sealbench.shop.records.models import Person


@dataclass(frozen=True, slots=True)
class Assignees:
    """A technician, and perhaps a deputy, for one job."""

    technician: PersonId
    deputy: PersonId | None = None

    @property
    def people(self) -> tuple[PersonId, ...]:
        """Return both, the technician first."""
        return (self.technician,) if self.deputy is None else (self.technician, self.deputy)

    def fit(self) -> bool:
        """Tell whether each is an active technician of the signed directory, and not twice."""
        people = set(self.people)
        rows = Person.objects.filter(pk__in=people, state="active", listed_in__isnull=False)
        able = {row.pk for row in rows if Role.TECHNICIAN in row.roles}
        return able == people and len(people) == len(self.people)


def named(work: Work, people: Sequence[str]) -> list[dict[str, canon.JSONValue]]:
    """Return *people* as events name them: id and name at the time."""
    rows = {row.pk: row for row in Person.objects.filter(pk__in=people)}
    return [{"id": pk, "name": str(work.read(rows[pk])["name"])} for pk in people if pk in rows]
