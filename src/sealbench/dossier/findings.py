"""How checks say what they found: the first problems in words, and how many more there are."""

from collections.abc import Sequence

from sealbench.dossier.report import Check, Result

_SHOWN = 3


def judged(name: str, problems: Sequence[str], otherwise: str) -> Check:
    """Return a check that fails with *problems*, or holds and says *otherwise*."""
    if not problems:
        return Check(name, Result.HOLDS, otherwise)
    rest = len(problems) - _SHOWN
    more = f"; and {rest} more" if rest > 0 else ""
    return Check(name, Result.FAILS, "; ".join(problems[:_SHOWN]) + more)


def unchecked(name: str, why: str) -> Check:
    """Return a check that could not be made."""
    return Check(name, Result.OPEN, why)
