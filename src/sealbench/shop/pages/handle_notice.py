"""The button that marks a message to a client as sent by hand."""

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from sealbench.shop.pages.routing import STAFF, Route
from sealbench.shop.pages.visitor import ShopRequest, signed_in
from sealbench.shop.procedures.handle_notice import handle_notice
from sealbench.shop.queries.boards import job_id
from sealbench.shop.queries.cases import case_of_job


def handle(request: ShopRequest, number: int, notice: str) -> HttpResponse:
    """Mark *notice* of the job *number* as sent."""
    request.bench.run(handle_notice, who=signed_in(request), job=job_id(number), notice=notice)
    case = case_of_job(number)
    if case:
        return HttpResponseRedirect(reverse("case", args=[case]) + "?done=handled")
    return HttpResponseRedirect(reverse("look_at_job", args=[number]) + "?done=handled")


ROUTES = (
    Route(
        "jobs/<int:number>/notices/<slug:notice>/",
        handle,
        "handle_notice",
        "A5",
        STAFF,
        ("POST",),
    ),
)
