"""A throw-away PostgreSQL cluster: Debian's, on a private socket, gone with its context.

`fsync` is off: what is tested here is what the statements do, not what the disk does.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_FOLDER = Path("/usr/lib/postgresql")
MADE_HERE = "made-by-tests"  # lies beside the socket of a cluster that may be emptied
_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "logging_collector": "off",
    "log_min_messages": "fatal",
}


def binaries() -> Path | None:
    """Return the folder of the newest PostgreSQL of this machine, if there is one."""
    found = sorted(_FOLDER.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


@contextmanager
def cluster() -> Iterator[str]:
    """Run a cluster with one empty database; yield its DATABASE_URL."""
    with founded() as folder, started(folder / "data"):
        run("createdb", "-h", str(folder), "-U", "postgres", "sealbench")
        yield f"postgresql://postgres@/sealbench?host={folder}"


@contextmanager
def founded() -> Iterator[Path]:
    """Make a cluster that does not run yet, in `data` of a folder that goes with the context."""
    folder = Path(tempfile.mkdtemp(prefix="sb-pg-", dir="/tmp"))
    try:
        (folder / MADE_HERE).touch()
        give(folder)
        run("initdb", "-D", f"{folder}/data", "-U", "postgres", "-A", "trust", "--no-sync")
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def started(data: Path) -> Iterator[None]:
    """Run the cluster in *data*, with its socket beside it."""
    options = " ".join(f"-c {name}={value or chr(39) * 2}" for name, value in _SETTINGS.items())
    waited = ("-w", "-t", "100", "-l", f"{data}.log", "-o", f"-k {data.parent} {options}")
    run("pg_ctl", "start", "-D", str(data), *waited)
    try:
        yield
    finally:
        run("pg_ctl", "stop", "-D", str(data), "-m", "immediate")


def give(path: Path) -> None:
    """Give *path* to whom the cluster runs as."""
    if os.geteuid() == 0:
        shutil.chown(path, "postgres", "postgres")


def run(program: str, *arguments: str) -> None:
    """Run one of the programs of PostgreSQL, and fail with what it says if it fails."""
    folder = binaries()
    assert folder is not None, "PostgreSQL is not installed: run make browsers"
    owner = "postgres" if os.geteuid() == 0 else None
    done = subprocess.run(
        [folder / program, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        cwd="/",
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        check=False,
        timeout=120,
        user=owner,
        group=owner,
        extra_groups=[] if owner else None,
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")
