"""Who looked without being on the job: for those who oversee it, without a name of a client."""

from django.http import HttpResponse
from django.shortcuts import render

from sealbench.policy import Action, Role
from sealbench.shop.pages.routing import STAFF, Route
from sealbench.shop.pages.visitor import ShopRequest, signed_in
from sealbench.shop.procedures.enter import enter
from sealbench.shop.queries.looks import looks_with_a_reason


def show_looks(request: ShopRequest) -> HttpResponse:
    """Show each reason that was given: who, when, on which job."""
    who = signed_in(request)
    request.bench.run(enter, who=who, action=Action.VIEW_LOOKS)
    known = {
        "looks": looks_with_a_reason(request.bench),
        "manages": Role.MANAGEMENT in who.roles,  # an auditor sees no job
    }
    return render(request, "looks.html", known)


ROUTES = (Route("looks/", show_looks, "looks", "A5", STAFF),)
