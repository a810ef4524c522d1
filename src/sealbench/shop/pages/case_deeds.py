"""What is done in a case: each button of its page calls one procedure."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sealbench.errors import MalformedError, RefusedError
from sealbench.shop.pages import handed_package
from sealbench.shop.pages.cases import describe
from sealbench.shop.pages.forms.cases import CopyForm, ExceptionForm, HandOverForm
from sealbench.shop.pages.forms.fields import ScreenedForm, status_of_form
from sealbench.shop.pages.routing import STAFF, Route
from sealbench.shop.pages.visitor import ShopRequest, signed_in
from sealbench.shop.procedures.announce_destruction import announce_destruction
from sealbench.shop.procedures.collect_return import collect_return
from sealbench.shop.procedures.confirm_copy import confirm_copy
from sealbench.shop.procedures.confirm_return import confirm_return
from sealbench.shop.procedures.destroy_client import destroy_client
from sealbench.shop.procedures.end_due_cases import finish_case
from sealbench.shop.procedures.hand_over_return import Document, hand_over_return
from sealbench.shop.procedures.list_copy import list_copy
from sealbench.shop.procedures.list_exception import list_exception
from sealbench.shop.procedures.look_at_case import look_at_case
from sealbench.shop.procedures.object_to_termination import object_to_termination
from sealbench.shop.procedures.second_destruction import second_destruction

WORD = _("destroy")


def do(
    request: ShopRequest, case: str, *, procedure: Callable[..., Any], done: str
) -> HttpResponse:
    """Run *procedure* on the case, and go back to its page."""
    request.bench.run(procedure, who=signed_in(request), case=case)
    return _back(case, done)


def hand_over(request: ShopRequest, case: str) -> HttpResponse:
    """Ask which document was compared; then write the package and show its slip, once."""
    form = HandOverForm(request.POST if request.method == "POST" else None)
    view = request.bench.run(look_at_case, who=signed_in(request), case=case)
    if not form.is_valid():
        known = {**describe(request, view), "form": form}
        return render(request, "hand_over_return.html", known, status=status_of_form(form))
    collected, receipts = request.bench.run_recorded(
        hand_over_return,
        who=signed_in(request),
        case=case,
        document=Document(form.cleaned_data["document"]),
    )
    package = handed_package.write(request.bench, case, collected, receipts)
    return render(
        request, "return_slip.html", {"case": view.row, "number": view.number, "package": package}
    )


def confirm(request: ShopRequest, case: str) -> HttpResponse:
    """Note that the client, who is here, has everything."""
    compared = request.POST.get("compared") == "on"
    request.bench.run(confirm_return, who=signed_in(request), case=case, compared=compared)
    return _back(case, "return-confirmed")


def destroy(request: ShopRequest, case: str) -> HttpResponse:
    """Show what dies; carry it out once the word is typed."""
    who = signed_in(request)
    missed = request.method == "POST"
    if missed and request.POST.get("word", "").strip().casefold() == str(WORD):
        erasure = request.bench.run(destroy_client, who=who, case=case)
        finish_case(request.bench, case, erasure)
        only_job = request.bench.run(look_at_case, who=who, case=case).number
        return _back(case, "job-destroyed" if only_job else "client-destroyed")
    view = request.bench.run(look_at_case, who=who, case=case)
    known = {**describe(request, view), "word": WORD, "missed": missed}
    return render(request, "destroy_client.html", known, status=422 if missed else 200)


def add(
    request: ShopRequest,
    case: str,
    *,
    form_type: type[CopyForm] | type[ExceptionForm],
    procedure: Callable[..., Any],
    name: str,
) -> HttpResponse:
    """Save what is listed, or show again what is wrong with it."""
    form = form_type(request.POST, prefix=name)
    if form.is_valid() and _save(request, case, form, procedure):
        return _back(case, f"{name}-listed")
    view = request.bench.run(look_at_case, who=signed_in(request), case=case)
    known = {**describe(request, view), f"{name}_form": form}
    return render(request, "case.html", known, status=status_of_form(form))


def confirm_entry(request: ShopRequest, entry: str) -> HttpResponse:
    """Note that a copy elsewhere is destroyed."""
    case = request.bench.run(confirm_copy, who=signed_in(request), entry=entry)
    return _back(case, "copy-confirmed")


def _save(
    request: ShopRequest,
    case: str,
    form: CopyForm | ExceptionForm,
    procedure: Callable[..., Any],
) -> bool:
    screened: ScreenedForm = form
    try:
        who, words, override = signed_in(request), form.value(), screened.override()
        request.bench.run(procedure, who=who, case=case, words=words, override=override)
    except MalformedError as exc:
        form.add_error(None, str(exc).capitalize())
    except RefusedError as exc:
        if not screened.explain(exc):
            raise
    else:
        return True
    return False


def _back(case: str, done: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("case", args=[case]) + f"?done={done}")


def _deed(path: str, name: str, procedure: Callable[..., Any], done: str) -> Route:
    view = partial(do, procedure=procedure, done=done)
    return Route(f"cases/<slug:case>/{path}", view, name, "C2", STAFF, ("POST",))


_FORMS = ("GET", "POST")
ROUTES = (
    _deed("collect", "collect_return", collect_return, "collected"),
    _deed("announce", "announce_destruction", announce_destruction, "announced"),
    _deed("object", "object_to_termination", object_to_termination, "objected"),
    _deed("second", "second_destruction", second_destruction, "seconded"),
    Route("cases/<slug:case>/hand-over/", hand_over, "hand_over_return", "C2", STAFF, _FORMS),
    Route("cases/<slug:case>/confirm", confirm, "confirm_return", "C2", STAFF, ("POST",)),
    Route("cases/<slug:case>/destroy/", destroy, "destroy_client", "C2", STAFF, _FORMS),
    Route(
        "cases/<slug:case>/copies",
        partial(add, form_type=CopyForm, procedure=list_copy, name="copy"),
        "list_copy",
        "C2",
        STAFF,
        ("POST",),
    ),
    Route(
        "cases/<slug:case>/exceptions",
        partial(add, form_type=ExceptionForm, procedure=list_exception, name="exception"),
        "list_exception",
        "C2",
        STAFF,
        ("POST",),
    ),
    Route("copies/<slug:entry>/confirm", confirm_entry, "confirm_copy", "C2", STAFF, ("POST",)),
)
