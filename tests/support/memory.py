"""What lies in the memory of a running server: every process of it, every region it writes to."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

_MOST = 1 << 28  # bytes of one region
# A process may end between being listed and being read, and its memory with it.
_ENDED = (FileNotFoundError, ProcessLookupError)


def processes(first: int) -> set[int]:
    """Return the process *first* and all that descend from it."""
    parents = {}
    for path in Path("/proc").iterdir():
        if path.name.isdigit():
            with suppress(*_ENDED):
                status = (path / "status").read_text()
                parents[int(path.name)] = int(status.split("PPid:\t")[1].split("\n")[0])
    found = {first}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def memory(process: int, *, piece: int, overlap: int) -> Iterator[bytes]:
    """Yield what a process can write to, a *piece* at a time, each with some of the next."""
    with ExitStack() as open_files:
        try:
            maps = Path(f"/proc/{process}/maps").read_text()
            mem = Path(f"/proc/{process}/mem")
            file = open_files.enter_context(mem.open("rb", buffering=0))
        except _ENDED:
            return
        for start, end in re.findall(r"^([0-9a-f]+)-([0-9a-f]+) rw", maps, re.MULTILINE):
            first, last = int(start, 16), min(int(end, 16), int(start, 16) + _MOST)
            for at in range(first, last, piece):
                try:
                    file.seek(at)
                    yield file.read(min(piece + overlap, last - at))
                except OSError:
                    break  # a region that the kernel shows nobody
