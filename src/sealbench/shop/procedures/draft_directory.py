"""Hand a manager's browser what the next directory is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sealbench.canon import JSONValue
from sealbench.policy import Action, Refused
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.procedures.directory_file import genesis_json, load_issues
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.person_file import directory_entry, present_people
from sealbench.statement import SignedStatement


@dataclass(frozen=True, slots=True)
class Draft:
    """Genesis, every issue so far, and the entries of whoever is present, without `since`."""

    genesis: Mapping[str, JSONValue]
    issues: Sequence[SignedStatement]
    people: Sequence[Mapping[str, JSONValue]] = field(repr=False)


def draft_directory(work: Work, *, who: Staff) -> Outcome[Draft]:
    """Return what is to be signed; the browser checks and composes it itself (A1)."""
    decision = enter(work, who=who, action=Action.VIEW_PEOPLE)
    if isinstance(decision, Refused):
        return decision
    people = [directory_entry(work, file) for file in present_people(work)]
    return Granted(Draft(genesis_json(), load_issues(work), people))
