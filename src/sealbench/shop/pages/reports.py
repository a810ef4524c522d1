"""Where browsers report that a page broke its policy of content: counted, never kept."""

import structlog
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt

from sealbench.shop.pages.routing import ANYONE, Route
from sealbench.shop.pages.visitor import ShopRequest

log = structlog.get_logger()


@csrf_exempt
def report_content(request: ShopRequest) -> HttpResponse:  # noqa: ARG001 - the body is not ours to keep
    """Take note that a page broke its policy; the report itself may hold a URL."""
    log.warning("content policy broken")
    return HttpResponse(status=204)


ROUTES = (Route("reports/content", report_content, "report_content", "B1", ANYONE, ("POST",)),)
