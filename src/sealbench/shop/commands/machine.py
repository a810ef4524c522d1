"""The machine under a home: whether it keeps old blocks of keys, and writes memory to a disk."""

from collections.abc import Iterator
from pathlib import Path

from sealbench.keyring import keeps_old_blocks
from sealbench.shop.config import Config

_SWAPS = Path("/proc/swaps")
_LIMITS = Path("/sys/fs/cgroup")
_BLOCKS = Path("/sys/class/block")


def findings(settings: Config) -> Iterator[tuple[str, str]]:
    """Yield what was looked at, with advice where it is not in order.

    A trial home holds nobody's records: it is looked at, and nothing is advised.
    """
    old, swapped = keeps_old_blocks(settings.keys), may_be_swapped()
    keys = "put keys/ on a small file system of its own, such as ext4: this one keeps old blocks"
    swap = "turn swap off or encrypt it, or set MemorySwapMax=0: it may write down a key"
    real = not settings.trial
    yield "overwritten keys are overwritten on the disk", keys if old and real else ""
    yield "memory stays off the disk", swap if swapped and real else ""


def may_be_swapped(swaps: Path = _SWAPS, limits: Path = _LIMITS, blocks: Path = _BLOCKS) -> bool:
    """Tell whether the system may write memory to a swap space that is not encrypted."""
    areas = [line.split()[0] for line in _lines(swaps)[1:] if line.strip()]
    if all(_is_harmless(Path(area), blocks) for area in areas):
        return False
    groups = (line.rpartition(":")[2] for line in _lines(Path("/proc/self/cgroup")))
    return not any(
        _lines(limits / group.lstrip("/") / "memory.swap.max") == ["0"] for group in groups
    )


def _is_harmless(area: Path, blocks: Path) -> bool:
    """Tell whether *area* lies in memory, or on a device that dm-crypt covers."""
    if area.name.startswith("zram"):
        return True
    kinds = _lines(blocks / area.resolve().name / "dm" / "uuid")
    return bool(kinds) and kinds[0].startswith("CRYPT-")


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
