"""The form that asks what the rules would say."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from sealbench.policy import JobState
from sealbench.shop.bench import Bench
from sealbench.shop.pages.forms.fields import choices
from sealbench.shop.pages.forms.hours import LocalTimeField
from sealbench.shop.procedures.explain_policy import ASKABLE, Question
from sealbench.shop.procedures.service_file import PURPOSES
from sealbench.shop.queries.people import people

_LARGEST = 2**31 - 1
_NOT_SAID = [("", _("any that fits"))]


def _select() -> forms.Select:
    return forms.Select(attrs={"class": "form-select"})


class QuestionForm(forms.Form):
    """Who would do what, to which job, for what, and when."""

    person = forms.ChoiceField(label=_("Who"), widget=_select())
    action = forms.ChoiceField(label=_("Does what"), widget=_select())
    number = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=_LARGEST,
        label=_("Number of the job"),
        widget=forms.NumberInput(attrs={"class": "form-control"}),
    )
    login = forms.RegexField(
        r"[a-z2-7]{24}",
        required=False,
        label=_("Login"),
        help_text=_("Its id, as the address of its page has it; kept ones, too."),
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )
    purpose = forms.ChoiceField(
        required=False,
        choices=[*_NOT_SAID, *choices(PURPOSES)],
        label=_("For what"),
        widget=_select(),
    )
    to = forms.ChoiceField(
        required=False,
        choices=[*_NOT_SAID, *choices(JobState)],
        label=_("To which state"),
        widget=_select(),
    )
    at = LocalTimeField(
        required=False, label=_("When"), help_text=_("By the shop's clock; empty is now.")
    )

    def __init__(self, data: Any, *, bench: Bench) -> None:
        super().__init__(data, label_suffix="")
        who = [(each.id, each.name) for each in people(bench) if each.state != "deactivated"]
        texts = {rule.id: rule.text.rstrip(".") for rule in bench.policy.rules if rule.is_permit}
        what = [(action.text, texts[action.text]) for action in ASKABLE]
        cast("forms.ChoiceField", self.fields["person"]).choices = who
        cast("forms.ChoiceField", self.fields["action"]).choices = what

    def value(self) -> Question:
        """Return the question."""
        return Question(**self.cleaned_data)
