"""A statement: fields of a known context in their exact forms, and the bytes that are signed."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Self

from sealbench import canon, clock
from sealbench.canon import JSONValue
from sealbench.errors import MalformedError
from sealbench.statement.contexts import Context, check_fields

_PREFIX = b"sealbench statement v1\n"


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement; *fields* hold context and time too, *body* is their JCS."""

    context: Context
    body: bytes = field(repr=False)
    # Fields may hold a name, and a repr may end in a log.
    fields: Mapping[str, JSONValue] = field(repr=False, compare=False)

    @classmethod
    def compose(cls, context: Context, **fields: JSONValue) -> Self:
        """Return the statement of *context* with *fields*, `at` among them; MalformedError."""
        return cls.from_json({"context": context.value, **fields})

    @classmethod
    def from_json(cls, value: JSONValue) -> Self:
        """Return the statement that *value* is; raise MalformedError for any other form."""
        if not isinstance(value, Mapping):
            raise MalformedError("a statement is an object")
        context = check_fields(value)
        body = canon.to_bytes(value)
        return cls(context, body, MappingProxyType(canon.parse(body)))

    @property
    def message(self) -> bytes:
        """Return the bytes that every key signs."""
        return _PREFIX + self.body

    @property
    def challenge(self) -> bytes:
        """Return the WebAuthn challenge over this statement: SHA-256 of the message."""
        return hashlib.sha256(self.message).digest()

    @property
    def hash(self) -> str:
        """Return SHA-256 of the canonical statement in base64url; of genesis: its fingerprint."""
        return canon.b64u(hashlib.sha256(self.body).digest())

    @property
    def at(self) -> datetime:
        """Return when the signer says that this was."""
        return self.time("at")

    def text(self, name: str) -> str:
        """Return the text field *name*; raise MalformedError if there is none."""
        value = self.fields.get(name)
        if not isinstance(value, str):
            raise MalformedError("no such text in this statement")
        return value

    def number(self, name: str) -> int:
        """Return the integer field *name*; raise MalformedError if there is none."""
        value = self.fields.get(name)
        if not isinstance(value, int):
            raise MalformedError("no such number in this statement")
        return value

    def time(self, name: str) -> datetime:
        """Return the time field *name*, in UTC; raise MalformedError if there is none."""
        return clock.from_text(self.text(name))

    def require(self, context: Context) -> None:
        """Raise MalformedError unless this statement is of *context*."""
        if self.context is not context:
            raise MalformedError("a statement of another context")
