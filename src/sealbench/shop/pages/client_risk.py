"""What a client says of logins that people know who left: changed, or not."""

from django.http import HttpResponse, JsonResponse

from sealbench.errors import MalformedError
from sealbench.shop.pages.body_fields import anything, read_body, signed_of, text_of
from sealbench.shop.pages.routing import CLIENT, Route
from sealbench.shop.pages.visitor import ShopRequest
from sealbench.shop.procedures.say_changed import CHANGED, UNCHANGED, say_changed
from sealbench.statement import formats as f


def say(request: ShopRequest) -> HttpResponse:
    """Note what the client says and has signed; the statement names the login."""
    body = read_body(request, login=f.identifier, statement=anything)
    signed = signed_of(body)
    said = signed.statement.fields.get("act")
    if said not in {CHANGED, UNCHANGED}:
        raise MalformedError("the statement is about something else")
    request.bench.run(
        say_changed,
        who=request.visit.client,
        login=text_of(body, "login"),
        changed=said == CHANGED,
        signed=signed,
    )
    return JsonResponse({})


ROUTES = (Route("c/changed", say, "say_changed", "A1", CLIENT, ("POST",)),)
