"""The page of a job: where it stands, who is on it, what is asked for, what happened."""

from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from sealbench.policy import Role
from sealbench.shop.bench import Bench, Staff
from sealbench.shop.pages import permissions
from sealbench.shop.pages.routing import STAFF, Route
from sealbench.shop.pages.say_why import ask_about_job, take_why
from sealbench.shop.pages.visitor import ShopRequest, signed_in
from sealbench.shop.procedures.job_view import JobView
from sealbench.shop.procedures.look_at_job import look_at_job
from sealbench.shop.procedures.looks import Why
from sealbench.shop.queries import cases, pulse
from sealbench.shop.queries.wording import sentence


def show_job(request: ShopRequest, number: int) -> HttpResponse:
    """Show the job *number*, the look recorded first; whoever is not on it says why by POST."""
    who = signed_in(request)

    def look(why: Why | None = None) -> JobView:
        return request.bench.run(look_at_job, who=who, number=number, why=why)

    asked = ask_about_job(request, number)
    if asked is not None and request.method == "POST":
        again = take_why(request, look, number)
        return again or HttpResponseRedirect(reverse("look_at_job", args=[number]))
    return asked or render(request, "look_at_job.html", describe(request.bench, who, look()))


def show_pulse(request: ShopRequest, number: int) -> HttpResponse:
    """Answer with what changes whenever the job does: asked every few seconds by its page."""
    beat = pulse.beat(signed_in(request), number)
    if beat is None:
        raise Http404
    return JsonResponse({"beat": beat})


def describe(bench: Bench, who: Staff, job: JobView) -> dict[str, object]:
    """Return what the template of a job shows to *who*."""
    return {
        "job": job,
        "may": permissions.on_job(bench, who, job.resource),
        "moves": permissions.moves(
            bench, who, job.resource, acknowledged=job.acknowledged is not None
        ),
        "desk": not who.roles.isdisjoint({Role.FRONT_DESK, Role.MANAGEMENT}),
        "open_messages": [each for each in job.messages if each.is_open],
        "mails": bench.config.mail is not None,
        "timeline": [sentence(event) for event in reversed(job.events)],
        "others": cases.has_other_jobs(job.number),
        "beat": pulse.beat(who, job.number),
        "me": who.person,
        "to_state": who.person in job.attestations.missing and not job.is_over,
        "mine": who.person in {worker.id for worker in job.people},
    }


ROUTES = (
    Route("jobs/<int:number>/", show_job, "look_at_job", "A5", STAFF, ("GET", "POST")),
    Route("jobs/<int:number>/pulse", show_pulse, "job_pulse", "A5", STAFF),
)
