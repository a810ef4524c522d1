"""The first page of the staff side: the jobs that one is on."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from sealbench.policy import Role
from sealbench.shop.pages.routing import STAFF, Route
from sealbench.shop.pages.visitor import ShopRequest, signed_in
from sealbench.shop.procedures.find_statements_due import find_statements_due
from sealbench.shop.queries import boards

_WORK = {Role.FRONT_DESK, Role.TECHNICIAN, Role.MANAGEMENT}


def show_my_jobs(request: ShopRequest) -> HttpResponse:
    """Show the jobs of whoever looks; an auditor, who has none, goes to the policy."""
    who = signed_in(request)
    if who.roles.isdisjoint(_WORK):
        return HttpResponseRedirect(reverse("policy"))
    due = request.bench.run(find_statements_due, who=who)
    columns = boards.my_jobs(request.bench, who.person)
    shown = [column for column in columns if column.entries]
    return render(request, "my_jobs.html", {"columns": shown, "due": due})


ROUTES = (Route("", show_my_jobs, "my_jobs", "A5", STAFF),)
