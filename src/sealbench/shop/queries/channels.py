"""The transport report: how each channel of this home is covered, and never where it leads.

It says what the settings say: with a channel in the clear beyond the loopback there is no start
(law 7).  No host, port or version stands in it, since anybody may read it.
"""

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from sealbench.shop import database, mail
from sealbench.shop.config import Config


class Cover(StrEnum):
    """How a channel is covered; *unchecked*: encrypted, to a server that could be another."""

    CHECKED = "checked"
    UNCHECKED = "unchecked"
    LOCAL = "local"
    UNUSED = "unused"


@dataclass(frozen=True, slots=True)
class Channel:
    """One way on which data leaves the server's process, and the protocol that it speaks."""

    name: str
    cover: Cover
    protocol: str


def channels(config: Config) -> tuple[Channel, ...]:
    """Return every channel that *config* names, the unused ones too."""
    web = Cover.CHECKED if config.secure else Cover.LOCAL
    return (
        Channel("web", web, "HTTPS" if config.secure else "HTTP"),
        _database(config.database_url),
        _files(config),
        _mail(config.mail),
        _time_stamps(config.time_stamps),
    )


def _database(url: str) -> Channel:
    if not url:
        return Channel("database", Cover.LOCAL, "")
    address = database.read(url)
    if address.is_local:
        return Channel("database", Cover.LOCAL, "")
    is_checked = address.options["sslmode"] == "verify-full"
    return Channel("database", Cover.CHECKED if is_checked else Cover.UNCHECKED, "TLS")


def _files(config: Config) -> Channel:
    if config.objects is None or config.objects.is_local:
        return Channel("files", Cover.LOCAL, "")
    return Channel("files", Cover.CHECKED, "HTTPS")


def _mail(server: mail.MailServer | None) -> Channel:
    if server is None:
        return Channel("mail", Cover.UNUSED, "")
    if server.cover is mail.Cover.NONE:
        return Channel("mail", Cover.LOCAL, "SMTP")
    is_tls = server.cover is mail.Cover.TLS
    return Channel("mail", Cover.CHECKED, "SMTP, TLS" if is_tls else "SMTP, STARTTLS")


def _time_stamps(address: str) -> Channel:
    if not address:
        return Channel("time stamps", Cover.UNUSED, "")
    # An authority in the clear is on the loopback: `Authority` takes no other.
    if urlsplit(address).scheme == "https":
        return Channel("time stamps", Cover.CHECKED, "HTTPS")
    return Channel("time stamps", Cover.LOCAL, "HTTP")
