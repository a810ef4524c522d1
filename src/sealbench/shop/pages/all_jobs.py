"""The board of all open jobs, and the one field into which a number is typed or scanned."""

import re

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from sealbench.policy import Action
from sealbench.shop.pages.routing import STAFF, Route
from sealbench.shop.pages.visitor import ShopRequest, signed_in
from sealbench.shop.procedures.enter import enter
from sealbench.shop.queries import boards

_NUMBER = re.compile(r"\s*#?\s*([0-9]{1,9})\s*")


def show_all_jobs(request: ShopRequest) -> HttpResponse:
    """Show all open jobs by state; with `number`, go to that job."""
    who = signed_in(request)
    request.bench.run(enter, who=who, action=Action.VIEW_BOARD)
    wanted = request.GET.get("number", "")
    match = _NUMBER.fullmatch(wanted)
    if match and boards.has_number(int(match[1])):
        return HttpResponseRedirect(reverse("look_at_job", args=[int(match[1])]))
    known = {
        "columns": boards.all_jobs(request.bench, who.person),
        "missed": bool(wanted.strip()),
        "wanted": match[1] if match else "",  # only digits go back to the page
    }
    return render(request, "all_jobs.html", known)


ROUTES = (Route("jobs/", show_all_jobs, "all_jobs", "A5", STAFF),)
