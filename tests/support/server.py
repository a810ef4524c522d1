"""A real server on a home of its own: `sealbench serve` in a process group that is ended after."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

_PATIENCE = 60.0


def free_port() -> int:
    """Return a port of the loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(slots=True)
class Server:
    """One running shop; `log` collects all that it prints."""

    home: Path
    port: int = field(default_factory=free_port)
    environment: Mapping[str, str] = field(default_factory=dict)
    arguments: tuple[str, ...] = ()
    _process: "subprocess.Popen[bytes] | None" = None

    @property
    def site(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def log(self) -> Path:
        return self.home.parent / f"{self.home.name}.log"

    def start(self) -> None:
        environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("SEALBENCH_")},
            "SEALBENCH_HOME": str(self.home),
            **self.environment,
        }
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "sealbench.cli",
                    "serve",
                    "--port",
                    str(self.port),
                    *self.arguments,
                ],
                stdout=log,
                stderr=subprocess.STDOUT,
                env=environment,
                start_new_session=True,
            )
        try:
            self._await()
        except BaseException:
            self.stop()  # a server that nobody waits for would outlive the tests
            raise

    def setup_link(self) -> str:
        """Return the first manager's link that the server printed."""
        found = re.findall(r"http://\S+/setup/#\S+", self.log.read_text())
        return str(found[-1])

    @property
    def process(self) -> int:
        """Return the process that all of the server's descend from."""
        assert self._process is not None
        return self._process.pid

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self._process is None:
            return
        with suppress(ProcessLookupError):  # it has ended by itself
            os.killpg(self._process.pid, how)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(20)
        self._process = None

    def _await(self) -> None:
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            assert self._process is not None
            assert self._process.poll() is None, self.log.read_text()
            try:
                urllib.request.urlopen(f"{self.site}/sign-in/", timeout=5).close()
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
            else:
                return
        raise AssertionError(self.log.read_text())
