"""The settings of the mail server: whole and covered, or the start stops."""

from pathlib import Path

import pytest

from sealbench.errors import MalformedError, UnavailableError
from sealbench.shop.config import Config, read
from sealbench.shop.mail import Cover, is_address

SECRET = "hunter2 of the mail server"  # noqa: S105 - what must never be shown


def settings(home: Path, **more: str) -> Config:
    site = {"SEALBENCH_SITE": "https://seal.example.org", "SEALBENCH_TRIAL": "no"}
    return read({"SEALBENCH_HOME": str(home), **site, **more})


@pytest.fixture
def whole(tmp_path: Path) -> dict[str, str]:
    file = tmp_path / "mail.password"
    file.write_text(SECRET + "\n")
    return {
        "SEALBENCH_MAIL": "smtps://shop%40example.org@mail.example.org:465",
        "SEALBENCH_MAIL_FROM": "desk@example.org",
        "SEALBENCH_MAIL_PASSWORD_FILE": str(file),
    }


def test_without_any_there_is_no_server(tmp_path: Path) -> None:
    assert settings(tmp_path).mail is None


def test_a_server_is_read_and_shows_no_secret(tmp_path: Path, whole: dict[str, str]) -> None:
    config = settings(tmp_path, **whole)
    server = config.mail
    assert server is not None
    assert (server.host, server.port, server.cover) == ("mail.example.org", 465, Cover.TLS)
    assert (server.user, server.sender) == ("shop@example.org", "desk@example.org")
    assert server.password() == SECRET
    assert SECRET not in repr(config)
    assert "shop@" not in repr(config)


@pytest.mark.parametrize("name", ["MAIL", "MAIL_FROM", "MAIL_PASSWORD_FILE"])
def test_half_of_it_stops_the_start_and_names_the_line(
    tmp_path: Path, whole: dict[str, str], name: str
) -> None:
    del whole[f"SEALBENCH_{name}"]
    with pytest.raises(MalformedError, match=f"SEALBENCH_{name} is missing") as caught:
        settings(tmp_path, **whole)
    assert f"add to settings.env: SEALBENCH_{name}=" in str(caught.value.hint)


@pytest.mark.parametrize(
    ("url", "fine"),
    [
        ("smtps://mail.example.org:465", True),
        ("smtp+starttls://mail.example.org:587", True),
        ("smtp://localhost:25", True),
        ("smtp://127.0.0.1:25", True),
        ("smtp://[::1]:25", True),
        ("smtp://mail.example.org:25", False),
        ("smtp://192.0.2.1:25", False),
        ("smtp://localhost.example.org:25", False),
        ("smtps://mail.example.org", False),
        ("smtps://mail.example.org:0", False),
        ("smtps://mail.example.org:port", False),
        ("smtps://:465", False),
        ("smtps://mail.example.org:465/path", False),
        ("smtps://mail.example.org:465?verify=no", False),
        ("smtps://mail.example.org:465#x", False),
        ("smtps://mail.example.org\n:465", False),
        ("smtps://[mail:465", False),
        ("https://mail.example.org:465", False),
        ("mail.example.org:465", False),
    ],
)
def test_beyond_the_loopback_mail_goes_by_tls(tmp_path: Path, url: str, *, fine: bool) -> None:
    more = {"SEALBENCH_MAIL": url, "SEALBENCH_MAIL_FROM": "desk@example.org"}
    if fine:
        assert settings(tmp_path, **more).mail is not None
        return
    with pytest.raises(MalformedError):
        settings(tmp_path, **more)


def test_a_password_in_the_address_stops_the_start_and_is_not_repeated(
    tmp_path: Path, whole: dict[str, str]
) -> None:
    whole["SEALBENCH_MAIL"] = "smtps://shop:hunter2@mail.example.org:465"
    with pytest.raises(MalformedError, match="holds a password") as caught:
        settings(tmp_path, **whole)
    assert "hunter2" not in f"{caught.value} {caught.value.hint}"
    assert "SEALBENCH_MAIL_PASSWORD_FILE=" in str(caught.value.hint)


def test_a_password_belongs_to_a_user(tmp_path: Path, whole: dict[str, str]) -> None:
    whole["SEALBENCH_MAIL"] = "smtps://mail.example.org:465"
    with pytest.raises(MalformedError, match="names no user"):
        settings(tmp_path, **whole)


@pytest.mark.parametrize("name", ["mail.password", "/nowhere/mail.password"])
def test_the_file_of_the_password_is_there(
    tmp_path: Path, whole: dict[str, str], name: str
) -> None:
    whole["SEALBENCH_MAIL_PASSWORD_FILE"] = name
    with pytest.raises(MalformedError, match="full path of a file"):
        settings(tmp_path, **whole)


@pytest.mark.parametrize("sender", ["desk", "Desk <desk@example.org>", "a@b, c@d", "d@e\nX: y"])
def test_the_sender_is_one_address(tmp_path: Path, whole: dict[str, str], sender: str) -> None:
    whole["SEALBENCH_MAIL_FROM"] = sender
    with pytest.raises(MalformedError, match="one address"):
        settings(tmp_path, **whole)


def test_a_password_that_is_gone_is_told_when_it_is_needed(
    tmp_path: Path, whole: dict[str, str]
) -> None:
    server = settings(tmp_path, **whole).mail
    assert server is not None
    Path(whole["SEALBENCH_MAIL_PASSWORD_FILE"]).unlink()
    with pytest.raises(UnavailableError):
        server.password()


@pytest.mark.parametrize(
    ("text", "fine"),
    [
        ("ida@example.org", True),
        ("ida.l+job@mail.example.org", True),
        ("ida@localhost", True),
        ("ida", False),
        ("ida@", False),
        ("@example.org", False),
        ("ida@example..org", False),
        ("ida@-example.org", False),
        ("i da@example.org", False),
        ("i.da@example.org", True),
        ("i..da@example.org", False),
        (".ida@example.org", False),
        ("ida.@example.org", False),
        ("ida@example.org\n", False),
        ("ida@example.org,nina@example.org", False),
        ("<ida@example.org>", False),
        ("ida@exämple.org", False),
        ("i" * 65 + "@example.org", False),
        ("i@" + ".".join(["e" * 60] * 5), False),
    ],
)
def test_an_address_is_one_and_nothing_else(text: str, *, fine: bool) -> None:
    assert is_address(text) is fine
