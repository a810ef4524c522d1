"""The policy: each clause, its rules, and how often they said yes and no."""

from django.http import HttpResponse
from django.shortcuts import render

from sealbench.policy import Action
from sealbench.shop.pages.permissions import may
from sealbench.shop.pages.routing import STAFF, Route
from sealbench.shop.pages.visitor import ShopRequest, signed_in
from sealbench.shop.procedures.enter import enter
from sealbench.shop.queries.verdicts import counted_clauses


def show_policy(request: ShopRequest) -> HttpResponse:
    """Show the thirteen clauses with live counts."""
    bench, who = request.bench, signed_in(request)
    bench.run(enter, who=who, action=Action.VIEW_POLICY)
    known = {
        "clauses": counted_clauses(bench),
        "now": int(bench.now().timestamp()),
        "oversees": may(bench, who, Action.VIEW_HOUSE_RULES),
        "words": bench.rulebooks.current().words.count,
        "house": len(bench.rulebooks.current().policy.house_rules),
    }
    return render(request, "policy.html", known)


ROUTES = (Route("policy/", show_policy, "policy", "B1", STAFF),)
