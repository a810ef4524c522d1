"""How reports are shown: a table of checks, and texts of strangers without their tricks."""

import sys
from collections.abc import Iterable
from io import TextIOWrapper

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sealbench.dossier import Check, Result

_WIDTH = 100  # where the output is not a terminal
_STYLES = {Result.HOLDS: "green", Result.FAILS: "bold red", Result.OPEN: "yellow"}


def console() -> Console:
    """Return where a report is printed."""
    if isinstance(sys.stdout, TextIOWrapper):
        # A name that this terminal cannot show must not stop the verdict.
        sys.stdout.reconfigure(errors="replace")
    out = Console(highlight=False)
    return out if out.is_terminal else Console(highlight=False, width=_WIDTH)


def checks_table(checks: Iterable[Check]) -> Table:
    """Return the table of *checks*."""
    table = Table("Check", "Result", "Detail", box=SIMPLE, pad_edge=False)
    for check in checks:
        table.add_row(check.name, shown(check.result), plain(check.detail))
    return table


def shown(result: Result) -> Text:
    """Return *result* in its colour."""
    return Text(result.value, style=_STYLES[result])


def plain(text: str) -> Text:
    """Return *text* without markup or control characters: it comes from a stranger's file."""
    return Text("".join(letter if letter.isprintable() else "\ufffd" for letter in text))
