"""The desk's page of a new link: shown once, as the answer to the click."""

from django import forms
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from sealbench.shop.pages.forms.fields import status_of_form
from sealbench.shop.pages.routing import STAFF, Route
from sealbench.shop.pages.say_why import why_first
from sealbench.shop.pages.slip import slip_context
from sealbench.shop.pages.visitor import ShopRequest
from sealbench.shop.procedures.issue_link import Slip, issue_link
from sealbench.shop.procedures.look_at_job import look_at_job
from sealbench.shop.procedures.reissue_link import Identified, reissue_link

_WAYS = (
    (Identified.DOCUMENT.value, _("By an identity card or a passport")),
    (Identified.KNOWN.value, _("I know this client in person")),
    (Identified.RECEIPT.value, _("By the paper receipt, and they know the device")),
)


class ReissueForm(forms.Form):
    """How the desk has identified the client."""

    how = forms.ChoiceField(
        choices=_WAYS, widget=forms.RadioSelect, label=_("How did you identify the client?")
    )


def issue(request: ShopRequest, number: int) -> HttpResponse:
    """Make the link and show it."""
    slip = request.bench.run(issue_link, who=request.visit.staff, number=number)
    return _shown(request, slip, again=False)


@why_first
def reissue(request: ShopRequest, number: int) -> HttpResponse:
    """Ask how the client was identified; then end the old link and show a new one."""
    form = ReissueForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        request.bench.run(look_at_job, who=request.visit.staff, number=number)
        shown = {"form": form, "number": number}
        status = status_of_form(form)
        return TemplateResponse(request, "reissue_link.html", shown, status=status).render()
    how = Identified(form.cleaned_data["how"])
    slip = request.bench.run(reissue_link, who=request.visit.staff, number=number, how=how)
    return _shown(request, slip, again=True)


def _shown(request: ShopRequest, slip: Slip, *, again: bool) -> HttpResponse:
    shown = {**slip_context(request, slip), "again": again}
    return TemplateResponse(request, "issue_link.html", shown).render()


ROUTES = (
    Route("jobs/<int:number>/link", issue, "issue_link", "A5", STAFF, ("POST",)),
    Route("jobs/<int:number>/link/again", reissue, "reissue_link", "A5", STAFF, ("GET", "POST")),
)
