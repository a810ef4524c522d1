"""Logins that people know who left: for those who see to it that clients change them."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sealbench.ids import LoginId
from sealbench.policy import Action, Role
from sealbench.shop.pages.routing import STAFF, Route
from sealbench.shop.pages.visitor import ShopRequest, signed_in
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.record_change import HOW, record_change
from sealbench.shop.queries import risks

_WORDS: dict[str, Promise] = {
    "phone": _("by telephone"),
    "in person": _("in person"),
    "letter": _("by letter or mail"),
}


def show_risks(request: ShopRequest) -> HttpResponse:
    """Show who left knowing which logins, and how far each client is."""
    who = signed_in(request)
    request.bench.run(enter, who=who, action=Action.VIEW_RISKS)
    known = {
        "risks": risks.show_risks(request.bench),
        "ways": [(how, _WORDS[how]) for how in HOW],
        "manages": Role.MANAGEMENT in who.roles,  # an auditor looks, and records nothing
        "self": who.person,
    }
    return render(request, "risks.html", known)


def record(request: ShopRequest, login: str) -> HttpResponse:
    """Write down that the client says the password of *login* is another one by now."""
    how = request.POST.get("how", "")
    request.bench.run(record_change, who=signed_in(request), login=LoginId(login), how=how)
    return HttpResponseRedirect(reverse("risks") + "?done=change-recorded")


ROUTES = (
    Route("risks/", show_risks, "risks", "A1", STAFF),
    Route("risks/<slug:login>/changed", record, "record_change", "A1", STAFF, ("POST",)),
)
