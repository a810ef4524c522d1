"""The settings of a trial home, written where a home has none."""

import os
from pathlib import Path

from sealbench.errors import MalformedError
from sealbench.shop import config

_TRIAL = """\
# A trial home, reached on this machine only.  It is marked so on every page.
SEALBENCH_SITE=http://localhost:{port}
SEALBENCH_LISTEN=127.0.0.1:{port}
SEALBENCH_TRIAL=yes
"""


def make_trial_settings(port: int) -> None:
    """Write the settings of a trial home on *port* unless the home has settings."""
    home = os.environ.get(config.PREFIX + "HOME")
    if not home:
        raise MalformedError("the home folder is not named", hint="set SEALBENCH_HOME=…")
    file = Path(home) / config.FILE
    if file.exists() or config.PREFIX + "SITE" in os.environ:
        return
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.write_text(_TRIAL.format(port=port), encoding="utf-8")
    file.chmod(0o600)
