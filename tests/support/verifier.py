"""`sealbench verify` as the client's lawyer runs it: with neither home nor server."""

import subprocess
import sys
from pathlib import Path


def verify(dossier: Path, fingerprint: str) -> "subprocess.CompletedProcess[str]":
    """Verify *dossier* of the shop with *fingerprint*; return what was said, and the exit code."""
    command = [sys.executable, "-m", "sealbench.cli", "verify", str(dossier)]
    return subprocess.run(
        [*command, "--fingerprint", fingerprint],
        capture_output=True,
        text=True,
        env={"PYTHONIOENCODING": "utf-8"},
        check=False,
    )
