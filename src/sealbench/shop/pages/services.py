"""The catalogue: everybody reads it, management changes it."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from sealbench.errors import AbsentError, MalformedError, RefusedError
from sealbench.ids import ServiceId
from sealbench.policy import Action
from sealbench.shop.pages.forms.fields import status_of_form
from sealbench.shop.pages.forms.service import ServiceWordsForm
from sealbench.shop.pages.permissions import may
from sealbench.shop.pages.routing import STAFF, Route
from sealbench.shop.pages.visitor import ShopRequest, signed_in
from sealbench.shop.procedures.add_service import add_service
from sealbench.shop.procedures.edit_service import edit_service
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.retire_service import retire_service
from sealbench.shop.queries.catalogue import Service, services

_CLEAN = {"screened": True}


def show_services(request: ShopRequest) -> HttpResponse:
    """Show the catalogue."""
    who = signed_in(request)
    request.bench.run(enter, who=who, action=Action.VIEW_POLICY)
    edits = may(request.bench, who, Action.EDIT_SERVICE, _CLEAN)
    known = {"services": services(request.bench, retired=edits), "edits": edits}
    return render(request, "services.html", known)


def show_new(request: ShopRequest) -> HttpResponse:
    """Show an empty form, and add what is posted to the catalogue."""
    return _work(request, None)


def show_edit(request: ShopRequest, service: str) -> HttpResponse:
    """Show the words of *service*, and save what is posted."""
    found = {each.id: each for each in services(request.bench, retired=True)}
    if service not in found:
        raise AbsentError("there is no such service")
    return _work(request, found[ServiceId(service)])


def retire(request: ShopRequest, service: str) -> HttpResponse:
    """Retire *service*, or offer it again."""
    posted = request.POST.get("offered")
    if posted not in {"yes", "no"}:
        raise MalformedError("a service is offered or not")
    offered = posted == "yes"
    request.bench.run(
        retire_service, who=signed_in(request), service=ServiceId(service), offered=offered
    )
    return _back("service-offered" if offered else "service-retired")


def _work(request: ShopRequest, service: Service | None) -> HttpResponse:
    who = signed_in(request)
    request.bench.run(enter, who=who, action=Action.EDIT_SERVICE, context=_CLEAN)
    posted = request.POST if request.method == "POST" else None
    form = ServiceWordsForm(posted, initial=_initial(service))
    if posted is not None and form.is_valid():
        words = {"words": form.value(), "override": form.override()}
        try:
            if service is None:
                request.bench.run(add_service, who=who, **words)
            else:
                request.bench.run(edit_service, who=who, service=service.id, **words)
        except RefusedError as exc:
            if not form.explain(exc):
                raise
        else:
            return _back("service-edited" if service else "service-added")
    known = {"form": form, "service": service}
    return render(request, "edit_service.html", known, status=status_of_form(form))


def _initial(service: Service | None) -> dict[str, object]:
    if service is None:
        return {}
    parts = ("name", "description", "alternatives", "login_need", "purposes", "accesses")
    return {part: getattr(service, part) for part in parts}


def _back(done: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("services") + f"?done={done}")


ROUTES = (
    Route("services/", show_services, "services", "A4", STAFF),
    Route("services/new/", show_new, "add_service", "A4", STAFF, ("GET", "POST")),
    Route("services/<slug:service>/", show_edit, "edit_service", "A4", STAFF, ("GET", "POST")),
    Route("services/<slug:service>/retire", retire, "retire_service", "A4", STAFF, ("POST",)),
)
