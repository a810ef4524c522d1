"""The intake: one question per screen, on a tablet that is turned to the client."""

from collections.abc import Mapping

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from sealbench.errors import (
    MalformedError,
    RefusedError,
    SealbenchError,
    UnavailableError,
    VerificationError,
)
from sealbench.ids import ClientId
from sealbench.policy import Action
from sealbench.shop.bench import Staff
from sealbench.shop.bench.nonces import new_nonce
from sealbench.shop.pages.forms.fields import ScreenedForm
from sealbench.shop.pages.forms.wizard import FORMS, STEPS, TITLES, Wizard
from sealbench.shop.pages.middleware.errors import status_of
from sealbench.shop.pages.routing import STAFF, Route
from sealbench.shop.pages.visitor import ShopRequest, signed_in
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.enter_screened import enter_screened
from sealbench.shop.procedures.find_client import Found, find_client
from sealbench.shop.procedures.recognise_client import Recognised, recognise_client
from sealbench.shop.procedures.take_in_job import NONCE, take_in_job
from sealbench.shop.queries.catalogue import services

_NAMED = {"client", "agreement", "summary"}  # the screens that know who was chosen
_ENTRY = {"screened": True, "assignees_fit": True}


def show_intake(request: ShopRequest) -> HttpResponse:
    """Show the first screen, or work on the screen that was posted."""
    who = signed_in(request)
    wizard = Wizard(request.bench, request.POST.copy())
    request.bench.run(enter, who=who, action=Action.TAKE_IN_JOB, context=_ENTRY)
    if request.method != "POST":
        return _show(request, wizard, STEPS[0], bound=False)
    step = request.POST.get("step", "")
    if step not in STEPS:
        raise Http404
    deed = request.POST.get("go", "next")
    if deed == "back":
        return _show(request, wizard, _beside(step, -1), bound=False)
    if deed == "forget":
        wizard.forget("client")
        return _show(request, wizard, "client", bound=False)
    if deed == "find":
        return _find(request, wizard, who)
    if deed == "save":
        return _save(request, wizard, who)
    if deed != "next":
        raise MalformedError("no such button")
    return _next(request, wizard, step, who)


def _next(request: ShopRequest, wizard: Wizard, step: str, who: Staff) -> HttpResponse:
    form = wizard.form(step) if step in FORMS else None
    if form is not None and not wizard.passes(form):
        _record_findings(request, wizard, step, who)
        return _show(request, wizard, step)
    return _show(request, wizard, _beside(step, 1), bound=False)


def _record_findings(request: ShopRequest, wizard: Wizard, step: str, who: Staff) -> None:
    """Have the refusal recorded where a complete form was stopped by the screen (A2)."""
    form = wizard.form(step)
    if not form.is_valid():
        return
    facts = {"assignees_fit": True}
    try:
        request.bench.run(
            enter_screened, who=who, action=Action.TAKE_IN_JOB, found=form.found(), context=facts
        )
    except RefusedError as exc:
        if exc.clause != "A2":
            raise


def _find(request: ShopRequest, wizard: Wizard, who: Staff) -> HttpResponse:
    typed = request.POST.get("find", "")
    try:
        found = find_client(request.bench, who=who, typed=typed)
    except MalformedError as exc:
        return _show(request, wizard, "client", bound=False, find_error=str(exc))
    return _show(request, wizard, "client", bound=False, found=found, typed=typed)


def _save(request: ShopRequest, wizard: Wizard, who: Staff) -> HttpResponse:
    wrong = wizard.first_wrong()
    if wrong:
        _record_findings(request, wizard, wrong, who)
        return _show(request, wizard, wrong)
    try:
        taken = request.bench.run(
            take_in_job,
            who=who,
            intake=wizard.intake(),
            nonce=request.POST.get("nonce", ""),
            override=wizard.override(),
        )
    except RefusedError as exc:
        if exc.clause != "A2":
            raise
        return _show(request, wizard, "summary", failure=exc)
    except (UnavailableError, VerificationError) as exc:
        # Nothing was stored, and nothing that was typed is lost.
        return _show(request, wizard, "summary", failure=exc)
    return HttpResponseRedirect(reverse("look_at_job", args=[taken.number]) + "?done=taken-in")


def _show(
    request: ShopRequest,
    wizard: Wizard,
    step: str,
    *,
    bound: bool = True,
    found: Found | None = None,
    failure: SealbenchError | None = None,
    **words: str,
) -> HttpResponse:
    place = STEPS.index(step)
    form = wizard.form(step, bound=bound) if step in FORMS else None
    if form is not None and bound:
        wizard.passes(form)
    known: dict[str, object] = {
        "step": step,
        "title": TITLES[step],
        "place": place + 1,
        "places": len(STEPS),
        "form": form,
        "carried": wizard.carried(step),
        "service": wizard.service(),
        "catalogue": services(request.bench) if step == "service" else (),
        "found": found,
        "failure": failure,
        "known": _known_client(request, wizard) if step in _NAMED else None,
        **words,
    }
    if step == "summary":
        known |= _summary(request, wizard)
    return render(request, "take_in_job.html", known, status=_status(form, failure, words))


def _status(
    form: ScreenedForm | None, failure: SealbenchError | None, words: Mapping[str, str]
) -> int:
    """Return the HTTP status of a screen: what stopped it, or that something is wrong on it."""
    if failure:
        return status_of(failure)
    return 422 if words.get("find_error") or (form is not None and form.errors) else 200


def _known_client(request: ShopRequest, wizard: Wizard) -> Recognised | None:
    chosen = wizard.data.get("client-client", "")
    form = wizard.form("client")
    if not chosen or not form.is_valid():
        return None
    return request.bench.run(recognise_client, who=signed_in(request), client=ClientId(chosen))


def _summary(request: ShopRequest, wizard: Wizard) -> dict[str, object]:
    people = wizard.form("people")
    names = dict(people.fields["technician"].choices)  # type: ignore[attr-defined]  # a ChoiceField
    now = int(request.bench.now().timestamp())
    return {
        "answers": {step: wizard.form(step) for step in FORMS},
        "technician": names.get(wizard.data.get("people-technician", "")),
        "deputy": names.get(wizard.data.get("people-deputy", "")),
        "nonce": new_nonce(request.bench.house, NONCE, seconds=now),
    }


def _beside(step: str, by: int) -> str:
    return STEPS[max(0, min(len(STEPS) - 1, STEPS.index(step) + by))]


ROUTES = (Route("jobs/new/", show_intake, "take_in_job", "A4", STAFF, ("GET", "POST")),)
