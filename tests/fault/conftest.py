"""What the tests of faults share: a shop at rest."""

import pytest

from sealbench.shop.config import Config
from tests.fault.homes import Shop, make_shop


@pytest.fixture
def shop(home: Config) -> Shop:
    """Return a scene with one sealed login, and what was going to happen in it."""
    return make_shop(home)
