"""Saying why, before a page shows what is a client's to somebody who is not on the job.

To be asked is not to be refused: nothing is recorded before somebody answers.  Who may not
look at all is not asked, but refused by the procedure behind the page.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from sealbench.errors import RefusedError
from sealbench.ids import ClientId
from sealbench.shop.bench import Bench, Staff
from sealbench.shop.pages import permissions
from sealbench.shop.pages.forms.fields import status_of_form
from sealbench.shop.pages.forms.why import WhyForm
from sealbench.shop.pages.visitor import ShopRequest, signed_in
from sealbench.shop.procedures.looks import Grounds, Why, job_grounds, record_grounds
from sealbench.shop.queries import glance
from sealbench.shop.records.models import Job

View = Callable[..., HttpResponse]


def why_first(view: View) -> View:
    """Return *view* of a job, before which whoever has to says why they look."""

    @wraps(view)
    def asked(request: ShopRequest, number: int, **more: Any) -> HttpResponse:
        return ask_about_job(request, number) or view(request, number, **more)

    return asked


def ask_about_job(request: ShopRequest, number: int) -> HttpResponse | None:
    """Return the question, where *number* is a job that takes a reason to look at."""
    who, now = signed_in(request), _now(request.bench)
    row = glance.job_at(number)
    if row is None or not must_say(request.bench, who, job_grounds(row, who=who, now=now)):
        return None
    return _show(request, WhyForm(), row)


def ask_about_client(request: ShopRequest, client: ClientId) -> HttpResponse | None:
    """Return the question, where it takes a reason to look at the record of *client*."""
    who, now = signed_in(request), _now(request.bench)
    if not glance.is_client(client):
        return None
    if not must_say(request.bench, who, record_grounds(client, who=who, now=now)):
        return None
    return _show(request, WhyForm(), None)


def take_why(
    request: ShopRequest, look: Callable[[Why], object], number: int | None = None
) -> HttpResponse | None:
    """Have *look* done by the reason that was posted; return the page where that is no good."""
    form = WhyForm(request.POST)
    if form.is_valid():
        try:
            look(form.value())
        except RefusedError as exc:
            if not form.explain(exc):
                raise
        else:
            return None
    return _show(request, form, glance.job_at(number) if number else None)


def must_say(bench: Bench, who: Staff, grounds: Grounds) -> bool:
    """Tell whether *who* may look by a reason only, and has given none in this visit."""

    def may(**more: bool) -> bool:
        facts = {**grounds.facts, **more}
        return permissions.may(bench, who, grounds.action, facts, grounds.resource)

    return not may() and may(reason=True)


def _show(request: ShopRequest, form: WhyForm, job: Job | None) -> HttpResponse:
    return render(request, "say_why.html", {"form": form, "job": job}, status=status_of_form(form))


def _now(bench: Bench) -> int:
    return int(bench.now().timestamp())
