"""The thirteen clauses of the policy: what is promised, and the rules that keep it."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files

from sealbench.errors import MalformedError

_FIELDS = ("id", "title", "promise", "in_hand")


@dataclass(frozen=True, slots=True)
class Clause:
    """One promise to the client; *source* is the text of its file of Cedar rules."""

    id: str
    title: str
    promise: str
    in_hand: str
    source: str


def load_clauses() -> tuple[Clause, ...]:
    """Return the thirteen clauses in the order of the policy."""
    home = files("sealbench.policy")
    return clauses_from_text(
        home.joinpath("clauses.toml").read_text("utf-8"),
        lambda clause: home.joinpath("clauses", f"{clause}.cedar").read_text("utf-8"),
    )


def clauses_from_text(text: str, source_of: Callable[[str], str]) -> tuple[Clause, ...]:
    """Return the clauses that the TOML *text* lists, each with ``source_of(id)``.

    Raise MalformedError if *text* is not TOML or a clause lacks a field.
    """
    try:
        entries = tomllib.loads(text)["clause"]
        rows = [{name: entry[name] for name in _FIELDS} for entry in entries]
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as exc:
        raise MalformedError("not a list of clauses") from exc
    if not all(isinstance(value, str) for row in rows for value in row.values()):
        raise MalformedError("not a list of clauses")
    return tuple(Clause(**row, source=source_of(row["id"])) for row in rows)
