"""One letter on its way by mail: made so that it says nothing, handed over covered or not at all.

A letter has the shop's name, the number of the job, one sentence and the site: no name, no
token, no address but its own.  Its headers name the site and nothing of this machine.
"""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from enum import Enum

import structlog

from sealbench.errors import MalformedError, UnavailableError
from sealbench.shop.mail import Cover, MailServer, is_address

TIMEOUT = 10.0  # seconds, for each step
_GONE = range(500, 600)  # for good, says the server
_ROUTE = (
    "Open the link on the paper that you got from us, or come to our desk. "
    "No mail of ours leads to your job, and nobody of us asks for a password by mail."
)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Letter:
    """What one mail says, and to whom; *id* is the same whenever it is sent again."""

    id: str
    to: str = field(repr=False)
    shop: str
    text: str


class Fate(Enum):
    """What became of a letter."""

    SENT = "sent"
    LATER = "not taken now"
    NEVER = "never taken at this address"


def compose(letter: Letter, *, sender: str, site: str, host: str, at: datetime) -> EmailMessage:
    """Return *letter* as a message; raise MalformedError for what would write headers of its own.

    *host* is the name of the *site*, the only place that the headers name.
    """
    if not is_address(letter.to) or not letter.shop.isprintable():
        raise MalformedError("this cannot stand in the head of a mail")
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(letter.shop, addr_spec=sender)
    message["To"] = Address(addr_spec=letter.to)
    message["Subject"] = f"A message from {letter.shop}"
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{letter.id}@{host}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(
        f"{letter.text}\n\n{_ROUTE}\n\n{letter.shop}\n{site}\n", cte="quoted-printable"
    )
    return message


def send(server: MailServer, message: EmailMessage, *, host: str) -> Fate:
    """Hand *message* to *server*, greeting as *host*; return what became of it."""
    try:
        connection = connect(server, host=host)
    except UnavailableError as exc:
        log.warning("mail server not reached", because=str(exc))
        return Fate.LATER
    try:
        connection.send_message(message, from_addr=server.sender)
    except smtplib.SMTPRecipientsRefused as exc:
        codes = [code for code, _ in exc.recipients.values()]
        return Fate.NEVER if all(code in _GONE for code in codes) else Fate.LATER
    except (OSError, smtplib.SMTPException) as exc:
        # Neither text nor traceback: a server answers with addresses.
        log.warning("mail not taken", error=type(exc).__name__)
        return Fate.LATER
    finally:
        # It was taken, or not, by now: how the server says farewell changes nothing.
        with suppress(OSError, smtplib.SMTPException):
            connection.quit()
        connection.close()
    return Fate.SENT


def connect(server: MailServer, *, host: str) -> smtplib.SMTP:
    """Return a connection that is covered and signed in; raise UnavailableError without one."""
    password = server.password()
    try:
        connection = _covered(server, host)
    except (OSError, smtplib.SMTPException) as exc:
        raise _unreached(exc) from None
    try:
        if server.user:
            connection.login(server.user, password)
    except (OSError, smtplib.SMTPException) as exc:
        connection.close()
        raise _unreached(exc) from None
    return connection


def _covered(server: MailServer, host: str) -> smtplib.SMTP:
    if server.cover is Cover.TLS:
        return smtplib.SMTP_SSL(
            server.host,
            server.port,
            local_hostname=host,
            timeout=TIMEOUT,
            context=ssl.create_default_context(),
        )
    connection = smtplib.SMTP(server.host, server.port, local_hostname=host, timeout=TIMEOUT)
    if server.cover is Cover.STARTTLS:
        try:
            connection.starttls(context=ssl.create_default_context())
        except (OSError, smtplib.SMTPException):
            connection.close()
            raise
    return connection


def _unreached(exc: Exception) -> UnavailableError:
    """Return the error without what the server answered: that may hold an address."""
    if isinstance(exc, ssl.SSLCertVerificationError):
        return UnavailableError(
            "the certificate of the mail server does not check out",
            hint="name the host as its certificate does; own authorities belong to the system's",
        )
    if isinstance(exc, smtplib.SMTPAuthenticationError):
        return UnavailableError(
            "the mail server refuses user or password",
            hint="look at SEALBENCH_MAIL and the file of the password",
        )
    return UnavailableError("the mail server cannot be reached", hint="look at SEALBENCH_MAIL")
