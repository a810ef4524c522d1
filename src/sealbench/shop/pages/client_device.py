"""A client's second device: asking, approving on the first, fetching."""

from django.http import HttpResponse, JsonResponse

from sealbench.shop.pages.body_fields import bytes_of, read_body, text_of
from sealbench.shop.pages.doors import admit
from sealbench.shop.pages.routing import ANYONE, CLIENT, Route
from sealbench.shop.pages.visitor import ShopRequest
from sealbench.shop.procedures.approve_device import approve_device
from sealbench.shop.procedures.ask_device import ask_device
from sealbench.shop.procedures.fetch_device import fetch_device
from sealbench.shop.queries import known
from sealbench.statement import formats as f


def ask(request: ShopRequest) -> HttpResponse:
    """Ask the first device for the client's keys."""
    body = read_body(request, token=f.text, recipient=f.recipient)
    token = text_of(body, "token")
    admit(request, known.link(token))
    asked = request.bench.run(ask_device, token=token, recipient=text_of(body, "recipient"))
    return JsonResponse({"request": asked})


def approve(request: ShopRequest) -> HttpResponse:
    """Pass the client's keys on, sealed to the device that asked."""
    body = read_body(request, request=f.identifier, box=f.text)
    request.bench.run(
        approve_device,
        who=request.visit.client,
        request=text_of(body, "request"),
        data=bytes_of(body, "box"),
    )
    return JsonResponse({})


def fetch(request: ShopRequest) -> HttpResponse:
    """Fetch what the first device has sealed, empty until it has."""
    body = read_body(request, token=f.text, request=f.identifier)
    token = text_of(body, "token")
    admit(request, known.link(token))
    box = request.bench.run(fetch_device, token=token, request=text_of(body, "request"))
    return JsonResponse({"box": box})


ROUTES = (
    Route("c/device/ask", ask, "ask_device", "A5", ANYONE, ("POST",)),
    Route("c/device/approve", approve, "approve_device", "A5", CLIENT, ("POST",)),
    Route("c/device/fetch", fetch, "fetch_device", "A5", ANYONE, ("POST",)),
)
