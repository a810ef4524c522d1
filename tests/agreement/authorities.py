"""A time stamp authority of our own, by `openssl ts`, on the loopback."""

import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID

from sealbench.agreement.time_stamps import MOST_ANSWER

REPLY: Final = "application/timestamp-reply"
_SETTINGS = """
[tsa]
default_tsa = mine
[mine]
serial = serial
crypto_device = builtin
signer_cert = tsa.pem
certs = root.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ordering = yes
tsa_name = yes
"""

_SIGNS = "digital_signature"
_USAGES = (
    _SIGNS, "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
    "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
)  # fmt: skip

Key = ec.EllipticCurvePrivateKey
Answer = Callable[[bytes], tuple[int, str, bytes]]


class Stamps:
    """An authority with keys of its own in *folder*; *root* is what trusts it (DER)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "ts.cnf").write_text(_SETTINGS)
        (folder / "serial").write_text("01\n")
        root_key, root = _certificate("Stamps root", authority=True)
        key, certificate = _certificate("Stamps of the test", by=(root_key, root))
        for name, data in (
            ("root.pem", root.public_bytes(Encoding.PEM)),
            ("tsa.pem", certificate.public_bytes(Encoding.PEM)),
            ("tsa.key", key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())),
        ):
            (folder / name).write_bytes(data)
        self.root = root.public_bytes(Encoding.DER)

    def answer(self, query: bytes) -> tuple[int, str, bytes]:
        """What an authority answers to *query*."""
        (self.folder / "query").write_bytes(query)
        made = self._openssl("ts", "-reply", "-config", "ts.cnf", "-section", "mine",
                             "-queryfile", "query")  # fmt: skip
        return 200, REPLY, made

    def broken(self, query: bytes) -> tuple[int, str, bytes]:
        """What it answers with one bit of its signature turned."""
        status, kind, made = self.answer(query)
        return status, kind, made[:-1] + bytes([made[-1] ^ 1])

    def accepts(self, query: bytes, answer: bytes) -> bool:
        """Tell whether `openssl ts -verify` takes *answer* for *query*."""
        (self.folder / "asked").write_bytes(query)
        (self.folder / "answered").write_bytes(answer)
        done = self._run("ts", "-verify", "-queryfile", "asked", "-in", "answered",
                         "-CAfile", "root.pem", check=False)  # fmt: skip
        return done.returncode == 0

    def _openssl(self, *arguments: str) -> bytes:
        return self._run(*arguments).stdout

    def _run(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            ["openssl", *arguments],
            cwd=self.folder,
            capture_output=True,
            check=check,
            env={"OPENSSL_CONF": "/dev/null"},
        )


def _certificate(
    name: str, *, authority: bool = False, by: tuple[Key, x509.Certificate] | None = None
) -> tuple[Key, x509.Certificate]:
    """Return a key and its certificate, good for any day that a test's clock may show."""
    key = ec.generate_private_key(ec.SECP256R1())
    named = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    usage = dict.fromkeys(_USAGES, False) | {"key_cert_sign" if authority else _SIGNS: True}
    made = (
        x509.CertificateBuilder()
        .subject_name(named)
        .issuer_name(by[1].subject if by else named)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2099, 1, 1, tzinfo=UTC))
        .add_extension(x509.KeyUsage(**usage), critical=True)
    )
    if authority:
        made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    else:
        stamping = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        made = made.add_extension(stamping, critical=True)
    return key, made.sign(by[0] if by else key, hashes.SHA256())


@contextmanager
def serving(answer: Answer, *, drip: threading.Event | None = None) -> Iterator[str]:
    """Serve *answer* on the loopback; with *drip*, a byte at a time until it is set."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            status, kind, body = answer(query)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if drip is None:
                self.wfile.write(body)
                return
            for at in range(len(body)):
                self.wfile.write(body[at : at + 1])
                self.wfile.flush()
                if drip.wait(0.05):
                    return

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running = threading.Thread(target=server.serve_forever, args=(0.01,))
    running.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/stamp"
    finally:
        server.shutdown()
        running.join()
        server.server_close()


def too_much(_query: bytes) -> tuple[int, str, bytes]:
    return 200, REPLY, bytes(MOST_ANSWER + 1)


def refusing(_query: bytes) -> tuple[int, str, bytes]:
    return 200, REPLY, bytes.fromhex("30053003020102")  # granted is 0


ANSWERS: Mapping[str, Answer] = {
    "junk": lambda _: (200, REPLY, b"junk"),
    "nothing": lambda _: (200, REPLY, b""),
    "an error": lambda _: (500, REPLY, b"x"),
    "a way elsewhere": lambda _: (302, REPLY, b""),
    "a page": lambda _: (200, "text/html", b"<h1>hello</h1>"),
    "too much": too_much,
    "a refusal": refusing,
}
"""Answers that are no time stamp."""
