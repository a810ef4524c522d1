from dataclasses import replace
from pathlib import Path

import pytest

from sealbench.errors import ConflictError, UnavailableError
from sealbench.shop import config
from sealbench.shop.bench import opening
from sealbench.shop.home import LOG_KEY, WEB_SECRET, lock_of, make_home, read_secret
from tests.support.cast import Cast


@pytest.fixture
def fresh(tmp_path: Path) -> config.Config:
    return replace(config.load(), home=tmp_path / "home")


def test_a_home_is_made_once_and_then_left_alone(fresh: config.Config) -> None:
    make_home(fresh)
    first = read_secret(fresh, LOG_KEY)
    make_home(fresh)
    assert read_secret(fresh, LOG_KEY) == first
    assert len(first) == 32
    assert fresh.keys.stat().st_mode & 0o077 == 0
    assert (fresh.keys / LOG_KEY).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", [LOG_KEY, WEB_SECRET])
def test_a_lost_secret_is_never_replaced(fresh: config.Config, name: str) -> None:
    make_home(fresh)
    (fresh.keys / name).unlink()
    make_home(fresh)
    with pytest.raises(UnavailableError, match=name):
        read_secret(fresh, name)


def test_a_database_without_its_key_folder_stops_the_start(fresh: config.Config) -> None:
    make_home(fresh)
    fresh.database.touch()
    fresh.keys.rename(fresh.home / "elsewhere")
    with pytest.raises(UnavailableError, match="key folder"):
        make_home(fresh)
    assert not fresh.keys.exists()


def test_a_set_up_that_was_cut_short_is_taken_up_again(fresh: config.Config) -> None:
    half = fresh.home / "keys.new"
    half.mkdir(parents=True)
    (half / LOG_KEY).write_bytes(b"torn")
    make_home(fresh)
    assert len(read_secret(fresh, LOG_KEY)) == 32


def test_one_writer_holds_a_home(fresh: config.Config) -> None:
    lock = lock_of(fresh)
    lock.take()
    with pytest.raises(ConflictError):
        lock_of(fresh).take()
    lock.release()
    other = lock_of(fresh)
    other.take()
    other.release()


def test_another_log_key_than_that_of_genesis_stops_the_start(cast: Cast) -> None:
    home = cast.bench.config
    key = home.keys / LOG_KEY
    whole = key.read_bytes()
    key.write_bytes(bytes(32))
    with pytest.raises(UnavailableError, match="founded"):
        opening.open_bench(home)
    key.write_bytes(whole)
    opening.open_bench(home).executor.close()
