"""Turn away what is larger than any form of ours or written otherwise, before it is read."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from sealbench.shop.pages.middleware.errors import answer, handle_400


class Size:
    """Answer 413 to a body that states more than the limit; one without a length has none.

    Answer 400 to one in another encoding than UTF-8: Django would look up any codec's name.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer *request*, unless it is too large."""
        stated = request.META.get("CONTENT_LENGTH") or "0"
        if not stated.isdigit() or int(stated) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return answer(
                request,
                413,
                code="malformed",
                message="this is larger than anything that belongs here",
                hint="send less than one megabyte",
            )
        if (request.content_params or {}).get("charset", "utf-8").lower() != "utf-8":
            return handle_400(request)
        return self._next(request)
