"""`python -m bench.callers`: eight connections that send requests made ahead, and time them.

A process of its own with one thread, so that the server's CPU is not the callers'.  Standard
input is JSON: the port, and for each cycle the two requests as text; standard output too.
"""

import json
import selectors
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

CONNECTIONS = 8
_LATE = 30.0  # seconds without any answer
_END = b"\r\n\r\n"
_LENGTH = b"content-length:"

Cycle = tuple[str, str]


@dataclass(slots=True)
class Caller:
    """One browser's connection, kept alive: it runs one cycle after the other."""

    socket: socket.socket
    cycles: Iterator[Cycle]
    latencies: list[float]
    rest: list[bytes] = field(default_factory=list)
    answer: bytes = b""
    began: float = 0.0

    def go_on(self) -> bool:
        """Send the next request; return False when no cycle is left."""
        if not self.rest:
            cycle = next(self.cycles, None)
            if cycle is None:
                return False
            self.rest = [each.encode() for each in cycle]
            self.began = time.perf_counter()
        self.socket.sendall(self.rest.pop(0))
        return True

    def take(self) -> bool:
        """Read what has come; return whether it is a whole answer.  Any but 200 ends the run."""
        data = self.socket.recv(65_536)
        self.answer += data
        if not data:
            raise SystemExit(f"the server hung up after {self.answer[:200]!r}")
        if not _is_whole(self.answer):
            return False
        if not self.answer.startswith(b"HTTP/1.1 200 "):
            raise SystemExit(f"the server answered {self.answer!r}")
        self.answer = b""
        if not self.rest:
            self.latencies.append(time.perf_counter() - self.began)
        return True


def main() -> None:
    """Run all cycles; print how long they took, together and each."""
    work = json.load(sys.stdin)
    cycles: Iterator[Cycle] = iter(work["cycles"])
    latencies: list[float] = []
    with selectors.DefaultSelector() as selector:
        callers = [Caller(_connect(work["port"]), cycles, latencies) for _ in range(CONNECTIONS)]
        began = time.perf_counter()
        for caller in callers:
            if caller.go_on():
                selector.register(caller.socket, selectors.EVENT_READ, caller)
        _run(selector)
        seconds = time.perf_counter() - began
    print(json.dumps({"seconds": seconds, "latencies": latencies}))


def _run(selector: selectors.BaseSelector) -> None:
    while selector.get_map():
        ready = selector.select(_LATE)
        if not ready:
            raise SystemExit(f"no answer for {_LATE:.0f} s")
        for key, _ in ready:
            caller: Caller = key.data
            if caller.take() and not caller.go_on():
                selector.unregister(caller.socket)
                caller.socket.close()


def _connect(port: int) -> socket.socket:
    made = socket.create_connection(("127.0.0.1", port), timeout=_LATE)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made


def _is_whole(answer: bytes) -> bool:
    head, end, body = answer.partition(_END)
    if not end:
        return False
    lines = head.lower().split(b"\r\n")
    lengths = [line.removeprefix(_LENGTH) for line in lines if line.startswith(_LENGTH)]
    if len(lengths) != 1:
        raise SystemExit(f"an answer without its length: {head!r}")
    return len(body) >= int(lengths[0])


if __name__ == "__main__":
    main()
