"""docs/reference/commands.md: every command with its options, and the make targets."""

import re
from collections.abc import Iterator

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from sealbench.cli.main import make_app
from tests.docs.places import ROOT
from tests.docs.tables import code, table

_OPENING = """\
# Commands

Names, options, exit codes and JSON of commands are a contract, for example: `sealbench verify dossier.zip` exits with 0 if all holds.

What is printed on the standard output is data; errors, hints and progress go to the standard error.
A command without exit codes of its own exits with 0, or by the family of its error; the table stands in [errors](errors.md).
`verify` and `screen` need no server; the others come with `pip install sealbench[shop]` and read the [settings](settings.md).
"""  # noqa: E501  # documents have one sentence on each line

_MAKE = """
## make

"""


def to_markdown() -> str:
    """Return the page."""
    parts = "".join(_command(name, command) for name, command in commands())
    rows = ((code(f"make {name}"), what) for name, what in targets().items() if what)
    return _OPENING + parts + _MAKE + table(("target", "what it does"), rows)


def commands() -> Iterator[tuple[str, TyperCommand]]:
    """Yield every command that can be run, with its words."""
    yield from _below("sealbench", typer.main.get_command(make_app()))


def targets() -> dict[str, str]:
    """Return the targets of the Makefile with what their lines say; some say nothing."""
    lines = (ROOT / "Makefile").read_text("utf-8").splitlines()
    found = (re.fullmatch(r"([a-z-]+):(?!=)[^#]*(?:## (.*))?", line) for line in lines)
    return {match[1]: match[2] or "" for match in found if match}


def _below(name: str, command: object) -> Iterator[tuple[str, TyperCommand]]:
    if isinstance(command, TyperCommand):
        yield name, command
    elif isinstance(command, TyperGroup):
        for word, child in sorted(command.commands.items()):
            yield from _below(f"{name} {word}", child)


def _command(name: str, command: TyperCommand) -> str:
    paragraphs = (command.help or "").split("\n\n")
    text = "\n\n".join(" ".join(each.split()) for each in paragraphs)
    sentences = re.sub(r"\. (?=[A-Z0-9])", ".\n", text)
    rows = [_parameter(each) for each in command.params]
    options = "\n" + table(("option", "what it does", "default"), rows) if rows else ""
    return f"\n## {name}\n\n{sentences}\n{options}"


def _parameter(each: object) -> tuple[str, ...]:
    if isinstance(each, TyperArgument):
        return code(each.metavar or str(each.name).upper()), each.help or "", code("")
    assert isinstance(each, TyperOption)
    default = "" if each.default in (None, False) else each.default
    return (
        code(" ".join((each.opts[0], each.metavar or "")).strip()),
        each.help or "",
        code(default),
    )
