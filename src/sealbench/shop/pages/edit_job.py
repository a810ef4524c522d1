"""The page that edits an intake."""

from collections.abc import Sequence
from typing import cast

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from sealbench.errors import RefusedError
from sealbench.policy import Action, Place
from sealbench.screen import redacted
from sealbench.shop.bench import Bench
from sealbench.shop.pages import permissions
from sealbench.shop.pages.forms.fields import ScreenedForm, status_of_form
from sealbench.shop.pages.forms.hours import VisitForm
from sealbench.shop.pages.forms.intake import (
    DeviceForm,
    ParticularsForm,
    PlaceForm,
    ProblemForm,
    ServiceSelectForm,
    job_words,
)
from sealbench.shop.pages.routing import STAFF, Route
from sealbench.shop.pages.say_why import why_first
from sealbench.shop.pages.seal_instead import SEAL, seal_instead
from sealbench.shop.pages.visitor import ShopRequest, signed_in
from sealbench.shop.procedures.edit_job import JobDraft, edit_job, visit_of
from sealbench.shop.procedures.findings import Override
from sealbench.shop.procedures.job_view import JobView
from sealbench.shop.procedures.look_at_job import look_at_job

Forms = dict[str, ScreenedForm | VisitForm]


@why_first
def show_edit(request: ShopRequest, number: int) -> HttpResponse:
    """Show what was taken down for the job *number*, and save what is posted."""
    who = signed_in(request)
    job = request.bench.run(look_at_job, who=who, number=number)
    posted = request.POST if request.method == "POST" else None
    forms = _forms(request.bench, job, posted)
    known = {"job": job, "forms": forms, "to_seal": job.number if _may_ask(request, job) else 0}
    if posted is not None and SEAL in posted and _valid(forms):
        forms, known["asked"] = _seal_instead(request, job, forms, posted)
        known["forms"] = forms
    elif posted is not None and _valid(forms):
        try:
            request.bench.run(
                edit_job, who=who, job=job.id, draft=_draft(forms), override=_override(forms)
            )
        except RefusedError as exc:
            if not _explain(forms, exc):
                raise
        else:
            return HttpResponseRedirect(reverse("look_at_job", args=[number]) + "?done=edited")
    return render(request, "edit_job.html", known, status=_status(forms))


def _seal_instead(
    request: ShopRequest, job: JobView, forms: Forms, posted: QueryDict
) -> tuple[Forms, Sequence[Promise]]:
    """Ask the client to seal what was found; return the forms without it, and what was asked for.

    What else was typed goes back to the page as it was: nothing of it is stored.
    """
    clean, kinds = posted.copy(), list[str]()
    for form in _texts(forms):
        for field, text, verdict in form.findings():
            clean[form.add_prefix(field)] = redacted(text, verdict)
            kinds += [finding.kind for finding in verdict.findings]
    things = seal_instead(request, job.id, Action.EDIT_JOB, kinds)
    forms = _forms(request.bench, job, clean)
    _valid(forms)
    return forms, things


def _may_ask(request: ShopRequest, job: JobView) -> bool:
    return permissions.on_job(request.bench, signed_in(request), job.resource)["ask"]


def _forms(bench: Bench, job: JobView, posted: QueryDict | None) -> Forms:
    client, device = dict(job.client.content()), dict(job.device.content())
    service = ServiceSelectForm(posted, prefix="service", initial={"service": job.row.service_id})
    service.offer(bench, also=job.row.service_id)
    return {
        "client": ParticularsForm(posted, prefix="client", initial=client),
        "device": DeviceForm(posted, prefix="device", initial={**device, "kind": job.device.kind}),
        "service": service,
        "problem": ProblemForm(posted, prefix="problem", initial={"problem": job.problem}),
        "place": PlaceForm(posted, prefix="place", initial={"place": job.row.place}),
        "visit": VisitForm(posted, hours=bench.rulebooks.current().hours, visit=visit_of(job.row)),
    }


def _status(forms: Forms) -> int:
    return next((status_of_form(form) for form in forms.values() if form.errors), 200)


def _valid(forms: Forms) -> bool:
    passed = [form.is_valid() for form in forms.values()]  # each shows what is wrong with it
    visit, place = forms["visit"], forms["place"].cleaned_data.get("place")
    if all(passed) and visit.cleaned_data.get("start") and place != Place.ON_SITE:
        visit.add_error("until", _("A visit is for a job on site."))
        return False
    return all(passed)


def _explain(forms: Forms, refused: RefusedError) -> bool:
    told = [form.explain(refused) for form in _texts(forms)]
    return any(told)


def _draft(forms: Forms) -> JobDraft:
    found = {name: form.cleaned_data for name, form in forms.items()}
    client = cast("ParticularsForm", forms["client"]).words()
    words = job_words(
        found["service"]["service"], found["problem"]["problem"], found["place"]["place"]
    )
    visit = cast("VisitForm", forms["visit"]).value()
    return JobDraft(client, cast("DeviceForm", forms["device"]).value(), words, visit)


def _texts(forms: Forms) -> list[ScreenedForm]:
    return [form for form in forms.values() if isinstance(form, ScreenedForm)]


def _override(forms: Forms) -> Override:
    return {name: why for form in _texts(forms) for name, why in form.override().items()}


ROUTES = (Route("jobs/<int:number>/edit/", show_edit, "edit_job", "A4", STAFF, ("GET", "POST")),)
