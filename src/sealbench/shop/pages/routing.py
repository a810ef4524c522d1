"""A route: a path, its view, the clause that it serves, and who may come.

Every route names its clause (law 9); the access matrix of the tests is generated from
the list in `routes`.  Coming in is not yet being allowed: the procedure behind the view
asks the policy.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import cast

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse

from sealbench.shop.pages.middleware.errors import answer, wants_json
from sealbench.shop.pages.visitor import ShopRequest

View = Callable[..., HttpResponseBase]

_LARGEST = 2**31 - 1  # a number that no row can have is not asked for

ANYONE = "anyone"
CLIENT = "client"
STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Route:
    """One address of the shop; *who* is anyone, client or staff."""

    path: str
    view: View
    name: str
    clause: str
    who: str
    methods: tuple[str, ...] = ("GET",)

    def pattern(self) -> URLPattern:
        """Return Django's pattern, with the guard in front of the view."""
        return path(self.path, _guard(self), name=self.name)


def _guard(route: Route) -> View:
    methods = (*route.methods, "HEAD") if "GET" in route.methods else route.methods

    @wraps(route.view)
    def guarded(request: HttpRequest, **values: str | int) -> HttpResponseBase:
        if request.method not in methods:
            return HttpResponseNotAllowed(methods)
        if not all(map(_is_possible, values.values())):
            raise Http404
        asked = cast("ShopRequest", request)
        if route.who == STAFF and asked.visit.staff is None:
            return _sign_in_first(request)
        if route.who == CLIENT and asked.visit.client is None:
            raise Http404
        return route.view(asked, **values)

    return guarded


def _is_possible(value: str | int) -> bool:
    """Tell whether a row can have *value*: a number in range, or letters without a NUL."""
    if isinstance(value, int):
        return value <= _LARGEST
    return value.isascii() and value.isprintable()


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    """Send a person to the sign-in, whatever the address: absent and foreign look alike."""
    if request.method == "GET" and not wants_json(request):
        return HttpResponseRedirect(reverse("sign_in"))
    return answer(
        request, 401, code="signed-out", message="you are signed out", hint="sign in again"
    )
