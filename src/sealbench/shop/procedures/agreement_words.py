"""What management writes into an agreement, in its one form before a PDF is set of it (C1)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sealbench.agreement import TEMPLATES, Cleared, Contract, Party, Terms, one_line
from sealbench.agreement.terms import MOST_NAME
from sealbench.errors import MalformedError
from sealbench.ids import PersonId
from sealbench.policy import Role
from sealbench.shop.procedures import free_text
from sealbench.shop.procedures.findings import Found, found_in
from sealbench.shop.records.models import Person

OWN = ""  # the template of a PDF that the client brought


@dataclass(frozen=True, slots=True)
class AgreementWords:
    """What is agreed; *template* is `OWN` for the client's own PDF.

    *cleared* are people of the shop by id and name, *clauses* are added to a template as they are.
    """

    template: str
    confidential: str = field(repr=False)
    returned: str = field(repr=False)
    cleared: Sequence[tuple[PersonId, str]]
    valid_from: date
    valid_until: date
    notice_days: int
    clauses: Sequence[str] = field(default=(), repr=False)

    def checked(self) -> "AgreementWords":
        """Return the words in their one form; raise MalformedError for what has none."""
        if self.template != OWN and self.template not in TEMPLATES:
            raise MalformedError("no such template", hint="choose one of the list")
        if self.template == OWN and self.clauses:
            raise MalformedError("no clause is added to the client's own document")
        made = AgreementWords(
            self.template,
            one_line(free_text.plain(self.confidential, limit=free_text.TEXT, lines=True)),
            one_line(free_text.plain(self.returned, limit=free_text.TEXT, lines=True)),
            tuple(sorted(set(self.cleared))),
            self.valid_from,
            self.valid_until,
            self.notice_days,
            tuple(
                one_line(free_text.plain(each, limit=free_text.TEXT, lines=True))
                for each in self.clauses
                if each.strip()
            ),
        )
        made.terms()
        return made

    def found(self) -> Found:
        """Return what the screen found in all texts."""
        clauses = (("clauses", each) for each in self.clauses)
        return found_in(
            (("confidential", self.confidential), ("returned", self.returned), *clauses)
        )

    def terms(self) -> Terms:
        """Return the terms as data; raise MalformedError for what no agreement can say."""
        return Terms(
            confidential=self.confidential,
            cleared=tuple(Cleared(pk, one_line(name)) for pk, name in self.cleared),
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            notice_days=self.notice_days,
            returned=self.returned,
        )

    def contract(self, *, number: str, drafted: date, shop: Party, client: str) -> Contract:
        """Return what is filled into the template."""
        name = one_line(client)[:MOST_NAME]
        return Contract(
            number, drafted, shop, Party(name, "", ""), self.terms(), clauses=self.clauses
        )


def may_be_cleared(row: Person) -> bool:
    """Tell whether an agreement can clear the person in *row*."""
    return row.state == "active" and row.listed_in is not None and Role.AUDITOR not in row.roles


def fit(people: Sequence[PersonId]) -> bool:
    """Tell whether each of *people* can be cleared now."""
    rows = Person.objects.filter(pk__in=people)
    return {row.pk for row in rows if may_be_cleared(row)} == set(people)
