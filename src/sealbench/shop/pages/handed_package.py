"""The package that is handed over in person: a file for a medium, and a slip with its hash."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile, _TemporaryFileWrapper

from sealbench.package import Slip, write_package
from sealbench.seal import new_passphrase, to_passphrase
from sealbench.shop import returns
from sealbench.shop.bench import Bench, Receipt
from sealbench.shop.pages.whole_package import told_when_full, whole_package
from sealbench.shop.procedures.return_content import Collected


@dataclass(frozen=True, slots=True)
class HandedPackage:
    """What the client's slip says: the words that open the package, and its hash."""

    slip: Slip
    words: str = field(repr=False)

    @property
    def fours(self) -> str:
        """Return the hash in groups of four, as people compare it."""
        text = self.slip.sha256
        return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def write(
    bench: Bench, case: str, collected: Collected, receipts: Sequence[Receipt]
) -> HandedPackage:
    """Write the package of *case* under fresh words, in the place of one of before."""
    content = whole_package(bench, collected, receipts)
    words = new_passphrase()
    folder = returns.folder(bench.config)
    with told_when_full(), _part_of(folder) as file:
        slip = write_package(content, file, to_passphrase(words))
        file.flush()
        os.fsync(file.fileno())
        os.replace(file.name, folder / f"{case}.age")  # noqa: PTH105 - all of it, or none
    return HandedPackage(slip, words)


@contextmanager
def _part_of(folder: Path) -> Iterator["_TemporaryFileWrapper[bytes]"]:
    """Make a file beside the finished ones; what was not finished goes."""
    with NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as file:
        try:
            yield file
        finally:
            Path(file.name).unlink(missing_ok=True)
