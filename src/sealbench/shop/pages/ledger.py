"""The ledger for those who oversee it: how far it has come, and by what it is checked."""

from django.http import HttpResponse
from django.shortcuts import render

from sealbench.policy import Action
from sealbench.shop.pages.routing import STAFF, Route
from sealbench.shop.pages.visitor import ShopRequest, signed_in
from sealbench.shop.procedures.enter import enter
from sealbench.shop.queries import directory, ledger_head


def show_ledger(request: ShopRequest) -> HttpResponse:
    """Show size, newest checkpoint, what is public, and the fingerprints to compare."""
    bench = request.bench
    bench.run(enter, who=signed_in(request), action=Action.VIEW_LEDGER)
    known = {
        "head": ledger_head.head(),
        "origin": bench.house.origin,
        "key": bench.signer.key.to_text(),
        "fingerprint": directory.printed_fingerprint(),
        "now": int(bench.now().timestamp()),
    }
    return render(request, "ledger.html", known)


ROUTES = (Route("ledger/", show_ledger, "ledger", "B1", STAFF),)
