"""docs/reference/errors.md: the families of error and what they become."""

import ast
from collections.abc import Iterator
from pathlib import Path

import sealbench
from sealbench.cli import exit as exits
from sealbench.errors import SealbenchError
from sealbench.shop.pages.middleware.errors import STATUS
from tests.docs.tables import code, table

OTHERS = {
    "signed-out": (401, "Nobody is signed in in this browser; sign in again."),
    "foreign": (403, "The request did not come from a page of this shop; reload the page."),
    "internal": (500, "Something unforeseen; the answer and the log carry the same mark."),
}
"""Answers of pages that are no family."""

_OPENING = """\
# Errors

Each error belongs to one family, which decides the HTTP status and the exit code, for example: a page that is not yours is `absent`, 404.

A message is lower case and never carries a secret or a personal datum; a hint says what to do next.
To a script a page answers `{"code", "message", "hint", "clause"}`; `clause` says which promise a refusal keeps.

"""  # noqa: E501  # documents have one sentence on each line

_REST = """
## Answers that are no family

"""

_EXITS = """
An address takes the methods that [routes](routes.md) lists, and answers others with 405.

## Exit codes

"""


def families() -> list[type[SealbenchError]]:
    """Return the families in the order of `errors.py`."""
    return SealbenchError.__subclasses__()


def to_markdown() -> str:
    """Return the page."""
    head = ("family", "code", "means", "HTTP", "exit")
    rest = ((code(name), str(status), means) for name, (status, means) in OTHERS.items())
    return (
        _OPENING
        + table(head, (_row(family) for family in families()))
        + _REST
        + table(("code", "HTTP", "means"), rest)
        + _EXITS
        + table(("exit", "means"), _exits())
    )


def codes_of_pages() -> set[str]:
    """Return every `code=` that the shop's pages answer with by themselves."""
    found = set()
    for path in (Path(sealbench.__file__).parent / "shop" / "pages").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.keyword) and node.arg == "code":
                found |= {node.value.value} if isinstance(node.value, ast.Constant) else set()
    return {str(each) for each in found}


def _row(family: type[SealbenchError]) -> tuple[str, ...]:
    means = (family.__doc__ or "").splitlines()[0]
    return (
        code(family.__name__),
        code(family.code),
        means,
        str(STATUS[family]),
        str(exits.CODES[family]),
    )


def _exits() -> Iterator[tuple[str, str]]:
    yield str(exits.FINE), "fine"
    yield str(exits.FINDINGS), "findings: the command looked, and found something"
    for number in sorted(set(exits.CODES.values())):
        names = (family.code for family in families() if exits.CODES[family] == number)
        yield str(number), ", ".join(names)
    yield str(exits.INTERNAL), "internal error"
    yield str(exits.STOPPED), "stopped by hand"
