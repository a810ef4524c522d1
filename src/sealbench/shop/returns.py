"""Return packages that wait on this machine to be put on a medium: ciphertext, for a day.

The passphrase is on the client's slip alone.  The folder lies beside the lock, outside of what
is backed up; what is there goes with the destruction, or after a day.
"""

import re
import time
from pathlib import Path

from sealbench.shop.config import Config

_DAY = 24 * 3600  # seconds
_CASE = re.compile(r"[a-z2-7]{24}")


def folder(config: Config) -> Path:
    """Return the folder of what waits, made where there is none."""
    made = config.home / "run" / "returns"
    made.mkdir(mode=0o700, parents=True, exist_ok=True)
    return made


def path_of(config: Config, case: str) -> Path | None:
    """Return where the package of *case* waits, None where none does."""
    if not _CASE.fullmatch(case):
        return None
    path = config.home / "run" / "returns" / f"{case}.age"
    return path if path.exists() else None


def remove(config: Config, case: str) -> None:
    """Remove what waits for *case*; repeating it does no harm."""
    if _CASE.fullmatch(case):
        (folder(config) / f"{case}.age").unlink(missing_ok=True)


def sweep(config: Config) -> None:
    """Remove what has waited for more than a day, and what a crash left half written."""
    for path in folder(config).iterdir():
        if time.time() - path.stat().st_mtime > _DAY:
            path.unlink(missing_ok=True)
