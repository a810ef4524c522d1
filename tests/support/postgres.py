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
    folder = Path(tempfile.mkdtemp(prefix="sb-pg-", dir="/tmp"))
    try:
        (folder / MADE_HERE).touch()
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        _run("initdb", "-D", f"{folder}/data", "-U", "postgres", "-A", "trust", "--no-sync")
        options = " ".join(f"-c {name}={value or chr(39) * 2}" for name, value in _SETTINGS.items())
        log = f"{folder}/log"
        started = ("-D", f"{folder}/data", "-w", "-l", log, "-o", f"-k {folder} {options}")
        _run("pg_ctl", "start", *started)
        try:
            _run("createdb", "-h", str(folder), "-U", "postgres", "sealbench")
            yield f"postgresql://postgres@/sealbench?host={folder}"
        finally:
            _run("pg_ctl", "stop", "-D", f"{folder}/data", "-m", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(program: str, *arguments: str) -> None:
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
