"""Agreements from templates: each has a name, a version and a language that never change again.

A text that was published is not edited: a change is a new version beside it, since the bytes of
an agreement must come out the same for as long as somebody may want to compare them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Final

from sealbench.agreement.terms import MOST_NAME, MOST_TEXT, Terms, check_text
from sealbench.agreement.typesetting import EXTENDED, typeset
from sealbench.canon import JSON
from sealbench.errors import MalformedError

MOST_CLAUSES: Final = 20
MOST_ADDRESS: Final = 240
MOST_NUMBER: Final = 40


@dataclass(frozen=True, slots=True)
class Template:
    """A published text: how it is called, which version, and in which languages there is one."""

    name: str
    version: int
    title: str
    about: str
    languages: tuple[str, ...] = ("en",)

    @property
    def key(self) -> str:
        """Return the name and version in one word, to be kept with an agreement."""
        return f"{self.name}.{self.version}"


# The newest version of a name stands first; the older ones stay.
TEMPLATES: Final[Mapping[str, Template]] = MappingProxyType(
    {
        each.key: each
        for each in (
            Template(
                "mutual-nda",
                1,
                "Mutual non-disclosure agreement",
                "Both sides tell each other things, and both keep them to themselves.",
            ),
            Template(
                "confidentiality",
                1,
                "Confidentiality agreement",
                "The client tells or shows, the shop keeps it to itself.",
            ),
        )
    }
)


@dataclass(frozen=True, slots=True)
class Party:
    """One side: its name, its address, and who signs for it ("" where it signs itself)."""

    name: str
    address: str
    signs: str = ""

    def __post_init__(self) -> None:
        """Raise MalformedError for a text that is too long, or not one visible line."""
        check_text("the name of a party", self.name, MOST_NAME)
        check_text("the address of a party", self.address, MOST_ADDRESS, least=0)
        check_text("who signs for a party", self.signs, MOST_NAME, least=0)


@dataclass(frozen=True, slots=True)
class Contract:
    """Everything that is filled into a template; *clauses* are added as they are.

    *drafted* is the day of the draft: with it, the same contract is the same bytes for ever.
    """

    number: str
    drafted: date
    shop: Party = field(repr=False)
    client: Party = field(repr=False)
    terms: Terms
    clauses: Sequence[str] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        """Raise MalformedError for a text that is too long, or not one visible line."""
        check_text("the number", self.number, MOST_NUMBER)
        if len(self.clauses) > MOST_CLAUSES:
            raise MalformedError(f"at most {MOST_CLAUSES} clauses are added")
        for clause in self.clauses:
            check_text("a clause that is added", clause, MOST_TEXT)


def render_contract(template: str, contract: Contract, *, language: str = "en") -> bytes:
    """Return *contract* in the words of *template* (`Template.key`) as a PDF on A4.

    The same bytes each time.  Raise MalformedError for an unknown template or language.
    """
    known = TEMPLATES.get(template)
    if known is None or language not in known.languages:
        raise MalformedError("no such template", hint="choose one of the list")
    made = datetime(*contract.drafted.timetuple()[:3], tzinfo=UTC)
    sheet = {**_sheet(contract), "title": known.title, "template": f"{known.key}.{language}"}
    return typeset(f"{known.key}.{language}", sheet, made=made, standards=EXTENDED)


def _sheet(it: Contract) -> JSON:
    return {
        "number": it.number,
        "drafted": it.drafted.isoformat(),
        "made": [it.drafted.year, it.drafted.month, it.drafted.day],
        "shop": _party(it.shop),
        "client": _party(it.client),
        "confidential": it.terms.confidential,
        "cleared": [each.name for each in it.terms.cleared],
        "valid_from": it.terms.valid_from.isoformat(),
        "valid_until": it.terms.valid_until.isoformat(),
        "notice_days": str(it.terms.notice_days),
        "returned": it.terms.returned,
        "clauses": list(it.clauses),
    }


def _party(party: Party) -> JSON:
    return {"name": party.name, "address": party.address, "signs": party.signs or party.name}
