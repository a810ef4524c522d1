"""Backups for those who oversee the shop: how old, whether they were tried, what to do."""

from django.http import HttpResponse
from django.shortcuts import render

from sealbench.policy import Action
from sealbench.shop.pages.routing import STAFF, Route
from sealbench.shop.pages.visitor import ShopRequest, signed_in
from sealbench.shop.procedures.enter import enter
from sealbench.shop.queries.backups import backups


def show_backups(request: ShopRequest) -> HttpResponse:
    """Show when the last backup was made and tried; no folder is named on a page."""
    bench = request.bench
    bench.run(enter, who=signed_in(request), action=Action.VIEW_LEDGER)
    known = {
        "backups": backups(bench),
        "at": bench.config.backup_at,
        "keep": bench.config.keep,
        "now": int(bench.now().timestamp()),
    }
    return render(request, "backups.html", known)


ROUTES = (Route("backups/", show_backups, "backups", "B1", STAFF),)
