"""Figures, their floors, and the budgets that hold their ratios."""

import statistics
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_BUDGETS = Path(__file__).with_name("budgets.toml")
_STEADY = 2.0  # how far the rate of a floor may wander before it measures the neighbours


@dataclass(frozen=True, slots=True)
class Figure:
    """One line: ours, the floor beside it, which way is better; *steady* if the floor was."""

    name: str
    ours: float
    floor: float
    unit: str
    more_is_better: bool = True
    steady: bool = True

    @property
    def ratio(self) -> float:
        return self.ours / self.floor if self.floor else 0.0

    def keeps(self, budget: float | None) -> bool:
        """Tell whether *budget* holds; where the floor did not hold still, nothing is broken."""
        if budget is None or not self.steady:
            return True
        return self.ratio >= budget if self.more_is_better else self.ratio <= budget


def from_rounds(
    name: str,
    ours: Sequence[float],
    floors: Sequence[float],
    unit: str,
    *,
    more_is_better: bool = True,
) -> Figure:
    """Return the medians of rounds, steady as the floor was."""
    return Figure(name, median(ours), median(floors), unit, more_is_better, is_steady(floors))


def is_steady(values: Sequence[float]) -> bool:
    """Tell whether *values*, the rates or times of a floor, stayed within a factor of two."""
    return max(values) <= _STEADY * min(values)


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def quantile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def show(figures: Sequence[Figure]) -> bool:
    """Print the table; return whether every budget holds."""
    budgets = tomllib.loads(_BUDGETS.read_text())
    fine = True
    print(f"{'':<44}{'ours':>12}{'floor':>12}{'ratio':>8}{'budget':>9}")
    for each in figures:
        budget = budgets.get(each.name, {}).get("ratio")
        fine = fine and each.keeps(budget)
        print(_line(each, budget))
    return fine


def _line(figure: Figure, budget: float | None) -> str:
    sign = ">=" if figure.more_is_better else "<="
    told = f"{sign} {budget}" if budget is not None else ""
    remark = "" if figure.steady else "  inconclusive"
    if not figure.keeps(budget):
        remark = "  OVER BUDGET"
    return (
        f"{figure.name:<44}{figure.ours:>12.4g}{figure.floor:>12.4g}{figure.ratio:>8.2f}"
        f"{told:>9} {figure.unit}{remark}"
    )
