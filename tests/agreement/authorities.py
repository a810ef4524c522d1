"""A time stamp authority of our own, by `openssl ts`, on the loopback."""

import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

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
[root]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign
[stamping]
extendedKeyUsage = critical,timeStamping
keyUsage = critical,digitalSignature
"""

Answer = Callable[[bytes], tuple[int, str, bytes]]


class Stamps:
    """An authority with keys of its own in *folder*; *root* is what trusts it (DER)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "ts.cnf").write_text(_SETTINGS)
        (folder / "serial").write_text("01\n")
        key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "3650")
        self._openssl(
            "req", "-x509", *key, "-keyout", "root.key", "-out", "root.pem",
            "-subj", "/CN=Stamps root", "-config", "ts.cnf", "-extensions", "root",
        )  # fmt: skip
        self._openssl(
            "req", "-x509", *key, "-keyout", "tsa.key", "-out", "tsa.pem",
            "-subj", "/CN=Stamps of the test", "-config", "ts.cnf", "-extensions", "stamping",
            "-CA", "root.pem", "-CAkey", "root.key",
        )  # fmt: skip
        self.root = self._openssl("x509", "-in", "root.pem", "-outform", "DER")

    def answer(self, query: bytes) -> tuple[int, str, bytes]:
        """What an authority answers to *query*."""
        (self.folder / "query").write_bytes(query)
        made = self._openssl("ts", "-reply", "-config", "ts.cnf", "-section", "mine",
                             "-queryfile", "query")  # fmt: skip
        return 200, REPLY, made

    def _openssl(self, *arguments: str) -> bytes:
        done = subprocess.run(
            ["openssl", *arguments],
            cwd=self.folder,
            capture_output=True,
            check=True,
            env={"OPENSSL_CONF": "/dev/null"},
        )
        return done.stdout


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
