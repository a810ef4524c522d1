"""A throw-away PostgreSQL that keeps what it commits, on a disk that may be slow.

The cluster of the tests syncs nothing; here it is started anew with the settings that a shop
has.  The slow disk is strace, which holds each `fdatasync` of the server back and stops it
at no other call: `commit_delay` would not do, since a leader waits there *before* it takes
the others along, so that commits group as no disk lets them.
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
from tests.support.postgres import binaries, cluster

_SETTINGS = ("fsync=on", "synchronous_commit=on", "listen_addresses=", "log_min_messages=fatal")
_PATIENCE = 30.0


def missing(*, slow: bool) -> str:
    """Return what this machine lacks for a cluster, empty where nothing is missing."""
    folder = binaries()
    if folder is None or not (folder / "pgbench").exists():
        return "PostgreSQL is not installed (make browsers)"
    if slow and not _may_trace():
        return "strace is not installed (make browsers) or not permitted"
    return ""


@contextmanager
def durable_cluster(delay: float = 0.0) -> Iterator[str]:
    """Run a cluster; yield its DATABASE_URL.  *delay* seconds are added to each sync of its log."""
    process: subprocess.Popen[bytes] | None = None
    try:
        with cluster() as url:
            _stop(_folder(url))
            process = _start(_folder(url), delay)
            _await(url, process)
            yield url
    finally:
        if process is not None:
            process.wait(_PATIENCE)  # the cluster has been stopped by now


def postmaster(url: str) -> int:
    """Return the process that all others of the cluster at *url* descend from."""
    return int((_folder(url) / "data/postmaster.pid").read_text().split()[0])


def _folder(url: str) -> Path:
    return Path(parse_qs(urlsplit(url).query)["host"][0])


def _stop(folder: Path) -> None:
    mark = folder / "data/postmaster.pid"
    os.kill(int(mark.read_text().split()[0]), signal.SIGINT)
    end = time.monotonic() + _PATIENCE
    while mark.exists():
        if time.monotonic() > end:
            raise SystemExit("PostgreSQL does not stop")
        time.sleep(0.05)


def _start(folder: Path, delay: float) -> "subprocess.Popen[bytes]":
    programs = binaries()
    assert programs is not None, "PostgreSQL is not installed"
    owner = "postgres" if os.geteuid() == 0 else None
    options = [part for each in _SETTINGS for part in ("-c", each)]
    return subprocess.Popen(
        [*_slow_disk(delay), programs / "postgres", "-D", folder / "data", "-k", folder, *options],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        user=owner,
        group=owner,
        extra_groups=[] if owner else None,
        start_new_session=True,  # an interrupt is ours: we stop it in order
    )


def _may_trace() -> bool:
    if shutil.which("strace") is None:
        return False
    done = subprocess.run([*_slow_disk(0.001), "true"], capture_output=True, check=False)
    return done.returncode == 0


def _slow_disk(delay: float) -> list[str]:
    if not delay:
        return []
    held = f"inject=fdatasync:delay_exit={delay * 1e6:.0f}"
    quiet = ("-f", "--seccomp-bpf", "-qqq", "-o", "/dev/null")
    return ["strace", *quiet, "-e", "trace=fdatasync", "-e", held]


def _await(url: str, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit("PostgreSQL does not come up")
