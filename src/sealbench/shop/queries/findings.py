"""What the screen stopped, for management: by week, kind and deed, never by person or content."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sealbench.shop.bench import Bench
from sealbench.shop.queries.wording import KIND_WORDS, findings_words
from sealbench.shop.records.models import FindingCount, FindingOverride
from sealbench.shop.records.models.findings import OUTCOMES

WEEKS = 12
_MOST = 200  # overrides are shown at the most


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: what it is about, and a count for each of `OUTCOMES`."""

    name: Any
    counts: Sequence[int]


@dataclass(frozen=True, slots=True)
class Passed:
    """A text that was let pass; *number* is that of its job, or None."""

    at: int
    number: int | None
    deed: str
    words: str


@dataclass(frozen=True, slots=True)
class Statistics:
    """The last weeks in which something was found, the newest first, and what they hold."""

    weeks: Sequence[Line]
    kinds: Sequence[Line]
    deeds: Sequence[Line]
    passed: Sequence[Passed] = field(repr=False)
    more: int = 0


def statistics(bench: Bench) -> Statistics:
    """Return the counts of the last `WEEKS` weeks that have any, and the latest overrides."""
    known = FindingCount.objects.values_list("week", flat=True).distinct().order_by("-week")
    rows = list(FindingCount.objects.filter(week__in=list(known[:WEEKS])))
    weeks = _lines(rows, lambda row: row.week, date.fromisoformat)
    kinds = _lines(rows, lambda row: row.kind, lambda kind: KIND_WORDS.get(kind, kind))
    deeds = _lines(rows, lambda row: row.deed, lambda deed: _deed(bench, deed))
    return Statistics(
        sorted(weeks, key=lambda line: line.name, reverse=True),
        _most_first(kinds),
        _most_first(deeds),
        _passed(bench),
        max(0, FindingOverride.objects.count() - _MOST),
    )


def _lines(
    rows: Iterable[FindingCount], key: Callable[[FindingCount], str], name: Callable[[str], Any]
) -> list[Line]:
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        counts = found.setdefault(key(row), dict.fromkeys(OUTCOMES, 0))
        counts[row.outcome] += row.count
    return [Line(name(each), tuple(counts.values())) for each, counts in found.items()]


def _most_first(lines: Iterable[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (-sum(line.counts), str(line.name)))


def _deed(bench: Bench, deed: str) -> str:
    rule = bench.policy.rule(deed)
    return rule.text.rstrip(".") if rule else deed


def _passed(bench: Bench) -> list[Passed]:
    rows = FindingOverride.objects.select_related("job").order_by("-at", "-pk")[:_MOST]
    return [
        Passed(
            row.at,
            row.job.number if row.job else None,
            _deed(bench, row.deed),
            findings_words(row.findings),
        )
        for row in rows
    ]
