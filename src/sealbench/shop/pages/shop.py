"""The particulars of the shop, as clients see them."""

from dataclasses import replace
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sealbench.errors import MalformedError, RefusedError
from sealbench.policy import Action
from sealbench.shop.pages.forms.fields import ScreenedForm, TextField, status_of_form
from sealbench.shop.pages.forms.hours import HoursForm
from sealbench.shop.pages.routing import STAFF, Route
from sealbench.shop.pages.visitor import ShopRequest, signed_in
from sealbench.shop.procedures.edit_shop import LOGO_LIMIT, ShopWords, edit_shop
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.free_text import LINE, NAME
from sealbench.shop.queries import house


class ShopForm(ScreenedForm):
    """Name, address, telephone and logo."""

    name = TextField(limit=NAME, label=_("Name"))
    address = TextField(limit=2 * LINE, lines=True, required=False, label=_("Address"))
    phone = TextField(limit=NAME, required=False, label=_("Telephone"))
    logo = forms.FileField(
        required=False,
        label=_("Logo"),
        help_text=_("A PNG of at most 64 KiB."),
        widget=forms.FileInput(attrs={"class": "form-control", "accept": "image/png"}),
    )
    no_logo = forms.BooleanField(
        required=False,
        label=_("Show no logo"),
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    def value(self) -> ShopWords:
        """Return the words and the logo; raise MalformedError for a logo that is none."""
        found: dict[str, Any] = self.cleaned_data
        words = ShopWords(found["name"], found["address"], found["phone"], self._logo())
        return words.checked()

    def _logo(self) -> bytes | None:
        if self.cleaned_data["no_logo"]:
            return None
        upload: UploadedFile | None = self.cleaned_data["logo"]
        return upload.read(LOGO_LIMIT + 1) if upload else b""


def show_shop(request: ShopRequest) -> HttpResponse:
    """Show the particulars, and save what is posted."""
    who = signed_in(request)
    request.bench.run(enter, who=who, action=Action.EDIT_SHOP, context={"screened": True})
    hours = request.bench.rulebooks.current().hours
    if request.method != "POST":
        now = house.shop(request.bench)
        initial = {"name": now.name, "address": now.address, "phone": now.phone}
        known = {"form": ShopForm(initial=initial), "hours": HoursForm(hours=hours)}
        return render(request, "shop.html", known)
    form = ShopForm(request.POST, request.FILES)
    times = HoursForm(request.POST, hours=hours)
    if form.is_valid() and times.is_valid() and _save(request, form, times):
        return HttpResponseRedirect(reverse("shop") + "?done=shop-edited")
    status = status_of_form(times) if form.is_valid() else status_of_form(form)
    return render(request, "shop.html", {"form": form, "hours": times}, status=status)


def _save(request: ShopRequest, form: ShopForm, hours: HoursForm) -> bool:
    try:
        words = replace(form.value(), hours=hours.value())
        override = form.override()
        request.bench.run(edit_shop, who=signed_in(request), words=words, override=override)
    except MalformedError as exc:
        form.add_error("logo", str(exc).capitalize())
    except RefusedError as exc:
        if not form.explain(exc):
            raise
    else:
        return True
    return False


ROUTES = (Route("shop/", show_shop, "shop", "B1", STAFF, ("GET", "POST")),)
