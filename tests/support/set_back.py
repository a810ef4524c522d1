"""A shop under which the database of an earlier hour was put."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sealbench.backup import Keep, Vault
from sealbench.shop.bench import Bench, opening
from sealbench.shop.procedures.create_backup import create_backup
from sealbench.shop.procedures.publish_ledger import publish_ledger
from sealbench.shop.records.models import Checkpoint
from sealbench.shop.records.refill import refill
from tests.support.cast import Cast, signed_in, start_session
from tests.support.clocks import StoppedClock
from tests.support.databases import fresh_database
from tests.support.desk import intake, take_in


@dataclass
class SetBack:
    """The shop after it: *then* is how far the ledger is, *known* how far it had come.

    *notes* are checkpoints that browsers saw, by their sizes.
    """

    cast: Cast
    clock: StoppedClock
    folder: Path
    vault: Vault
    backup: str
    then: int
    known: int
    notes: dict[int, str] = field(repr=False)
    count: int = 0

    def open(self, *, older: bool = False) -> Bench:
        return opening.open_bench(self.cast.bench.config, self.clock, older=older)

    def put_back(self) -> None:
        """Put the old database there, once more."""
        self.count += 1
        place = self.folder / f"old-{self.count}"
        place.mkdir()
        fresh_database(place)
        refill(self.vault, self.vault.read(self.backup), instead={})

    def forget(self) -> None:
        """Put the key folder of that hour there, too."""
        (self.cast.bench.config.keys / "high-water").unlink()

    def someone(self, bench: Bench, name: str) -> object:
        """Return the browser of somebody who signs in to the old shop."""
        return signed_in(bench, start_session(bench, self.cast.people[name]))


def set_back(
    cast: Cast,
    clock: StoppedClock,
    folder: Path,
    *,
    meanwhile: Callable[[], None] = lambda: None,
) -> SetBack:
    """Make a backup, let the shop go on for two jobs, and put the database of the backup back."""
    bench = cast.bench
    vault = Vault.make(folder / "vault", home=bench.house.id)
    made = create_backup(bench, vault, keep=Keep())
    notes = {}
    for _ in range(2):
        take_in(cast, intake(cast))
        row = Checkpoint.objects.order_by("-size")[0]
        notes[row.size] = row.note
    meanwhile()
    known = publish_ledger(bench)
    bench.executor.close()
    found = SetBack(cast, clock, folder, vault, made.id, made.size, known, notes)
    found.put_back()
    return found
