"""One table from the families of error to HTTP, and pages that say what to do."""

import secrets
import sys
from collections.abc import Callable

import structlog
from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.template.response import TemplateResponse

from sealbench.errors import (
    AbsentError,
    ConflictError,
    GoneError,
    MalformedError,
    RefusedError,
    SealbenchError,
    UnavailableError,
    VerificationError,
)

STATUS: dict[type[SealbenchError], int] = {
    MalformedError: 400,
    VerificationError: 422,
    RefusedError: 403,
    GoneError: 410,
    AbsentError: 404,
    ConflictError: 409,
    UnavailableError: 503,
}

_UNREADABLE = (
    BadRequest,
    MultiPartParserError,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)

log = structlog.get_logger()


class Errors:
    """Turn errors into answers; none of them tells a stranger what exists."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer *request*."""
        return self._next(request)

    def process_exception(self, request: HttpRequest, exc: Exception) -> HttpResponse | None:
        """Return the answer to *exc*, which a view raised."""
        return answer_to(request, exc)


def answer_to(request: HttpRequest, exc: BaseException) -> HttpResponse:
    """Return the answer to *exc*, by its family."""
    if isinstance(exc, Http404 | AbsentError):
        return not_found(request)
    if isinstance(exc, _UNREADABLE):
        return handle_400(request)
    status = status_of(exc) if isinstance(exc, SealbenchError) else 500
    return answer(request, status, **answer_in_words(request, exc))


def answer_in_words(request: HttpRequest, exc: BaseException) -> dict[str, str]:
    """Return what is said of *exc*; what nobody foresaw is logged under a mark."""
    if isinstance(exc, SealbenchError):
        return {
            "code": exc.code,
            "message": str(exc),
            "hint": exc.hint or "",
            "clause": getattr(exc, "clause", ""),
        }
    mark = secrets.token_hex(4)
    # The type only: the text of an unforeseen error may hold what a client wrote.
    log.error("unforeseen error", mark=mark, error=type(exc).__name__, path=request.path)
    return _words(
        code="internal",
        message="something went wrong on our side and nothing was changed",
        hint=f"tell the shop this mark: {mark}",
    )


def _words(**words: str) -> dict[str, str]:
    return words


def status_of(exc: SealbenchError) -> int:
    """Return the HTTP status of the error's family."""
    return next(status for family, status in STATUS.items() if isinstance(exc, family))


def not_found(request: HttpRequest) -> HttpResponse:
    """Answer alike for what is absent, expired or somebody else's (law 8)."""
    return answer(
        request,
        404,
        code="absent",
        message="there is nothing here",
        hint="the link may have expired; ask the shop for a new one",
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's
    """Answer a request that another site may have sent."""
    return answer(
        request,
        403,
        code="foreign",
        message="this request did not come from this page",
        hint="reload the page and try again; cookies must be allowed",
    )


def wants_json(request: HttpRequest) -> bool:
    """Tell whether the caller is a script."""
    return "application/json" in request.headers.get("Accept", "")


def answer(request: HttpRequest, status: int, **words: str) -> HttpResponse:
    """Return an error as JSON to a script and as a page to a person."""
    response: HttpResponse
    if wants_json(request):
        response = JsonResponse(words, status=status)
    else:
        page = TemplateResponse(request, "error.html", {"status": status, **words}, status=status)
        response = page.render()
    if status == STATUS[UnavailableError]:
        response.headers["Retry-After"] = "10"
    return response


def handle_404(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's
    """Answer an address that no route has."""
    return not_found(request)


def handle_400(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's
    """Answer a request that Django itself could not read."""
    return answer(request, 400, code="malformed", message="the request does not parse")


def handle_500(request: HttpRequest) -> HttpResponse:
    """Answer what another middleware raised: a store out of reach, or the unforeseen."""
    exc = sys.exc_info()[1]
    if isinstance(exc, DatabaseError):
        exc = UnavailableError("the records cannot be reached", hint="try again in a minute")
    return answer_to(request, exc or RuntimeError())
