"""The forms of a case: a copy elsewhere, what is kept by law, and the hand-over in person."""

from datetime import UTC, datetime, time

from django import forms
from django.utils.translation import gettext_lazy as _

from sealbench.shop.pages.forms.fields import ScreenedForm, TextField, choices
from sealbench.shop.procedures.free_text import LINE
from sealbench.shop.procedures.hand_over_return import Document
from sealbench.shop.procedures.list_copy import CopyWords
from sealbench.shop.procedures.list_exception import ExceptionWords

_NAMELESS = _("Without the client's name: this stays when everything else is gone.")


class CopyForm(ScreenedForm):
    """A copy that lies elsewhere."""

    what = TextField(limit=LINE, label=_("What is it a copy of?"), help_text=_NAMELESS)
    holder = TextField(limit=LINE, label=_("Who holds it?"))
    days = forms.IntegerField(
        min_value=0,
        max_value=366,
        initial=14,
        label=_("Destroyed within how many days?"),
        widget=forms.NumberInput(attrs={"class": "form-control", "inputmode": "numeric"}),
    )

    def value(self) -> CopyWords:
        """Return the words."""
        found = self.cleaned_data
        return CopyWords(found["what"], found["holder"], found["days"])


class ExceptionForm(ScreenedForm):
    """What the law obliges the shop to keep."""

    what = TextField(limit=LINE, label=_("What must be kept?"), help_text=_NAMELESS)
    reason = TextField(limit=LINE, label=_("Which law, and why?"))
    until = forms.DateField(
        label=_("Until when?"),
        widget=forms.DateInput(attrs={"class": "form-control", "type": "date"}),
    )

    def value(self) -> ExceptionWords:
        """Return the words; an exception ends with its last day."""
        found = self.cleaned_data
        until = datetime.combine(found["until"], time(23, 59), UTC)
        return ExceptionWords(found["what"], found["reason"], int(until.timestamp()))


class HandOverForm(forms.Form):
    """Which document was compared with the person who stands here."""

    document = forms.ChoiceField(
        choices=choices(tuple(Document)),
        widget=forms.RadioSelect,
        label=_("Which document did you compare?"),
    )
    compared = forms.ChoiceField(
        choices=[("on", "")],
        label=_("Name and picture are those of the person here. I have copied nothing."),
        widget=forms.HiddenInput,  # the page draws the box: only its own word will do
    )
