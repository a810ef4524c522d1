"""Figures, their floors, and the budgets that hold their ratios."""

import statistics
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_BUDGETS = Path(__file__).with_name("budgets.toml")


@dataclass(frozen=True, slots=True)
class Figure:
    """One line: ours, the floor beside it, and which way is better."""

    name: str
    ours: float
    floor: float
    unit: str
    more_is_better: bool = True

    @property
    def ratio(self) -> float:
        return self.ours / self.floor if self.floor else 0.0


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
        holds = budget is None or (
            each.ratio >= budget if each.more_is_better else each.ratio <= budget
        )
        fine = fine and holds
        sign = ">=" if each.more_is_better else "<="
        told = f"{sign} {budget}" if budget is not None else ""
        print(
            f"{each.name:<44}{each.ours:>12.4g}{each.floor:>12.4g}{each.ratio:>8.2f}"
            f"{told:>9} {each.unit}{'' if holds else '  OVER BUDGET'}"
        )
    return fine
