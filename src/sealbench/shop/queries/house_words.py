"""The house words as management sees them: in force and retired, with who added each."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sealbench.shop.bench import Bench
from sealbench.shop.records.models import HouseWordChange
from sealbench.shop.records.models.house_rules import ADDED, RETIRED


@dataclass(frozen=True, slots=True)
class WordLine:
    """One house word with who added and who retired it; a cue has a *kind*, a veto none."""

    number: int
    word: str = field(repr=False)
    kind: str
    by: str = field(repr=False)
    at: int
    retired_by: str = field(repr=False)
    retired_at: int | None

    @property
    def id(self) -> str:
        """Return the id that an event names."""
        return f"W-{self.number}"


def house_words(bench: Bench) -> Sequence[WordLine]:
    """Return every house word there ever was, by number."""
    changes = list(HouseWordChange.objects.order_by("number"))
    retired = {row.number: row for row in changes if row.deed == RETIRED}
    return [_line(bench, row, retired.get(row.number)) for row in changes if row.deed == ADDED]


def house_word(bench: Bench, number: int) -> WordLine | None:
    """Return word *number* if it is in force."""
    found = (line for line in house_words(bench) if line.number == number)
    return next((line for line in found if line.retired_at is None), None)


def _line(bench: Bench, row: HouseWordChange, retired: HouseWordChange | None) -> WordLine:
    content = bench.read_house(row)
    return WordLine(
        number=row.number,
        word=content["word"],
        kind=content["kind"],
        by=content["by_name"],
        at=row.at,
        retired_by=bench.read_house(retired)["by_name"] if retired else "",
        retired_at=retired.at if retired else None,
    )
