"""Turn away what is larger than any form of ours or written otherwise, before it is read."""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import resolve

from sealbench.shop.pages.middleware.errors import answer, handle_400

_FILES = "attach_file"


class Size:
    """Answer 413 to a body that states more than the limit; one without a length has none.

    Answer 400 to one in another encoding than UTF-8: Django would look up any codec's name.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer *request*, unless it is too large."""
        stated = request.META.get("CONTENT_LENGTH") or "0"
        usual = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if not stated.isdigit() or (int(stated) > usual and int(stated) > _most(request, usual)):
            return answer(
                request,
                413,
                code="malformed",
                message="this is larger than anything that belongs here",
                hint=f"send less than {_most(request, usual) // 1_000_000} MB",
            )
        if (request.content_params or {}).get("charset", "utf-8").lower() != "utf-8":
            return handle_400(request)
        return self._next(request)


def _most(request: HttpRequest, usual: int) -> int:
    """Return how many bytes *request* may have: more where a file is taken in as it streams."""
    try:
        name = resolve(request.path_info).url_name
    except Http404:
        return usual
    bench = request.META.get("sealbench.bench")
    # The form around the file is small.
    return bench.config.file_limit + usual if name == _FILES and bench is not None else usual
