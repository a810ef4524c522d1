"""The page that asks a client for a login, and says why."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from sealbench.errors import RefusedError
from sealbench.shop.pages.forms.fields import status_of_form
from sealbench.shop.pages.forms.intake import LoginForm
from sealbench.shop.pages.routing import STAFF, Route
from sealbench.shop.pages.say_why import why_first
from sealbench.shop.pages.visitor import ShopRequest, signed_in
from sealbench.shop.procedures.ask_login import ask_login
from sealbench.shop.procedures.look_at_job import look_at_job


@why_first
def show_request(request: ShopRequest, number: int) -> HttpResponse:
    """Show what is asked for on the job *number*, and ask with the posted reason."""
    who = signed_in(request)
    job = request.bench.run(look_at_job, who=who, number=number)
    posted = request.POST if request.method == "POST" else None
    form = LoginForm(posted, initial={"reason": job.reason})
    if posted is not None and form.is_valid():
        try:
            request.bench.run(
                ask_login,
                who=who,
                job=job.id,
                reason=form.cleaned_data["reason"],
                override=form.override(),
            )
        except RefusedError as exc:
            if not form.explain(exc):
                raise
        else:
            return HttpResponseRedirect(reverse("look_at_job", args=[number]) + "?done=asked")
    known = {"job": job, "form": form}
    return render(request, "ask_login.html", known, status=status_of_form(form))


ROUTES = (Route("jobs/<int:number>/ask/", show_request, "ask_login", "A4", STAFF, ("GET", "POST")),)
