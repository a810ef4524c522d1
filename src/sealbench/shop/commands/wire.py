"""What is said over the home's socket: one request in, lines of progress and one answer out.

The form is that of docs/spec/command-socket.md, read strictly by both sides.  Errors are
those of `sealbench.errors`, which carry no secret and no personal datum.  One secret passes
here, a document key that is brought along; else names of commands, counts, and what the server is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sealbench import canon
from sealbench.canon import JSON, JSONValue
from sealbench.errors import MalformedError, SealbenchError, UnavailableError

VERSION = 1
LONGEST_REQUEST = 65_536  # a document key with its chain is the longest
LONGEST_REPLY = 65_536
_FAULT = SealbenchError.code  # of what is in no family: a fault of the server's own
_FAMILIES = {family.code: family for family in SealbenchError.__subclasses__()}


class Request(NamedTuple):
    """What a command asks: a deed's name, and the texts that the deed takes."""

    command: str
    arguments: Mapping[str, str]


class ServerFaultError(RuntimeError):
    """The server failed by a fault of its own, whose kind its log names; no family's error."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a command has come: talk for people, which promises nothing."""

    text: str


@dataclass(frozen=True, slots=True)
class Result:
    """What a command did."""

    value: JSON


def request(command: str, arguments: Mapping[str, str] | None = None) -> bytes:
    """Return the line that asks for *command*, with what it takes."""
    told: JSON = {"command": command}
    return _line({**told, "arguments": dict(arguments)} if arguments else told)


def progress(text: str) -> bytes:
    """Return the line that tells how far a command has come."""
    return _line({"progress": text})


def result(value: JSON) -> bytes:
    """Return the line that ends a command well."""
    return _line({"result": value})


def error(exc: SealbenchError) -> bytes:
    """Return the line that ends a command by an error of one of the families."""
    return _line({"error": {"code": exc.code, "message": str(exc), "hint": exc.hint}})


def fault() -> bytes:
    """Return the line that ends a command by a fault of the server, without what it was."""
    return _line({"error": {"code": _FAULT, "message": "internal error", "hint": None}})


def read_request(line: bytes) -> Request:
    """Return what *line*, without its end, asks for; refuse any other form."""
    said = _object(line)
    if said.get("v") != VERSION or said.get("v") is True:
        raise MalformedError(
            "not version 1 of the requests to a server",
            hint="restart the server after an upgrade",
        )
    command = said.get("command")
    if set(said) - {"arguments"} != {"v", "command"} or not isinstance(command, str):
        raise MalformedError("a request has a version, a command and its arguments, nothing else")
    return Request(command, _arguments(said["arguments"]) if "arguments" in said else {})


def read_reply(line: bytes) -> Progress | Result:
    """Return what the server says in *line*, or raise the error that it tells.

    Raise UnavailableError for a line that is no reply, ServerFaultError for a fault.
    """
    try:
        said = _object(line)
    except MalformedError as exc:
        raise _strange() from exc
    kinds = set(said) - {"v"}
    if said.get("v") != VERSION or len(kinds) != 1:
        raise _strange()
    kind = kinds.pop()
    value = said[kind]
    if kind == "progress":
        return Progress(_text(value))
    if kind == "result" and isinstance(value, Mapping):
        return Result(value)
    if kind == "error" and isinstance(value, Mapping):
        raise _error(value)
    raise _strange()


def _line(said: JSON) -> bytes:
    return canon.to_bytes({"v": VERSION, **said}) + b"\n"


def _arguments(told: JSONValue) -> dict[str, str]:
    if not isinstance(told, Mapping) or not told:
        raise MalformedError("arguments are an object that is not empty")
    found = {name: value for name, value in told.items() if isinstance(value, str)}
    if len(found) != len(told):
        raise MalformedError("arguments are texts")
    return found


def _object(line: bytes) -> dict[str, JSONValue]:
    # A zero byte would let the parser guess UTF-16.
    if b"\0" in line:
        raise MalformedError("not json")
    return canon.parse(line)


def _error(told: JSON) -> Exception:
    if set(told) != {"code", "message", "hint"}:
        return _strange()
    code = told["code"]
    if code == _FAULT:
        return ServerFaultError(_text(told["message"]))
    family = _FAMILIES.get(code) if isinstance(code, str) else None
    if family is None:
        return _strange()
    hint = None if told["hint"] is None else _text(told["hint"])
    return family(_text(told["message"]), hint=hint)


def _text(value: JSONValue) -> str:
    """Return a text that may go to a terminal: one line, and nothing that moves the cursor."""
    if isinstance(value, str) and value.isprintable():
        return value
    raise _strange()


def _strange() -> UnavailableError:
    return UnavailableError(
        "the server answered what this command does not know",
        hint="restart the server after an upgrade",
    )
