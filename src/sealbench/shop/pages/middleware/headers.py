"""The headers of every response: a strict policy of content, and nothing cached."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from sealbench.shop.pages.visitor import Visit

_POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; "
    "img-src 'self' data:; font-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types {types}; report-uri /reports/content"
)
PLAIN = _POLICY.format(types="'none'")
WORKER = _POLICY.format(types="sealbench-worker")

_FIXED = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Not no-referrer: a form would then be posted with "Origin: null", and be refused.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": (
        "publickey-credentials-get=(self), publickey-credentials-create=(self), "
        "camera=(), microphone=(), geolocation=(), clipboard-read=(), display-capture=()"
    ),
}
_TLS_YEARS = "max-age=63072000"


class SecurityHeaders:
    """Set what a page did not set itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer *request* with the headers added."""
        response = self._next(request)
        visit: Visit | None = getattr(
            request, "visit", None
        )  # what was turned away before has none
        staff = visit is not None and visit.staff is not None
        response.headers.setdefault("Content-Security-Policy", WORKER if staff else PLAIN)
        if request.path.startswith("/static/"):
            response.headers["Cache-Control"] = "no-cache"
        else:
            response.headers.setdefault("Cache-Control", "no-store")
        for name, value in _FIXED.items():
            response.headers.setdefault(name, value)
        if request.is_secure():
            response.headers.setdefault("Strict-Transport-Security", _TLS_YEARS)
        return response
