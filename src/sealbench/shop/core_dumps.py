"""No core dump of a process that holds keys: it would write its memory to a disk (SECURITY 3.3)."""

import ctypes
import resource
import sys

_PR_SET_DUMPABLE = 4  # prctl(2)


def forbid_core_dumps() -> None:
    """Let nothing write this process's memory to a disk when it crashes; repeating does no harm.

    The limit is for what follows this process, too; where the system pipes dumps to a program
    it asks no limit, and the process itself says no.
    """
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, most))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
