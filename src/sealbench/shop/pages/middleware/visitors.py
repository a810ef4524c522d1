"""Find out who is looking, from the cookies and the rows of sessions."""

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse

from sealbench.shop.bench import Bench, screening
from sealbench.shop.pages import cookies
from sealbench.shop.pages.visitor import ShopRequest, Visit
from sealbench.shop.queries import sessions


class Visitors:
    """Give each request its bench and its visit."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer *request*, which knows its visitor from here on."""
        asked = cast("ShopRequest", request)
        asked.bench = request.META["sealbench.bench"]
        asked.visit = _visit(asked.bench, request)
        with screening.under(lambda: asked.bench.rulebooks.current().words):
            return self._next(request)


def _visit(bench: Bench, request: HttpRequest) -> Visit:
    config = bench.config
    marks = {
        mark
        for mark in (cookies.STAFF, cookies.STAFF_BROWSER, cookies.COUNTER)
        if cookies.read(config, request, mark)
    }
    return Visit(
        staff=sessions.staff(bench, cookies.read(config, request, cookies.STAFF)),
        client=sessions.client(bench, cookies.read(config, request, cookies.CLIENT)),
        marks=frozenset(marks),
    )
