"""What the screen found in the texts of a request, by field and kind; never the text (A2)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sealbench.screen import Finding
from sealbench.shop.bench.screening import screen

REASONS = ("number", "word", "sample", "harmless")
"""Why a finding is none: nothing is typed, so that the secret cannot slip into the reason."""

Text = tuple[str, str]
"""The name of a field, and what stands in it."""
Override = Mapping[str, str]
"""By the name of a field one of `REASONS`: why what was found in it is none."""
NO_OVERRIDE: Override = {}


@dataclass(frozen=True, slots=True)
class Item:
    """So many findings of one kind in one field."""

    field: str
    kind: str
    weak: bool
    certain: bool
    count: int = 1


@dataclass(frozen=True, slots=True)
class Found:
    """All that the screen found in the texts of one request."""

    items: tuple[Item, ...] = ()

    @property
    def clean(self) -> bool:
        """Tell whether nothing was found."""
        return not self.items

    @property
    def weak(self) -> bool:
        """Tell whether the screen only asks about what it found."""
        return all(item.weak for item in self.items)

    def strong(self) -> "Found":
        """Return what the screen does not only ask about."""
        return Found(tuple(item for item in self.items if not item.weak))

    def __add__(self, other: "Found") -> "Found":
        """Return what was found in both."""
        counts: Counter[tuple[str, str, bool, bool]] = Counter()
        for item in self.items + other.items:
            counts[item.field, item.kind, item.weak, item.certain] += item.count
        return Found(tuple(Item(*key, count) for key, count in counts.items()))

    def needs(self) -> list[str]:
        """Return the fields in which something was found, each once."""
        return list(dict.fromkeys(item.field for item in self.items))


NOTHING = Found()


def found_in(notes: Iterable[Text], names: Iterable[Text] = ()) -> Found:
    """Return what the screen finds in *notes*, and in *names*, which it reads as such."""
    texts = [(*each, "note") for each in notes] + [(*each, "name") for each in names]
    return found_of(
        (name, finding)
        for name, text, context in texts
        for finding in screen(text, context=context).findings
    )


def found_of(findings: Iterable[tuple[str, Finding]]) -> Found:
    """Return *findings*, each with the name of its field, counted by field and kind."""
    counts = Counter(
        (name, each.kind, each.severity == "ask", not each.overridable) for name, each in findings
    )
    return Found(tuple(Item(*key, count) for key, count in counts.items()))
