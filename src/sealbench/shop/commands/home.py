"""Bringing a home up: settings, folders, secrets, database, house."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.db import connections

from sealbench.errors import MalformedError
from sealbench.shop import config
from sealbench.shop.bench import Bench, opening

_TRIAL = """\
# A trial home, reached on this machine only.  It is marked so on every page.
SEALBENCH_SITE=http://localhost:{port}
SEALBENCH_LISTEN=127.0.0.1:{port}
SEALBENCH_TRIAL=yes
"""


def make_trial_settings(port: int) -> None:
    """Write the settings of a trial home where the home has none."""
    home = os.environ.get(config.PREFIX + "HOME")
    if not home:
        raise MalformedError("the home folder is not named", hint="set SEALBENCH_HOME=…")
    file = Path(home) / config.FILE
    if file.exists() or config.PREFIX + "SITE" in os.environ:
        return
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.write_text(_TRIAL.format(port=port), encoding="utf-8")
    file.chmod(0o600)


def set_up(settings: config.Config) -> None:
    """Make what a home needs and bring its database up to date; harmless when repeated."""
    opening.prepare_home(settings)
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - after django.setup()

    call_command("migrate", verbosity=0)
    opening.found_house(settings, name="My repair shop")


@contextmanager
def opened(settings: config.Config) -> Iterator[Bench]:
    """Open the bench of a home that no server is running on, and close it after."""
    django.setup()
    lock = opening.lock_of(settings)
    lock.take()
    try:
        bench = opening.open_bench(settings)
        try:
            yield bench
        finally:
            bench.executor.close()
    finally:
        connections.close_all()
        lock.release()
