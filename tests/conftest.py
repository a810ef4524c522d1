"""What many tests share: a stopped clock and a bench on a fresh home."""

from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from django.db import connections
from hypothesis import settings as hypothesis_settings

django.setup()

from sealbench.policy import Policy  # noqa: E402
from sealbench.shop import config  # noqa: E402 - Django first
from sealbench.shop.bench import Bench, opening  # noqa: E402
from tests.support.cast import Cast  # noqa: E402
from tests.support.clocks import StoppedClock  # noqa: E402
from tests.support.founded import fresh_cast, fresh_home  # noqa: E402

# Speed differs from machine to machine: no deadline; a failing example must be repeatable.
hypothesis_settings.register_profile("house", deadline=None, derandomize=True, max_examples=60)
hypothesis_settings.register_profile("long", deadline=None, max_examples=2_000)
hypothesis_settings.load_profile("house")


@pytest.fixture(scope="session")
def rules() -> Policy:
    return Policy.load()


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
def home(tmp_path: Path) -> config.Config:
    """Return the configuration of a fresh home with an empty, migrated database."""
    return fresh_home(tmp_path)


@pytest.fixture
def bench(home: config.Config, clock: StoppedClock, rules: Policy) -> Iterator[Bench]:
    """Return a bench on the fresh home."""
    made = opening.open_bench(home, clock, rules)
    yield made
    made.executor.close()
    connections.close_all()


@pytest.fixture
def other(bench: Bench, clock: StoppedClock, rules: Policy) -> Iterator[Bench]:
    """Return a second node: a writer and a memory of keys of its own on the same database."""
    made = opening.open_bench(bench.config, clock, rules)
    yield made
    made.executor.close()


@pytest.fixture
def cast(bench: Bench, clock: StoppedClock) -> Cast:
    """Return a founded shop with Olga, Tariq, Nina, Dora and Adam, all listed and signed in."""
    return fresh_cast(bench, clock)
