"""Ask a time stamp authority (RFC 3161), within a time that is always the same.

An authority that is slow, gone or talks nonsense is UnavailableError: the document is then
sealed without a time stamp, and says so.
"""

import queue
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from sealbench.errors import MalformedError, UnavailableError

MOST_ANSWER = 64 * 1024
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_OK = 200
_QUERY, _REPLY = "application/timestamp-query", "application/timestamp-reply"


@dataclass(frozen=True, slots=True)
class Authority:
    """Where time stamps come from, and the roots (DER) that are trusted to make them.

    Raise MalformedError for an address that is neither https nor on the loopback.
    """

    url: str
    roots: tuple[bytes, ...] = ()
    patience: float = field(default=10.0)

    def __post_init__(self) -> None:
        """Refuse an address in the clear beyond the loopback, or with a name and password in it."""
        try:
            parts = urlsplit(self.url)
            host, _port = parts.hostname or "", parts.port
        except ValueError as exc:
            raise MalformedError("not an address of a time stamp authority") from exc
        if parts.username is not None or parts.fragment or not host:
            raise MalformedError("not an address of a time stamp authority")
        if parts.scheme != "https" and not (parts.scheme == "http" and host in _LOOPBACK):
            raise MalformedError(
                "a time stamp authority beyond the loopback is asked by https",
                hint="begin the address with https://",
            )

    def ask(self, query: bytes) -> bytes:
        """Return the answer to *query*; raise UnavailableError when there is none in time."""
        asking = _Asking(self, query)
        return asking.answer()


class _Asking:
    """One question on a thread of its own, which is left alone when the time is over."""

    def __init__(self, authority: Authority, query: bytes) -> None:
        parts = urlsplit(authority.url)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._patience = authority.patience
        self._connection = kind(parts.hostname or "", parts.port, timeout=authority.patience)
        self._path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._query = query
        self._answers: queue.Queue[bytes | None] = queue.Queue()

    def answer(self) -> bytes:
        threading.Thread(target=self._ask, daemon=True, name="time stamp").start()
        try:
            found = self._answers.get(timeout=self._patience)
        except queue.Empty:
            found = None
            self._hang_up()
        if found is None:
            raise UnavailableError(
                "the time stamp authority did not answer as it should",
                hint="look at its address, or try again later",
            )
        return found

    def _ask(self) -> None:
        found = None
        try:
            headers = {"Content-Type": _QUERY, "Accept": _REPLY}
            self._connection.request("POST", self._path, self._query, headers)
            response = self._connection.getresponse()
            body = response.read(MOST_ANSWER + 1)
            fits = response.status == _OK and len(body) <= MOST_ANSWER
            found = body if fits and response.headers.get_content_type() == _REPLY else None
        except (OSError, HTTPException, ValueError):
            found = None
        finally:
            self._connection.close()
            self._answers.put(found)

    def _hang_up(self) -> None:
        """End a connection that drips, so that its thread ends too."""
        sock = self._connection.sock
        if sock is not None:
            with suppress(OSError):
                sock.shutdown(2)
