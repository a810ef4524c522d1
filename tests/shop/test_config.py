from pathlib import Path

import pytest

from sealbench.errors import MalformedError
from sealbench.shop import database
from sealbench.shop.config import Config, read

SITE = {"SEALBENCH_SITE": "https://seal.example.org", "SEALBENCH_TRIAL": "no"}


def settings(home: Path, **more: str) -> Config:
    return read({"SEALBENCH_HOME": str(home), **SITE, **more})


def test_it_reads_the_environment_and_the_file_of_the_home(tmp_path: Path) -> None:
    (tmp_path / "settings.env").write_text("# a comment\n\nSEALBENCH_LISTEN=127.0.0.1:9000\n")
    config = settings(tmp_path)
    assert (config.listen, config.host, config.secure) == (
        "127.0.0.1:9000",
        "seal.example.org",
        True,
    )
    assert config.database == tmp_path / "data" / "shop.db"


@pytest.mark.parametrize("name", ["SEALBENCH_SITE", "SEALBENCH_TRIAL"])
def test_a_missing_setting_stops_the_start_and_names_the_line(tmp_path: Path, name: str) -> None:
    without = {key: value for key, value in SITE.items() if key != name}
    with pytest.raises(MalformedError, match=name) as caught:
        read({"SEALBENCH_HOME": str(tmp_path), **without})
    assert f"{name}=" in str(caught.value.hint)


def test_a_home_must_be_named() -> None:
    with pytest.raises(MalformedError, match="home"):
        read(SITE)


def test_an_unknown_setting_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(MalformedError, match="SEALBENCH_SIET"):
        settings(tmp_path, SEALBENCH_SIET="x")


@pytest.mark.parametrize(
    "line", ["SEALBENCH_SITE", "SITE=http://localhost", "SEALBENCH_TRIAL=yes\nSEALBENCH_TRIAL=no"]
)
def test_a_line_that_is_no_setting_stops_the_start(tmp_path: Path, line: str) -> None:
    (tmp_path / "settings.env").write_text(line)
    with pytest.raises(MalformedError, match=r"settings\.env"):
        settings(tmp_path)


@pytest.mark.parametrize("value", ["true", "1", "Yes", ""])
def test_a_truth_has_two_spellings(tmp_path: Path, value: str) -> None:
    with pytest.raises(MalformedError, match="TRIAL"):
        settings(tmp_path, SEALBENCH_TRIAL=value)


@pytest.mark.parametrize(
    "site",
    [
        "http://seal.example.org",
        "ftp://localhost",
        "https://",
        "seal.example.org",
        "https://seal.example.org/x",
        "https://192.168.1.2",
        "https://[fe80::abcd]",
        "https://u:p@seal.example.org",
        "https://seal.example.org?x",
        "https://Seal.example.org",
    ],
)
def test_a_site_in_the_clear_or_without_a_name_stops_the_start(tmp_path: Path, site: str) -> None:
    with pytest.raises(MalformedError):
        settings(tmp_path, SEALBENCH_SITE=site)


def test_plain_http_is_for_the_loopback(tmp_path: Path) -> None:
    assert not settings(tmp_path, SEALBENCH_SITE="http://localhost:8000").secure


@pytest.mark.parametrize("listen", ["0.0.0.0:80", "192.168.1.2:8000", "[::]:80"])
def test_it_listens_on_the_loopback_only(tmp_path: Path, listen: str) -> None:
    with pytest.raises(MalformedError, match="B3"):
        settings(tmp_path, SEALBENCH_LISTEN=listen)


@pytest.mark.parametrize(
    ("url", "fine"),
    [
        ("postgresql://a@db.example.org/x", False),
        ("postgresql://a@db.example.org/x?sslmode=prefer", False),
        ("postgresql://a@db.example.org/x?sslmode=verify-full", True),
        ("postgresql://a@localhost/x", True),
        ("postgresql:///x?host=/run/postgresql", True),
        ("postgresql:///x?host=db.example.org", False),
        ("postgresql://a@db.example.org/x?sslmode=verify-full&sslmode=disable", False),
        ("postgresql://a@localhost/x?hostaddr=203.0.113.9", False),
        ("postgresql://a@localhost/x?host=db.example.org", False),
        ("postgresql://a@localhost/x?service=elsewhere", False),
        ("postgresql:///x", False),
        ("mysql://a@localhost/x", False),
        ("postgresql://a@localhost:port/x", False),
    ],
)
def test_a_database_beyond_the_loopback_needs_tls(tmp_path: Path, url: str, *, fine: bool) -> None:
    if fine:
        assert settings(tmp_path, DATABASE_URL=url).database_url == url
        return
    with pytest.raises(MalformedError):
        settings(tmp_path, DATABASE_URL=url)


@pytest.mark.parametrize("name", ["PGHOST", "PGHOSTADDR", "PGSERVICE"])
def test_the_environment_of_libpq_leads_nowhere_else(tmp_path: Path, name: str) -> None:
    with pytest.raises(MalformedError, match=name):
        settings(tmp_path, **{name: "db.example.org"})


def test_an_address_of_a_database_is_taken_apart() -> None:
    address = database.read("postgresql://a%40b:p%2Fw@localhost:5433/x?application_name=s")
    assert (address.host, address.port, address.name) == ("localhost", "5433", "x")
    assert (address.user, address.password) == ("a@b", "p/w")
    assert address.options == {"sslmode": "prefer", "application_name": "s"}
    assert "p/w" not in repr(address)


def test_the_cover_of_the_roots_is_one_that_there_is(tmp_path: Path) -> None:
    assert settings(tmp_path).roots == "file"
    assert settings(tmp_path, SEALBENCH_ROOTS="host+tpm2").roots == "host+tpm2"
    with pytest.raises(MalformedError, match="SEALBENCH_ROOTS"):
        settings(tmp_path, SEALBENCH_ROOTS="vault")
