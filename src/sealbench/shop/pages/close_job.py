"""The page that closes a job or cancels an intake: what will be destroyed, and a typed word.

A job closes only once everybody who worked on it has stated that they keep no record: until
then the page says who has not.
"""

from collections.abc import Callable
from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sealbench.shop.bench import Outcome
from sealbench.shop.pages import permissions
from sealbench.shop.pages.routing import STAFF, Route
from sealbench.shop.pages.say_why import why_first
from sealbench.shop.pages.visitor import ShopRequest, signed_in
from sealbench.shop.procedures.cancel_job import cancel_job
from sealbench.shop.procedures.close_job import close_job
from sealbench.shop.procedures.confirm_erasure import LIMITS, confirm_erasure
from sealbench.shop.procedures.look_at_job import look_at_job

# What is typed before a key is destroyed.
WORDS: dict[str, Promise] = {"close": _("destroy"), "cancel": _("cancel")}


@why_first
def show_end(
    request: ShopRequest, number: int, *, deed: str, procedure: Callable[..., Outcome[str]]
) -> HttpResponse:
    """Show what the end of the job *number* destroys; carry it out once the word is typed."""
    who = signed_in(request)
    job = request.bench.run(look_at_job, who=who, number=number)
    word = str(WORDS[deed])
    typed = request.POST.get("word", "").strip().casefold()
    if request.method == "POST" and typed == word:
        erasure = request.bench.run(procedure, who=who, job=job.id)
        receipt = request.bench.run(confirm_erasure, erasure=erasure)
        known = {"receipt": receipt, "limits": LIMITS, "deed": deed}
        return render(request, "destroyed.html", known)
    known = {
        "job": job,
        "deed": deed,
        "word": word,
        "missed": request.method == "POST",
        "allowed": permissions.on_job(request.bench, who, job.resource)[deed],
        "to_state": who.person in job.attestations.missing,
        "waits": deed == "close" and not job.is_over and not job.attestations.whole,
        "ways": sum(len(login.people) for login in job.logins),
    }
    return render(request, "close_job.html", known, status=422 if known["missed"] else 200)


ROUTES = (
    Route(
        "jobs/<int:number>/close/",
        partial(show_end, deed="close", procedure=close_job),
        "close_job",
        "A3",
        STAFF,
        ("GET", "POST"),
    ),
    Route(
        "jobs/<int:number>/cancel/",
        partial(show_end, deed="cancel", procedure=cancel_job),
        "cancel_job",
        "A3",
        STAFF,
        ("GET", "POST"),
    ),
)
