"""The transport report, channel by channel."""

from dataclasses import replace
from pathlib import Path

import pytest

from sealbench.shop.config import Config
from sealbench.shop.mail import Cover as MailCover
from sealbench.shop.mail import MailServer
from sealbench.shop.queries.channels import Channel, Cover, channels
from tests.support.buckets import warehouse

LOCAL = Config(
    home=Path("/nowhere"),
    site="http://localhost:8000",
    trial=True,
    database_url="",
    listen="127.0.0.1:8000",
)


def told(config: Config, name: str) -> Channel:
    [found] = [each for each in channels(config) if each.name == name]
    return found


def test_a_trial_on_one_machine_sends_nothing_over_a_wire() -> None:
    assert {each.name: each.cover for each in channels(LOCAL)} == {
        "web": Cover.LOCAL,
        "database": Cover.LOCAL,
        "files": Cover.LOCAL,
        "mail": Cover.UNUSED,
        "time stamps": Cover.UNUSED,
    }


def test_a_site_is_reached_by_https() -> None:
    web = told(replace(LOCAL, site="https://seal.example.org", trial=False), "web")
    assert (web.cover, web.protocol) == (Cover.CHECKED, "HTTPS")


@pytest.mark.parametrize(
    ("url", "cover"),
    [
        ("postgresql://shop@localhost/shop", Cover.LOCAL),
        ("postgresql:///shop?host=/run/postgresql", Cover.LOCAL),
        ("postgresql://shop@db.example.org/shop?sslmode=verify-full", Cover.CHECKED),
        ("postgresql://shop@db.example.org/shop?sslmode=verify-ca", Cover.UNCHECKED),
        ("postgresql://shop@db.example.org/shop?sslmode=require", Cover.UNCHECKED),
    ],
)
def test_a_database_is_near_or_covered(url: str, cover: Cover) -> None:
    database = told(replace(LOCAL, database_url=url), "database")
    assert database.cover is cover
    assert (database.protocol == "TLS") == (cover is not Cover.LOCAL)


@pytest.mark.parametrize(
    ("cover", "expected"),
    [
        (MailCover.TLS, Channel("mail", Cover.CHECKED, "SMTP, TLS")),
        (MailCover.STARTTLS, Channel("mail", Cover.CHECKED, "SMTP, STARTTLS")),
        (MailCover.NONE, Channel("mail", Cover.LOCAL, "SMTP")),
    ],
)
def test_mail_goes_covered_or_not_at_all(cover: MailCover, expected: Channel) -> None:
    server = MailServer("mail.example.org", 465, cover, "shop@example.org")
    assert told(replace(LOCAL, mail=server), "mail") == expected


def test_files_stay_here_or_go_by_https(tmp_path: Path) -> None:
    with warehouse(tmp_path) as near:
        assert told(replace(LOCAL, objects=near.bucket), "files").cover is Cover.LOCAL
        far = replace(near.bucket, endpoint="https://s3.example.org")
    assert told(replace(LOCAL, objects=far), "files") == Channel("files", Cover.CHECKED, "HTTPS")
    amazon = replace(far, endpoint="")
    assert told(replace(LOCAL, objects=amazon), "files").cover is Cover.CHECKED


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://stamps.example.org/tsa", Channel("time stamps", Cover.CHECKED, "HTTPS")),
        ("HTTPS://stamps.example.org", Channel("time stamps", Cover.CHECKED, "HTTPS")),
        ("http://localhost:3161", Channel("time stamps", Cover.LOCAL, "HTTP")),
    ],
)
def test_time_stamps_are_asked_for_by_https_or_on_this_machine(
    address: str, expected: Channel
) -> None:
    assert told(replace(LOCAL, time_stamps=address), "time stamps") == expected
