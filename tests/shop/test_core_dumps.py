"""Whoever holds keys leaves no core dump, by limit and by its own word."""

import subprocess
import sys

import pytest

from sealbench.shop.bench import Bench

DUMPED = """
import ctypes, resource
{first}
print(resource.getrlimit(resource.RLIMIT_CORE)[0] == 0, ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""  # 3: PR_GET_DUMPABLE
FORBID = "from sealbench.shop.core_dumps import forbid_core_dumps; forbid_core_dumps()"
ALLOW = "resource.setrlimit(resource.RLIMIT_CORE, (-1, -1))"


def told(first: str) -> list[str]:
    script = DUMPED.format(first=first)
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return done.stdout.split()


def test_a_process_that_forbids_them_writes_none_and_keeps_its_own_files_in_reach() -> None:
    assert told(f"{FORBID}\nopen('/proc/self/fd/0').close()") == ["True", "0"]


@pytest.mark.usefixtures("bench")
def test_who_opened_a_home_has_forbidden_them(bench: Bench) -> None:
    import ctypes  # noqa: PLC0415 - only to ask

    assert bench.house.id
    assert ctypes.CDLL(None).prctl(3, 0, 0, 0, 0) == 0
