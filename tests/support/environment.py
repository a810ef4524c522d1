"""Loaded first (`-p tests.support.environment`): a home of their own for the tests."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import psycopg.sql


def database_of(url: str, worker: str) -> str:
    """Make a database for *worker* beside the one of *url*, and return its address."""
    name = f"sealbench_{worker}"
    with psycopg.connect(url, autocommit=True) as connection:
        if not connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [name]
        ).fetchone():
            connection.execute(
                psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name))
            )
    return urlsplit(url)._replace(path=f"/{name}").geturl()


# Homes lie in memory where there is enough of it: half of the time of the tests went into waiting
# for a disk, and none of them is about one.  A crash in them is a killed process.
_MEMORY, _ENOUGH = Path("/dev/shm"), 4_000_000_000  # noqa: S108 - each makes a folder of its own in it
if (
    "TMPDIR" not in os.environ
    and os.access(_MEMORY, os.W_OK | os.X_OK)
    and shutil.disk_usage(_MEMORY).free > _ENOUGH
):
    os.environ["TMPDIR"] = tempfile.tempdir = str(_MEMORY)

HOME = Path(tempfile.mkdtemp(prefix="sealbench-tests-"))
atexit.register(shutil.rmtree, HOME, ignore_errors=True)

for name in [name for name in os.environ if name.startswith("SEALBENCH_")]:
    del os.environ[name]
(HOME / "settings.env").write_text("SEALBENCH_SITE=http://localhost:8000\nSEALBENCH_TRIAL=yes\n")
os.environ["SEALBENCH_HOME"] = str(HOME)
os.environ["DJANGO_SETTINGS_MODULE"] = "sealbench.shop.settings"
# Playwright keeps an event loop in the thread of the tests, and Django takes that for a mistake.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "yes"

_WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
if _WORKER and "DATABASE_URL" in os.environ:
    os.environ["DATABASE_URL"] = database_of(os.environ["DATABASE_URL"], _WORKER)
