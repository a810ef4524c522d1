"""The desk's search: somebody calls, and three letters lead to the job."""

from django.http import HttpResponse
from django.shortcuts import render

from sealbench.errors import MalformedError
from sealbench.policy import Action
from sealbench.shop.pages.routing import STAFF, Route
from sealbench.shop.pages.visitor import ShopRequest, signed_in
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.find_client import Found, find_client


def show_search(request: ShopRequest) -> HttpResponse:
    """Show the field, and whom it finds; what was typed is never in an address."""
    who = signed_in(request)
    if request.method != "POST":
        request.bench.run(enter, who=who, action=Action.FIND_CLIENT)
        return _show(request, None)
    typed = request.POST.get("find", "")
    try:
        found = find_client(request.bench, who=who, typed=typed)
    except MalformedError as exc:
        request.bench.run(enter, who=who, action=Action.FIND_CLIENT)
        return _show(request, None, typed=typed, find_error=str(exc))
    return _show(request, found, typed=typed)


def _show(request: ShopRequest, found: Found | None, **words: str) -> HttpResponse:
    status = 422 if words.get("find_error") else 200
    return render(request, "find_client.html", {"found": found, **words}, status=status)


ROUTES = (Route("clients/", show_search, "find_client", "A5", STAFF, ("GET", "POST")),)
