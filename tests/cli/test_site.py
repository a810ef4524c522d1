from collections.abc import Iterator
from pathlib import Path

import pytest

from sealbench.cli.main import run
from sealbench.shop import config
from sealbench.shop.commands import reach
from sealbench.shop.home import lock_of

TRIAL = "# a trial\nSEALBENCH_SITE=http://localhost:8000\nSEALBENCH_TRIAL=yes\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    (tmp_path / "settings.env").write_text(TRIAL)
    monkeypatch.setenv("SEALBENCH_HOME", str(tmp_path))
    config.load.cache_clear()
    yield tmp_path
    config.load.cache_clear()


@pytest.mark.usefixtures("home")
def test_it_shows_the_site(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["site", "show"]) == 0
    assert capsys.readouterr().out == "http://localhost:8000 trial\n"


def test_it_moves_a_trial_to_its_real_name(home: Path) -> None:
    assert run(["site", "set", "https://seal.example.org"]) == 0
    moved = config.read({"SEALBENCH_HOME": str(home)})
    assert (moved.site, moved.trial, moved.secure) == ("https://seal.example.org", False, True)
    assert (home / "settings.env").read_text().startswith("# a trial\n")
    assert (home / "settings.env").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "site",
    ["http://seal.example.org", "https://192.168.1.2", "seal.example.org", "https://x/y", ""],
)
def test_it_refuses_what_passkeys_or_clients_cannot_use(home: Path, site: str) -> None:
    assert run(["site", "set", site]) == 2
    assert (home / "settings.env").read_text() == TRIAL


def test_it_leaves_a_home_alone_that_stays_held(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reach, "PATIENCE", 0.2)
    lock = lock_of(config.load())
    lock.take()
    try:
        assert run(["site", "set", "https://seal.example.org"]) == 6
    finally:
        lock.release()
    assert (home / "settings.env").read_text() == TRIAL
