"""Roots covered by `systemd-creds`: a key of this machine, of its TPM, or of both.

The thief of the key folder alone then holds nothing.  It changes nothing of what an erasure
needs: the slot is overwritten all the same, for whoever has the machine uncovers any copy.
"""

import subprocess
from collections.abc import Sequence

from sealbench.errors import UnavailableError
from sealbench.keyring.roots import Cover

KEYS = ("host", "tpm2", "host+tpm2")
_NAME = "--name=sealbench-root"
_PATIENCE = 60  # seconds: a TPM may be busy


class SystemdCreds(Cover):
    """A cover under *key*, one of `KEYS`; it needs no such key to be chosen for opening."""

    name = "sysd"

    def __init__(self, key: str = "host", *, program: str = "systemd-creds") -> None:
        self._key = key
        self._program = program

    def close(self, secret: bytes) -> bytes:
        """Return *secret* covered, as text of base64."""
        return self._run(("encrypt", f"--with-key={self._key}", _NAME, "-", "-"), secret).strip()

    def open(self, covered: bytes) -> bytes:
        """Return what `close` took; raise UnavailableError on another machine."""
        return self._run(("decrypt", _NAME, "-", "-"), covered)

    def _run(self, arguments: Sequence[str], told: bytes) -> bytes:
        try:
            done = subprocess.run(  # noqa: S603 - our own words, the secret by its standard input
                (self._program, *arguments),
                input=told,
                capture_output=True,
                timeout=_PATIENCE,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as exc:
            raise UnavailableError(
                "systemd-creds did not answer", hint="is it installed, and is the TPM free?"
            ) from exc
        if done.returncode != 0:
            raise UnavailableError(
                "systemd-creds refused to cover or uncover a root",
                hint="run: systemd-creds has-tpm2; a root opens on its own machine only",
            )
        return done.stdout
