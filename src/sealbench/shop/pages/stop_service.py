"""The page that ends the service for a client, or one job: what it touches, and a typed word."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sealbench.policy import Action
from sealbench.shop.pages.routing import STAFF, Route
from sealbench.shop.pages.visitor import ShopRequest, signed_in
from sealbench.shop.procedures.confirm_erasure import confirm_erasure
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.stop_service import stop_service
from sealbench.shop.queries import boards, cases

WORD = _("stop")


def show_stop(request: ShopRequest, number: int) -> HttpResponse:
    """Show what the stop ends, with `only` no more than this job; done once the word is typed."""
    who = signed_in(request)
    request.bench.run(enter, who=who, action=Action.VIEW_CASES)
    if not boards.has_number(number) or cases.ended_job(number):
        raise Http404
    only_job = "only" in request.GET
    missed = request.method == "POST"
    if missed and request.POST.get("word", "").strip().casefold() == str(WORD):
        stopped = request.bench.run(stop_service, who=who, number=number, only_job=only_job)
        for erasure in stopped.erasures:
            request.bench.run(confirm_erasure, erasure=erasure)
        return HttpResponseRedirect(
            reverse("case", args=[stopped.case])
            + ("?done=job-stopped" if only_job else "?done=stopped")
        )
    known = {
        "number": number,
        "only_job": only_job,
        "others": cases.has_other_jobs(number),
        "reach": cases.reach(number, only_job=only_job),
        "word": WORD,
        "missed": missed,
    }
    return render(request, "stop_service.html", known, status=422 if missed else 200)


ROUTES = (
    Route("jobs/<int:number>/stop/", show_stop, "stop_service", "C2", STAFF, ("GET", "POST")),
)
