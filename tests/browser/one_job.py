"""A shop that is served, and a job whose link nobody has claimed."""

from dataclasses import dataclass

from tests.support.clients import Counter
from tests.support.walks import Walk


@dataclass(frozen=True, slots=True)
class Shop:
    """A served shop, as its staff walk through it, and the job."""

    walk: Walk
    job: Counter

    @property
    def place(self) -> str:
        return f"/jobs/{self.job.number}/"
