"""Bodies that scripts post: one strict JSON object."""

from sealbench import canon
from sealbench.canon import JSONValue
from sealbench.errors import MalformedError
from sealbench.shop.pages.visitor import ShopRequest


def json_body(request: ShopRequest) -> dict[str, JSONValue]:
    """Return the object that a script posted; raise MalformedError for anything else."""
    if request.content_type != "application/json":
        raise MalformedError("expected json")
    return canon.parse(request.body)


def fields(request: ShopRequest, *names: str) -> dict[str, JSONValue]:
    """Return the object that a script posted, which has exactly the fields *names*."""
    body = json_body(request)
    if body.keys() != set(names):
        raise MalformedError("fields are missing or too many")
    return body


def text(value: JSONValue, *, most: int = 200) -> str:
    """Return *value* if it is text of at most *most* letters, else raise MalformedError."""
    if not isinstance(value, str) or len(value) > most:
        raise MalformedError("expected a short text")
    return value
