"""Agreements for management and the desk: the list, the page of one, and its papers."""

from collections.abc import Mapping

from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse

from sealbench.agreement import TEMPLATES
from sealbench.policy import Action, AgreementState, Fact, Proof, Role, SignerRole
from sealbench.shop.bench import Bench, Staff
from sealbench.shop.pages.file_response import file_response
from sealbench.shop.pages.permissions import may
from sealbench.shop.pages.routing import STAFF, Route
from sealbench.shop.pages.visitor import ShopRequest, signed_in
from sealbench.shop.procedures.agreement_papers import DOCUMENT, FINAL
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.look_at_agreement import AgreementView, look_at_agreement
from sealbench.shop.procedures.read_agreement import read_agreement
from sealbench.shop.procedures.withdraw_agreement import withdraw_agreement
from sealbench.shop.queries import agreements, certificate

_SIGNING: Mapping[str, Fact] = {"confirmed": Proof.PASSKEY.value, "same": True, "drawn": True}


def show_agreements(request: ShopRequest) -> HttpResponse:
    """Show every agreement without its client: what ends soon stands first."""
    who = signed_in(request)
    request.bench.run(enter, who=who, action=Action.VIEW_AGREEMENTS)
    known = {
        "agreements": agreements.agreements(now=int(request.bench.now().timestamp())),
        "certificate": certificate.certificate(request.bench),
        "opens": not who.roles.isdisjoint({Role.FRONT_DESK, Role.MANAGEMENT}),
    }
    return render(request, "agreements.html", known)


def show_agreement(request: ShopRequest, agreement: str) -> HttpResponse:
    """Show the agreement, and what is to be done next."""
    who = signed_in(request)
    view = request.bench.run(look_at_agreement, who=who, agreement=agreement)
    known = {
        "view": view,
        "terms": view.terms,
        "title": TEMPLATES[view.template].title if view.template in TEMPLATES else "",
        "may": deeds(request.bench, who, view),
    }
    return render(request, "agreement.html", known)


def deeds(bench: Bench, who: Staff, view: AgreementView) -> dict[str, bool]:
    """Return what *who* may do with the agreement in *view* now."""
    signing = {**_SIGNING, "again": view.again}
    asked: dict[str, tuple[Action, Mapping[str, Fact]]] = {
        "review": (Action.REVIEW_AGREEMENT, {}),
        "sign": (Action.SIGN_AGREEMENT, {**signing, "role": SignerRole.MANAGEMENT.value}),
        "witness": (Action.SIGN_AGREEMENT, {**signing, "role": SignerRole.WITNESS.value}),
        "withdraw": (Action.WITHDRAW_AGREEMENT, {}),
        "end": (
            Action.END_AGREEMENT,
            {"level": "", "confirmed": Proof.PASSKEY.value, "notice": True},
        ),
    }
    found = {
        name: may(bench, who, action, facts, view.resource)
        for name, (action, facts) in asked.items()
    }
    found["end"] = found["end"] and view.state != AgreementState.ENDED
    return found


def fetch(request: ShopRequest, agreement: str) -> StreamingHttpResponse:
    """Give the document, or the final PDF, as a file."""
    kind = FINAL if request.POST.get("kind") == FINAL else DOCUMENT
    who = signed_in(request)
    found = request.bench.run(read_agreement, who=who, agreement=agreement, kind=kind)
    return file_response(request, found)


def withdraw(request: ShopRequest, agreement: str) -> HttpResponse:
    """Take the agreement back, as long as it is not in force."""
    request.bench.run(withdraw_agreement, who=signed_in(request), agreement=agreement)
    return HttpResponseRedirect(reverse("agreement", args=[agreement]) + "?done=withdrawn")


_PLACE = "agreements/<slug:agreement>/"

ROUTES = (
    Route("agreements/", show_agreements, "agreements", "C1", STAFF),
    Route(_PLACE, show_agreement, "agreement", "C1", STAFF),
    Route(f"{_PLACE}document", fetch, "read_agreement", "C1", STAFF, ("POST",)),
    Route(f"{_PLACE}withdraw", withdraw, "withdraw_agreement", "C1", STAFF, ("POST",)),
)
