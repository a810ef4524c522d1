"""A secret that the operator writes into a file of its own: one line, and never a setting."""

from pathlib import Path

from sealbench.errors import MalformedError, UnavailableError


def read_line(file: Path, what: str) -> str:
    """Return the secret in *file*; raise UnavailableError where the file holds no *what*."""
    try:
        found = file.read_text("utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        found = ""
    if not found or not found.isprintable():
        raise UnavailableError(
            f"the file of the {what} holds no {what.rsplit(maxsplit=1)[-1]} in one line",
            hint=f"write it into {file}",
        )
    return found


def named_file(named: str, setting: str, what: str) -> Path:
    """Return the file that *setting* names; raise MalformedError unless it is there."""
    file = Path(named)
    if not file.is_absolute() or not file.is_file():
        raise MalformedError(
            f"SEALBENCH_{setting} is the full path of a file",
            hint=f"write the {what} into it, and nothing else",
        )
    return file
