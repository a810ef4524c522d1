"""The counter mode: a pass from the desk, and a sitting on the shop's tablet."""

from django.http import HttpResponse, JsonResponse
from django.template.response import TemplateResponse

from sealbench.policy import Browser
from sealbench.shop.pages import cookies
from sealbench.shop.pages.body_fields import anything, read_body, signed_of, text_of
from sealbench.shop.pages.client_link import with_session
from sealbench.shop.pages.doors import admit
from sealbench.shop.pages.qr import qr_image
from sealbench.shop.pages.routing import ANYONE, CLIENT, STAFF, Route
from sealbench.shop.pages.slip import slip_json
from sealbench.shop.pages.static_page import static_page
from sealbench.shop.pages.visitor import ShopRequest
from sealbench.shop.procedures.begin_sitting import begin_sitting
from sealbench.shop.procedures.end_sitting import end_sitting
from sealbench.shop.procedures.link_file import pass_token
from sealbench.shop.procedures.start_counter import start_counter
from sealbench.shop.queries import house, known
from sealbench.statement import formats as f

_HALF = 5


def start(request: ShopRequest, number: int) -> HttpResponse:
    """Show the pass for the shop's tablet, once."""
    slip = request.bench.run(start_counter, who=request.visit.staff, number=number)
    token = slip.link.token
    address = f"{request.bench.config.site}/counter/#{token}"
    shown = {
        "slip": slip,
        "pass": f"{token[:_HALF]}-{token[_HALF:]}",
        "address": f"{request.bench.config.site}/counter/",
        "qr": qr_image(address),
    }
    return TemplateResponse(request, "start_counter.html", shown).render()


def look(request: ShopRequest) -> HttpResponse:
    """Say who the shop is, and whether this browser may serve as a counter."""
    read_body(request)
    shop = house.shop(request.bench)
    return JsonResponse(
        {
            "home": request.bench.house.id,
            "shop": {"name": shop.name, "phone": shop.phone, "logo": shop.logo},
            "browser": _browser(request).value,
        }
    )


def begin(request: ShopRequest) -> HttpResponse:
    """Begin a sitting with a pass."""
    body = read_body(request, token=f.text, statement=anything)
    token = text_of(body, "token")
    admit(request, known.counter_pass(pass_token(token)))
    visited = request.bench.run(
        begin_sitting,
        token=token,
        signed=signed_of(body),
        browser=_browser(request),
    )
    response = with_session(request, visited)
    cookies.put(request.bench.config, response, cookies.COUNTER, "yes")
    return response


def end(request: ShopRequest) -> HttpResponse:
    """End the sitting; answer with the slip that the client takes home, if one is needed."""
    read_body(request)
    slip = request.bench.run(end_sitting, who=request.visit.client)
    response = JsonResponse({"slip": slip_json(request, slip) if slip else None})
    cookies.drop(request.bench.config, response, cookies.CLIENT)
    return response


def _browser(request: ShopRequest) -> Browser:
    """Return whether somebody of the shop is signed in; the counter's own mark is no harm."""
    return Browser.STAFF if cookies.STAFF in request.visit.marks else Browser.CLEAN


ROUTES = (
    Route("jobs/<int:number>/counter", start, "start_counter", "A5", STAFF, ("POST",)),
    Route("counter/", static_page("counter.html", worker=True), "counter", "A5", ANYONE),
    Route("counter/look", look, "counter_look", "A5", ANYONE, ("POST",)),
    Route("counter/begin", begin, "begin_sitting", "A5", ANYONE, ("POST",)),
    Route("counter/end", end, "end_sitting", "A5", CLIENT, ("POST",)),
)
