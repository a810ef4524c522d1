"""The sheet that a client signs: to print it, and to record that it was signed on paper."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from sealbench.shop.pages import permissions
from sealbench.shop.pages.routing import STAFF, Route
from sealbench.shop.pages.say_why import why_first
from sealbench.shop.pages.visitor import ShopRequest, signed_in
from sealbench.shop.procedures.acknowledge_on_paper import acknowledge_on_paper
from sealbench.shop.procedures.acknowledgements import ANSWERS, texts_today
from sealbench.shop.procedures.look_at_job import look_at_job
from sealbench.shop.queries import house


@why_first
def show_sheet(request: ShopRequest, number: int) -> HttpResponse:
    """Show the sheet of the job *number*, as it was signed or to be signed; record the paper."""
    who = signed_in(request)
    job = request.bench.run(look_at_job, who=who, number=number)
    answer, signed = request.POST.get("answer", ""), request.POST.get("signed") == "on"
    missed = request.method == "POST" and not (signed and answer in ANSWERS)
    if request.method == "POST" and not missed:
        request.bench.run(acknowledge_on_paper, who=who, job=job.id, answer=answer)
        return HttpResponseRedirect(reverse("look_at_job", args=[number]) + "?done=acknowledged")
    known = {
        "job": job,
        "shop": house.shop(request.bench),
        "given": job.acknowledged,
        "texts": job.acknowledged.texts if job.acknowledged else texts_today(),
        "answers": ANSWERS,
        "allowed": permissions.on_job(request.bench, who, job.resource)["paper"],
        "missed": missed,
    }
    return render(request, "acknowledge_on_paper.html", known, status=422 if missed else 200)


ROUTES = (
    Route(
        "jobs/<int:number>/acknowledgement/",
        show_sheet,
        "acknowledge_on_paper",
        "D1",
        STAFF,
        ("GET", "POST"),
    ),
)
