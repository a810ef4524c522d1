"""Rounds of cycles, ours and the floor's in turns, and the figures that they give."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bench.table import Figure, is_steady, median, quantile


@dataclass(slots=True)
class Run:
    """What one round measured."""

    per_second: float
    cpu: float  # seconds per cycle
    latencies: list[float] = field(default_factory=list)


def timed(
    run: Callable[[], None],
    latencies: list[float],
    *,
    spent: Callable[[], float] = time.process_time,
) -> Run:
    """Return what *run* took for the cycles that it leaves in *latencies*.

    *spent* tells the CPU seconds used so far.
    """
    cpu, began = spent(), time.perf_counter()
    run()
    wall = time.perf_counter() - began
    count = len(latencies)
    return Run(count / wall, (spent() - cpu) / count, latencies)


def figures(kind: str, ours: Sequence[Run], floors: Sequence[Run]) -> list[Figure]:
    """Return rate, latencies and CPU of cycles of *kind*, over all rounds.

    They are steady or not together: the floor's rate between rounds tells of the machine.
    """
    steady = is_steady([run.per_second for run in floors])
    return [
        Figure(f"cycles{kind}", _rate(ours), _rate(floors), "per second", steady=steady),
        *(
            Figure(f"cycle {name}{kind}", of(ours) * 1000, of(floors) * 1000, "ms", False, steady)
            for name, of in (("p50", _p50), ("p99", _p99), ("cpu", _cpu))
        ),
    ]


def _rate(runs: Sequence[Run]) -> float:
    return median([run.per_second for run in runs])


def _cpu(runs: Sequence[Run]) -> float:
    return median([run.cpu for run in runs])


def _p50(runs: Sequence[Run]) -> float:
    return quantile([each for run in runs for each in run.latencies], 0.5)


def _p99(runs: Sequence[Run]) -> float:
    return quantile([each for run in runs for each in run.latencies], 0.99)
