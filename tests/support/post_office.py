"""A post office: a real SMTP server (aiosmtpd) on the loopback, with an authority of its own.

It keeps what it was given, as bytes, and can refuse, drop or be slow as a test wants.
"""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from sealbench.shop.mail import Cover, MailServer

USER, PASSWORD = "shop", "a password of the post office"
SENDER = "desk@repairs.example"


@dataclass(slots=True)
class Office:
    """What came in, and how the server behaves."""

    server: MailServer
    letters: list[Envelope] = field(default_factory=list)
    greetings: list[str] = field(default_factory=list)
    recipients: str = "250 OK"
    data: str = "250 OK"
    farewell: str = "221 Bye"
    on_greeting: Callable[[], None] = lambda: None
    on_letter: Callable[[], None] = lambda: None

    @property
    def texts(self) -> list[str]:
        """Return each letter as it went over the wire."""
        return [(each.original_content or b"").decode() for each in self.letters]

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's names
        self, _server: SMTP, session: Session, _envelope: Envelope, name: str, answers: list[str]
    ) -> list[str]:
        """Note who greets."""
        session.host_name = name
        self.greetings.append(name)
        self.on_greeting()
        return answers

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, to: str, _options: list[str]
    ) -> str:
        """Take the recipient, or answer as the test wants."""
        if self.recipients.startswith("250"):
            envelope.rcpt_tos.append(to)
        return self.recipients

    async def handle_DATA(  # noqa: N802
        self, _server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep the letter of whoever signed in, or answer as the test wants."""
        if not session.authenticated:
            return "530 sign in"
        if self.data.startswith("250"):
            self.letters.append(envelope)
            self.on_letter()
        return self.data

    async def handle_QUIT(  # noqa: N802
        self, _server: SMTP, _session: Session, _envelope: Envelope
    ) -> str:
        """Say farewell."""
        return self.farewell


@contextmanager
def post_office(
    folder: Path, cover: Cover = Cover.TLS, *, starttls: bool = True
) -> Iterator[Office]:
    """Run an office whose certificate is of the authority in `folder/ca.pem`.

    Without *starttls* it offers none, as a server does that somebody in between cut short.
    """
    secret = folder / "mail.password"
    secret.write_text(PASSWORD + "\n")
    file = make_certificate(folder, "localhost")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    port = _free_port()
    office = Office(MailServer("localhost", port, cover, SENDER, USER, secret))
    options: dict[str, Any] = {"authenticator": _check}
    if cover is Cover.TLS:
        options |= {"ssl_context": context, "auth_require_tls": False}
    elif starttls:
        options |= {"tls_context": context, "require_starttls": True, "auth_required": True}
    else:
        options |= {"auth_require_tls": False}
    controller = _Controller(office, hostname="localhost", port=port, **options)
    controller.start()
    try:
        yield office
    finally:
        controller.stop()


class _Controller(Controller):
    """One that is ready when its thread says so: its own probe speaks TLS as a server."""

    def _trigger_server(self) -> None:
        with socket.create_connection((self.hostname, self.port), 1.0):
            pass


def make_certificate(folder: Path, host: str) -> Path:
    """Make an authority in `ca.pem` and a certificate of it for *host*; return key and chain."""
    authority, name = ec.generate_private_key(ec.SECP256R1()), _name("An authority of the test")
    root = _certificate(name, name, authority.public_key()).add_extension(
        x509.BasicConstraints(ca=True, path_length=0), critical=True
    )
    usage = x509.KeyUsage(
        digital_signature=False, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=True, crl_sign=True,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
    signed = root.add_extension(usage, critical=True).sign(authority, hashes.SHA256())
    (folder / "ca.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    key = ec.generate_private_key(ec.SECP256R1())
    names = x509.SubjectAlternativeName([x509.DNSName(host)])
    leaf = _certificate(_name(host), name, key.public_key()).add_extension(names, critical=False)
    chain = leaf.sign(authority, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file = folder / "server.pem"
    file.write_bytes(secret + chain)
    return file


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return x509.CertificateBuilder(
        issuer, subject, key, x509.random_serial_number(), now - timedelta(hours=1),
        now + timedelta(days=1),
    )  # fmt: skip


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _check(
    _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: LoginPassword
) -> AuthResult:
    known = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=known, handled=False)  # the server itself says no
