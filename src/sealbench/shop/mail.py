"""The mail server that sends notices, read strictly: it says where, as whom, and how covered.

Beyond the loopback every mail goes by TLS with a verified certificate (law 7).  The password
stands in a file of its own, never in a variable, and is read when a mail is sent.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from sealbench.errors import MalformedError
from sealbench.shop.database import LOOPBACK
from sealbench.shop.secret_file import named_file, read_line

SETTINGS = frozenset({"MAIL", "MAIL_FROM", "MAIL_PASSWORD_FILE"})
"""Names of the settings, without the prefix."""

_EXAMPLE = {
    "MAIL": "smtps://shop@mail.example.org:465",
    "MAIL_FROM": "shop@example.org",
    "MAIL_PASSWORD_FILE": "/etc/sealbench/mail.password",
}
_VISIBLE = re.compile(r"[!-~]+")
_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS = re.compile(rf"(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*")
_LONGEST = 254  # RFC 5321, 4.5.3.1.3


class Cover(StrEnum):
    """How the way to the server is covered: the scheme of its address."""

    TLS = "smtps"
    STARTTLS = "smtp+starttls"
    NONE = "smtp"


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over, as whom, and whose name it bears."""

    host: str
    port: int
    cover: Cover
    sender: str = field(repr=False)
    user: str = field(default="", repr=False)
    password_file: Path | None = None

    def password(self) -> str:
        """Return the password; raise UnavailableError where its file gives none."""
        if self.password_file is None:
            return ""
        return read_line(self.password_file, "mail password")


def is_address(text: str) -> bool:
    """Tell whether *text* is an address that mail can be sent to: one, in ASCII, nothing else."""
    return len(text) <= _LONGEST and _ADDRESS.fullmatch(text) is not None


def read(values: Mapping[str, str]) -> MailServer | None:
    """Return the mail server in *values*, None where none is set; raise MalformedError.

    A setting that stands there half is an error, never a server that sends nothing.
    """
    url = values.get("MAIL", "")
    if not url:
        for name in sorted(SETTINGS):
            if values.get(name):
                raise _missing("MAIL", f"SEALBENCH_{name} is set")
        return None
    parts = _parts(url)
    cover = Cover(parts.scheme)
    host, user = parts.hostname or "", unquote(parts.username or "")
    if cover is Cover.NONE and host not in LOOPBACK:
        raise MalformedError(
            "mail would leave without TLS (clause B3)",
            hint=f"add to settings.env: SEALBENCH_MAIL={_EXAMPLE['MAIL']}",
        )
    sender = values.get("MAIL_FROM", "")
    if not sender:
        raise _missing("MAIL_FROM", "SEALBENCH_MAIL is set")
    if not is_address(sender):
        raise MalformedError(
            "SEALBENCH_MAIL_FROM is one address", hint=f"such as {_EXAMPLE['MAIL_FROM']}"
        )
    file = _password_file(values.get("MAIL_PASSWORD_FILE", ""), user)
    return MailServer(host, _port(parts), cover, sender, user, file)


def _parts(url: str) -> SplitResult:
    """Return the parts of *url*, which is never quoted: it may hold what it must not."""
    hint = f"such as SEALBENCH_MAIL={_EXAMPLE['MAIL']}"
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = SplitResult("", "", "", "", "")
    if parts.scheme not in set(Cover) or not _VISIBLE.fullmatch(url):
        raise MalformedError(
            "SEALBENCH_MAIL begins with smtps:// or smtp+starttls://", hint=hint
        ) from None
    if parts.password is not None:
        raise MalformedError(
            "SEALBENCH_MAIL holds a password",
            hint=f"add to settings.env: SEALBENCH_MAIL_PASSWORD_FILE="
            f"{_EXAMPLE['MAIL_PASSWORD_FILE']}, and take it out of the address",
        )
    if not parts.hostname or parts.path or "?" in url or "#" in url:
        raise MalformedError("SEALBENCH_MAIL names a host and a port, no more", hint=hint)
    return parts


def _port(parts: SplitResult) -> int:
    try:
        port = parts.port
    except ValueError:
        port = None
    if not port:
        raise MalformedError(
            "SEALBENCH_MAIL names no port", hint="465 for smtps, 587 for smtp+starttls"
        )
    return port


def _password_file(named: str, user: str) -> Path | None:
    if not named and not user:
        return None
    if not user:
        raise MalformedError(
            "SEALBENCH_MAIL_PASSWORD_FILE is set and SEALBENCH_MAIL names no user",
            hint=f"such as SEALBENCH_MAIL={_EXAMPLE['MAIL']}",
        )
    if not named:
        raise _missing("MAIL_PASSWORD_FILE", "SEALBENCH_MAIL names a user")
    return named_file(named, "MAIL_PASSWORD_FILE", "password")


def _missing(name: str, because: str) -> MalformedError:
    return MalformedError(
        f"the setting SEALBENCH_{name} is missing: {because}",
        hint=f"add to settings.env: SEALBENCH_{name}={_EXAMPLE[name]}",
    )
