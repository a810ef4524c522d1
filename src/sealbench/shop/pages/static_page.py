"""The pages that seal and open: static files, the same bytes for everybody (DESIGN 9)."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.http import HttpResponse
from django.views.decorators.csrf import ensure_csrf_cookie

from sealbench.errors import UnavailableError
from sealbench.shop.pages.middleware.headers import PLAIN, WORKER
from sealbench.shop.pages.visitor import ShopRequest

_BUILT = Path(__file__).parent / "static" / "built"


def static_page(name: str, *, worker: bool = False) -> Callable[..., HttpResponse]:
    """Return the view of the built page *name*; *worker* lets it start the scrypt worker."""

    @ensure_csrf_cookie
    def show(request: ShopRequest, **_values: str) -> HttpResponse:  # noqa: ARG001 - the same for all
        response = HttpResponse(_bytes(name), content_type="text/html; charset=utf-8")
        response.headers["Content-Security-Policy"] = WORKER if worker else PLAIN
        return response

    return show


@cache
def _bytes(name: str) -> bytes:
    try:
        return (_BUILT / name).read_bytes()
    except OSError as exc:
        raise UnavailableError("the pages have not been built", hint="run: make setup") from exc
