"""The fields of what a script posts, each in the form that the page expects."""

from collections.abc import Mapping

from sealbench import canon
from sealbench.canon import JSONValue
from sealbench.errors import MalformedError
from sealbench.shop.pages.bodies import json_body
from sealbench.shop.pages.visitor import ShopRequest
from sealbench.statement import SignedStatement
from sealbench.statement import formats as f


def read_body(request: ShopRequest, /, **forms: f.Form) -> Mapping[str, JSONValue]:
    """Return the object that *request* carries; each field has the form given.

    Raise MalformedError for other fields, other forms and what is no JSON object.
    """
    body = json_body(request)
    f.record(forms)(body)
    return body


def text_of(body: Mapping[str, JSONValue], name: str) -> str:
    """Return the text field *name*; raise MalformedError for what cannot be UTF-8."""
    text = f.text(body[name])
    canon.to_bytes(text)
    return text


def bytes_of(body: Mapping[str, JSONValue], name: str) -> bytes:
    """Return the bytes of the base64url field *name*; raise MalformedError."""
    return canon.unb64u(f.text(body[name]))


def number_of(body: Mapping[str, JSONValue], name: str) -> int:
    """Return the whole number *name*; raise MalformedError."""
    value = body[name]
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise MalformedError("expected a whole number")
    return value


def signed_of(body: Mapping[str, JSONValue], name: str = "statement") -> SignedStatement:
    """Return the signed statement *name*; raise MalformedError."""
    return SignedStatement.from_json(body[name])


def signed_or_none(
    body: Mapping[str, JSONValue], name: str = "statement"
) -> SignedStatement | None:
    """Return the signed statement *name*, or None where it is null."""
    return None if body[name] is None else signed_of(body, name)


def anything(_value: JSONValue) -> None:
    """Let a field through that somebody else checks."""
