"""What the tests of faults share: a shop at rest, and its backups."""

from pathlib import Path

import pytest

from sealbench.backup import Vault
from sealbench.shop.config import Config
from tests.fault.homes import Shop, make_shop
from tests.fault.vaults import make_backed


@pytest.fixture
def shop(home: Config) -> Shop:
    """Return a scene with one sealed login, and what was going to happen in it."""
    return make_shop(home)


@pytest.fixture
def backed(shop: Shop, tmp_path: Path) -> Vault:
    """Return a vault with one backup of a shop that has changed since."""
    return make_backed(shop, tmp_path / "vault")
