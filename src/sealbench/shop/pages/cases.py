"""The cases of clients who end the service: the list, and the page of one with its clock."""

import re
from typing import cast

from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from sealbench.policy import Action
from sealbench.shop import returns
from sealbench.shop.pages import permissions
from sealbench.shop.pages.forms.cases import CopyForm, ExceptionForm
from sealbench.shop.pages.routing import STAFF, Route
from sealbench.shop.pages.visitor import ShopRequest, signed_in
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.look_at_case import CaseView, look_at_case
from sealbench.shop.procedures.read_certificate import read_certificate
from sealbench.shop.queries import boards, cases

_NUMBER = re.compile(r"\s*#?\s*([0-9]{1,9})\s*")


def show_cases(request: ShopRequest) -> HttpResponse:
    """Show every case; with `number`, go to where the client of that job ends the service."""
    request.bench.run(enter, who=signed_in(request), action=Action.VIEW_CASES)
    wanted = request.GET.get("number", "")
    match = _NUMBER.fullmatch(wanted)
    if match and boards.has_number(int(match[1])):
        return HttpResponseRedirect(reverse("stop_service", args=[int(match[1])]))
    known = {
        "cases": cases.cases(),
        "missed": bool(wanted.strip()),
        "wanted": match[1] if match else "",
    }
    return render(request, "cases.html", known)


def show_case(request: ShopRequest, case: str) -> HttpResponse:
    """Show the case."""
    who = signed_in(request)
    view = request.bench.run(look_at_case, who=who, case=case)
    return render(request, "case.html", describe(request, view))


def describe(request: ShopRequest, view: CaseView) -> dict[str, object]:
    """Return what the template of a case shows."""
    who, bench = signed_in(request), request.bench
    return {
        "view": view,
        "case": view.row,
        "may": permissions.in_case(bench, who, view.resource) if view.resource else {},
        "copies": [each for each in view.entries if each.kind == "copy"],
        "exceptions": [each for each in view.entries if each.kind == "exception"],
        "copy_form": CopyForm(prefix="copy"),
        "exception_form": ExceptionForm(prefix="exception"),
        "waits": returns.path_of(bench.config, view.row.pk) is not None,
        "desk": permissions.may(bench, who, Action.CONFIRM_COPY),
        "now": int(bench.now().timestamp()),
        "mails": bench.config.mail is not None,
    }


def certificate(request: ShopRequest, case: str) -> HttpResponse:
    """Give the certificate, which names nobody, as a file."""
    issued = request.bench.run(read_certificate, who=signed_in(request), case=case)
    return pdf(issued.to_pdf(), f"certificate-{case[:6]}.pdf")


def package(request: ShopRequest, case: str) -> HttpResponse:
    """Give the package that waits for its medium: nobody opens it without the client's words."""
    who = signed_in(request)
    view = request.bench.run(look_at_case, who=who, case=case)
    path = returns.path_of(request.bench.config, case)
    if path is None or view.client is None:
        raise Http404
    sent = FileResponse(path.open("rb"), as_attachment=True, filename=f"return-{case[:6]}.age")
    return cast("HttpResponse", sent)  # Django's stubs know no answer above both


def pdf(data: bytes, name: str) -> HttpResponse:
    """Return *data* as a PDF to be saved."""
    response = HttpResponse(data, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


ROUTES = (
    Route("cases/", show_cases, "cases", "C2", STAFF),
    Route("cases/<slug:case>/", show_case, "case", "C2", STAFF),
    Route("cases/<slug:case>/certificate", certificate, "certificate", "C2", STAFF, ("POST",)),
    Route("cases/<slug:case>/package", package, "package", "C2", STAFF, ("POST",)),
)
