"""The data files that the screen works from, shared with the browser."""

from collections.abc import Mapping
from importlib import resources
from typing import cast

from sealbench.canon import JSONValue, parse
from sealbench.errors import MalformedError

Table = Mapping[str, JSONValue]


def load(name: str) -> dict[str, JSONValue]:
    """Return the object in ``data/NAME.json``."""
    return parse(resources.files("sealbench.screen").joinpath(f"data/{name}.json").read_bytes())


def words(table: Mapping[str, JSONValue], name: str) -> tuple[str, ...]:
    """Return the list of texts under *name*."""
    found = table[name]
    if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
        raise MalformedError(f"{name} is not a list of texts")
    return tuple(cast("list[str]", found))


def rows(table: Mapping[str, JSONValue], name: str) -> tuple[Mapping[str, JSONValue], ...]:
    """Return the list of objects under *name*."""
    found = table[name]
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise MalformedError(f"{name} is not a list of objects")
    return tuple(cast("list[Mapping[str, JSONValue]]", found))


def mapping(table: Mapping[str, JSONValue], name: str) -> Mapping[str, JSONValue]:
    """Return the object under *name*."""
    found = table[name]
    if not isinstance(found, dict):
        raise MalformedError(f"{name} is not an object")
    return found
