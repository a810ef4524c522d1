"""The form of an agreement: its text, its terms, and who is cleared."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from sealbench.agreement import TEMPLATES
from sealbench.agreement.terms import MOST_NOTICE
from sealbench.ids import PersonId
from sealbench.shop.bench import Bench
from sealbench.shop.pages.forms.fields import ScreenedForm, TextField
from sealbench.shop.procedures.agreement_words import OWN, AgreementWords, may_be_cleared
from sealbench.shop.procedures.free_text import TEXT
from sealbench.shop.records.models import Person

OWN_CHOICE = "own"
KEEP, PREVIEW = "keep", "preview"  # what the two buttons ask for
_YEAR = timedelta(days=364)


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"class": "form-control", "type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget)


class AgreementForm(ScreenedForm):
    """What is agreed; the choices of people are those of the signed directory."""

    template = forms.ChoiceField(label=_("Which text?"), widget=forms.RadioSelect)
    confidential = TextField(
        limit=TEXT,
        lines=True,
        label=_("What is confidential?"),
        help_text=_("In words that both sides understand. No login, no password."),
    )
    cleared = forms.MultipleChoiceField(
        label=_("Who of the shop is cleared?"), widget=forms.CheckboxSelectMultiple
    )
    valid_from = _day(_("From"))
    valid_until = _day(_("Until, this day included"))
    notice_days = forms.IntegerField(
        min_value=0,
        max_value=MOST_NOTICE,
        initial=30,
        label=_("Days of notice to end it earlier"),
        widget=forms.NumberInput(attrs={"class": "form-control", "inputmode": "numeric"}),
    )
    returned = TextField(
        limit=TEXT, lines=True, label=_("What is returned or destroyed at its end?")
    )
    clauses = TextField(
        limit=TEXT,
        lines=True,
        required=False,
        label=_("Clauses to add, one in each line"),
        help_text=_("Only to a text of the shop: a PDF of the client is signed as it is."),
    )

    go = forms.ChoiceField(
        choices=[(KEEP, _("Keep the draft")), (PREVIEW, _("Look at it as a PDF"))], required=False
    )

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = dict(people)
        texts = [(key, f"{each.title} ({key}): {each.about}") for key, each in TEMPLATES.items()]
        own = (OWN_CHOICE, _("The client's own PDF"))
        cast("forms.ChoiceField", self.fields["template"]).choices = [*texts, own]
        cast("forms.MultipleChoiceField", self.fields["cleared"]).choices = list(people)

    def words(self) -> AgreementWords:
        """Return what was written; raise MalformedError for what no agreement can say."""
        found = self.cleaned_data
        own = found["template"] == OWN_CHOICE
        return AgreementWords(
            OWN if own else found["template"],
            found["confidential"],
            found["returned"],
            tuple((PersonId(pk), self.names[pk]) for pk in found["cleared"]),
            found["valid_from"],
            found["valid_until"],
            found["notice_days"],
            tuple(line for line in found["clauses"].splitlines() if line.strip()),
        ).checked()


def agreement_form(bench: Bench, posted: QueryDict | None) -> AgreementForm:
    """Return the form for *posted*, or a fresh one for a year from today on."""
    today = bench.now().date()
    first = next(iter(TEMPLATES))
    initial = {"template": first, "valid_from": today, "valid_until": today + _YEAR}
    people = [
        (row.pk, str(bench.read_house(row)["name"]))
        for row in Person.objects.order_by("pk")
        if may_be_cleared(row)
    ]
    people.sort(key=lambda each: each[1].casefold())
    return AgreementForm(posted, initial=initial, people=people)
