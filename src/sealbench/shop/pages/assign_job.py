"""The page that puts other people on a job."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from sealbench.shop.pages.forms.fields import status_of_form
from sealbench.shop.pages.forms.people import people_form, present
from sealbench.shop.pages.routing import STAFF, Route
from sealbench.shop.pages.say_why import why_first
from sealbench.shop.pages.visitor import ShopRequest, signed_in
from sealbench.shop.procedures.assign_job import assign_job
from sealbench.shop.procedures.look_at_job import look_at_job


@why_first
def show_assignment(request: ShopRequest, number: int) -> HttpResponse:
    """Show who is on the job *number*, and put the posted people on it."""
    who = signed_in(request)
    job = request.bench.run(look_at_job, who=who, number=number)
    if request.method == "POST":
        form = people_form(request.bench, request.POST)
        if form.is_valid():
            request.bench.run(assign_job, who=who, job=job.id, assignees=form.value())
            return HttpResponseRedirect(reverse("look_at_job", args=[number]) + "?done=assigned")
    else:
        form = people_form(request.bench, initial=present(job.people))
    known = {"job": job, "form": form}
    return render(request, "assign_job.html", known, status=status_of_form(form))


ROUTES = (
    Route("jobs/<int:number>/assign/", show_assignment, "assign_job", "A1", STAFF, ("GET", "POST")),
)
