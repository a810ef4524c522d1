"""Who looked without being on the job: for those who oversee it, without a name of a client."""

from django.http import HttpResponse
from django.shortcuts import render

from sealbench.policy import Action
from sealbench.shop.pages.routing import STAFF, Route
from sealbench.shop.pages.visitor import ShopRequest, signed_in
from sealbench.shop.procedures.enter import enter
from sealbench.shop.queries.looks import looks_with_a_reason


def show_looks(request: ShopRequest) -> HttpResponse:
    """Show each reason that was given: who, when, on which job."""
    request.bench.run(enter, who=signed_in(request), action=Action.VIEW_LOOKS)
    return render(request, "looks.html", {"looks": looks_with_a_reason(request.bench)})


ROUTES = (Route("looks/", show_looks, "looks", "A5", STAFF),)
