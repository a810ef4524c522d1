"""The schema of the facts: whole, to check rules by, and cut to one action, to check facts by.

The engine lays every action that a schema names beside the facts of each request, so a schema
that names the one action in question decides the same in less time.
"""

import re
from collections.abc import Mapping
from importlib.resources import files

from cedarpy import Schema

from sealbench.errors import MalformedError
from sealbench.policy.actions import Action

# Statements of the file: an entity with its facts, and some actions with what they apply to.
# No semicolon stands within one.
_ENTITY = re.compile(r"^entity (\w+)[^;]*;", re.MULTILINE)
_ACTIONS = re.compile(r'^action (?:"[^"]+",?\s+)+appliesTo \{[^;]*\};', re.MULTILINE)
_NAME = re.compile(r'"([^"]+)"')
_WORD = re.compile(r"\w+")


def load_schema() -> Schema:
    """Return the schema of all facts, parsed."""
    return Schema.from_str(_text())


def load_schemas() -> Mapping[Action, Schema]:
    """Return for each action the schema of its statement; raise MalformedError without one."""
    text = _text()
    entities = {found[1]: found[0] for found in _ENTITY.finditer(text)}
    schemas: dict[str, Schema] = {}
    for statement in _ACTIONS.findall(text):
        needed = [entities[word] for word in _WORD.findall(statement) if word in entities]
        schema = Schema.from_str("\n".join((*dict.fromkeys(needed), statement)))
        schemas |= dict.fromkeys(_NAME.findall(statement), schema)
    if set(schemas) != {action.text for action in Action}:
        raise MalformedError("the schema and the actions differ")
    return {action: schemas[action.text] for action in Action}


def _text() -> str:
    return files("sealbench.policy").joinpath("schema.cedarschema").read_text("utf-8")
