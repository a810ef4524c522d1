"""The trust page: what the shop promises and how it stands, for everybody (B1, B3).

It names nobody and opens no client's record; its twin for machines says the same figures.
"""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from sealbench.shop.pages.promises import promises
from sealbench.shop.pages.routing import ANYONE, Route
from sealbench.shop.pages.visitor import ShopRequest
from sealbench.shop.queries.trust import trust

_MINUTE = "public, max-age=60"


def show_trust(request: ShopRequest) -> HttpResponse:
    """Show the thirteen promises with their evidence, and what is not promised."""
    stands = trust(request.bench)
    known = {"trust": stands, "promises": promises(stands.deeds)}
    response = render(request, "trust.html", known)
    if request.visit.staff is None:  # staff see their own bar above it
        response.headers["Cache-Control"] = _MINUTE
    patch_vary_headers(response, ("Cookie",))
    return response


def show_figures(request: ShopRequest) -> HttpResponse:
    """Return the figures of the page for a machine."""
    response = JsonResponse(trust(request.bench).to_json())
    response.headers["Cache-Control"] = _MINUTE
    return response


ROUTES = (
    Route("trust/", show_trust, "trust", "B1", ANYONE),
    Route("trust.json", show_figures, "trust_figures", "B3", ANYONE),
)
