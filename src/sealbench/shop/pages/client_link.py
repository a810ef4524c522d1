"""The client's link: looking it up, claiming it, coming back, objecting to a claim.

Nothing here is read by GET, so that no preview or scanner uses a link up (law 8).
"""

from django.http import HttpResponse, JsonResponse

from sealbench.errors import RefusedError
from sealbench.policy import Browser
from sealbench.shop.bench.nonces import new_nonce
from sealbench.shop.pages import cookies
from sealbench.shop.pages.body_fields import anything, read_body, signed_of, text_of
from sealbench.shop.pages.doors import admit
from sealbench.shop.pages.routing import ANYONE, Route
from sealbench.shop.pages.static_page import static_page
from sealbench.shop.pages.visitor import ShopRequest
from sealbench.shop.procedures.claim_link import Visited, claim_link
from sealbench.shop.procedures.look_up_link import look_up_link
from sealbench.shop.procedures.object_to_key import object_to_key
from sealbench.shop.procedures.show_certificate import show_certificate
from sealbench.shop.procedures.start_visit import start_visit
from sealbench.shop.queries import house, known
from sealbench.statement import Context
from sealbench.statement import formats as f

_ALREADY = "A5-5"


def look_link(request: ShopRequest) -> HttpResponse:
    """Say what became of a link, and who the shop is."""
    body = read_body(request, token=f.text)
    token = text_of(body, "token")
    shop = house.shop(request.bench)
    if known.ended_link(token):
        return _ended(request, token, shop)
    admit(request, known.link(token))
    look = request.bench.run(look_up_link, token=token)
    visit = request.visit.client
    return JsonResponse(
        {
            "here": visit is not None and visit.job == look.job,
            **look.to_json(),
            "home": request.bench.house.id,
            "shop": {"name": shop.name, "phone": shop.phone, "logo": shop.logo},
            "browser": browser_of(request).value,
        }
    )


def _ended(request: ShopRequest, token: str, shop: house.Shop) -> HttpResponse:
    """Say that there is a certificate, and nothing else: nothing else is left."""
    admit(request, known.ended_link(token))
    found = request.bench.run(show_certificate, token=token)
    row = found.row
    return JsonResponse(
        {
            "here": False,
            "state": "ended",
            "case": row.pk,
            "destroyed_at": row.destroyed_at,
            "certified_at": row.certified_at,
            "home": request.bench.house.id,
            "shop": {"name": shop.name, "phone": shop.phone, "logo": shop.logo},
            "browser": browser_of(request).value,
        }
    )


def give_nonce(request: ShopRequest) -> HttpResponse:
    """Give a nonce for something that a client's browser is about to sign."""
    body = read_body(request, purpose=f.one_of("claim", "visit", "client-act"))
    seconds = int(request.bench.now().timestamp())
    purpose = text_of(body, "purpose")
    nonce = new_nonce(request.bench.house, purpose, seconds=seconds)
    return JsonResponse({"nonce": nonce, "home": request.bench.house.id})


def claim(request: ShopRequest) -> HttpResponse:
    """Claim a link for the key that signed; a second claim hears when the first was."""
    body = read_body(request, token=f.text, code=f.text, statement=anything)
    token = text_of(body, "token")
    admit(request, known.link(token))
    try:
        visited = request.bench.run(
            claim_link,
            token=token,
            code=text_of(body, "code"),
            signed=signed_of(body),
            browser=browser_of(request),
        )
    except RefusedError as refused:
        if refused.reason != _ALREADY:
            raise
        look = request.bench.run(look_up_link, token=token)
        message = "somebody has claimed this link already"
        told = {"since": look.since, "clause": refused.clause}
        return JsonResponse({"code": "claimed", "message": message, **told}, status=409)
    return with_session(request, visited)


def visit(request: ShopRequest) -> HttpResponse:
    """Come back with the key that claimed a link."""
    body = read_body(request, token=f.text, statement=anything)
    signed = signed_of(body)
    signed.statement.require(Context.VISIT)
    admit(request, known.client_key(signed.statement.text("key")))
    visited = request.bench.run(start_visit, signed=signed, token=text_of(body, "token"))
    return with_session(request, visited)


def object_key(request: ShopRequest) -> HttpResponse:
    """Stop whoever claimed in the name of the link's holder."""
    body = read_body(request, token=f.text)
    token = text_of(body, "token")
    admit(request, known.link(token))
    stopped = request.bench.run(object_to_key, token=token)
    return JsonResponse({"stopped": stopped})


def browser_of(request: ShopRequest) -> Browser:
    """Return whose cookies the browser carries."""
    if cookies.COUNTER in request.visit.marks:
        return Browser.COUNTER
    return Browser.STAFF if request.visit.marks else Browser.CLEAN


def with_session(request: ShopRequest, visited: Visited) -> HttpResponse:
    """Return an empty answer that carries the client's session."""
    response = JsonResponse({})
    cookies.put(
        request.bench.config, response, cookies.CLIENT, visited.token, seconds=visited.seconds
    )
    return response


ROUTES = (
    Route("c/", static_page("client.html", worker=True), "client", "A5", ANYONE),
    Route("c/look", look_link, "client_look", "A5", ANYONE, ("POST",)),
    Route("c/nonce", give_nonce, "client_nonce", "A5", ANYONE, ("POST",)),
    Route("c/claim", claim, "claim_link", "A5", ANYONE, ("POST",)),
    Route("c/visit", visit, "start_visit", "A5", ANYONE, ("POST",)),
    Route("c/object", object_key, "object_to_key", "A5", ANYONE, ("POST",)),
)
