"""A home and a shop that are founded once in a process, by the real procedures, and then copied.

Every test gets files and rows of its own; the house, its keys and its people are the same ones.
"""

import hashlib
import shutil
from copy import copy
from dataclasses import replace
from pathlib import Path

from sealbench.shop import config
from sealbench.shop.bench import Bench, opening
from sealbench.shop.home import make_home
from sealbench.shop.records.models import Head
from tests.support import snapshots
from tests.support.cast import Cast, make_cast
from tests.support.clocks import StoppedClock
from tests.support.databases import fresh_database
from tests.support.environment import HOME

_casts: dict[str, Cast] = {}  # by the site, which their passkeys belong to


def fresh_home(folder: Path) -> config.Config:
    """Return the configuration of a home in *folder*, whose database holds the house alone."""
    fresh_database(folder)
    fresh = replace(config.load(), home=folder)
    files = HOME / "founded"
    if not snapshots.is_kept("house"):
        make_home(replace(fresh, home=files))
        opening.found_house(replace(fresh, home=files), name="Corner Repairs")
        snapshots.keep("house", HOME)
    snapshots.put("house")
    shutil.copytree(files, folder, dirs_exist_ok=True)
    return fresh


def fresh_cast(bench: Bench, clock: StoppedClock) -> Cast:
    """Return the cast, with *bench* on a home of `fresh_home` in which nothing has happened."""
    site = bench.config.site
    name = f"cast_{hashlib.sha256(site.encode()).hexdigest()[:8]}"
    if site not in _casts:
        cast = make_cast(bench, clock)
        snapshots.keep(name, HOME)
        _casts[site] = _copied(cast, bench)
        return cast
    assert Head.objects.get(pk=1).size == 0
    snapshots.put(name)
    clock.pass_by(seconds=1)  # as it did while they came in
    return _copied(_casts[site], bench)


def _copied(cast: Cast, bench: Bench) -> Cast:
    people = {name: copy(person) for name, person in cast.people.items()}
    for person in people.values():
        person.passkeys = [copy(passkey) for passkey in person.passkeys]
    return Cast(bench, people, dict(cast.sessions))
