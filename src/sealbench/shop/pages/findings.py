"""What the screen stopped: for those who oversee it, by week, kind and deed, never by person."""

from django.http import HttpResponse
from django.shortcuts import render

from sealbench.policy import Action, Role
from sealbench.shop.pages.routing import STAFF, Route
from sealbench.shop.pages.visitor import ShopRequest, signed_in
from sealbench.shop.procedures.enter import enter
from sealbench.shop.queries.findings import WEEKS, statistics


def show_findings(request: ShopRequest) -> HttpResponse:
    """Show the counts of the last weeks, and each text that was let pass."""
    who = signed_in(request)
    request.bench.run(enter, who=who, action=Action.VIEW_FINDINGS)
    known = {
        "statistics": statistics(request.bench),
        "most_weeks": WEEKS,
        "manages": Role.MANAGEMENT in who.roles,  # an auditor sees no job
    }
    return render(request, "findings.html", known)


ROUTES = (Route("findings/", show_findings, "findings", "A2", STAFF),)
