"""Run tests of the shop on a throw-away PostgreSQL: `python -m tests.support.on_postgres [ARGS]`.

The arguments are pytest's; without any, all of tests/shop runs once.
"""

import os
import subprocess
import sys

from tests.support.postgres import cluster

_ALL = ("tests/shop", "-m", "not long and not sqlite", "-n", "2", "--dist", "worksteal")


def main(arguments: list[str]) -> int:
    """Run pytest in a process of its own, whose database is the cluster's."""
    with cluster() as url:
        environment = {**os.environ, "DATABASE_URL": url}
        command = [sys.executable, "-m", "pytest", "-q", *(arguments or _ALL)]
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
