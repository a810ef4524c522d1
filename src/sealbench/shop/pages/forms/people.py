"""The question who works on a job, with the people who can."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from sealbench.ids import PersonId
from sealbench.shop.bench import Bench
from sealbench.shop.pages.forms.fields import ScreenedForm
from sealbench.shop.procedures.assignees import Assignees
from sealbench.shop.procedures.job_view import Worker
from sealbench.shop.queries.technicians import technicians


class PeopleForm(ScreenedForm):
    """Who works on it; the choices are the technicians of the signed directory."""

    technician = forms.ChoiceField(label=_("Technician"), widget=forms.RadioSelect)
    deputy = forms.ChoiceField(
        required=False,
        label=_("Deputy"),
        help_text=_("A login is sealed to both, so that nobody has to ask the client again."),
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse one person in both places."""
        found = self.cleaned_data
        if found.get("deputy") and found.get("deputy") == found.get("technician"):
            self.add_error("deputy", _("The deputy is somebody else."))
        return found

    def value(self) -> Assignees:
        """Return the people."""
        found = self.cleaned_data
        deputy = PersonId(found["deputy"]) if found["deputy"] else None
        return Assignees(PersonId(found["technician"]), deputy)

    def offer(self, bench: Bench) -> None:
        """Fill the choices with who can be put on a job now."""
        found = [(each.id, each.name) for each in technicians(bench)]
        cast("forms.ChoiceField", self.fields["technician"]).choices = found
        nobody = ("", str(_("Nobody")))
        cast("forms.ChoiceField", self.fields["deputy"]).choices = [nobody, *found]


def people_form(
    bench: Bench, posted: QueryDict | None = None, *, initial: Mapping[str, str] | None = None
) -> PeopleForm:
    """Return the form for *posted*, or a fresh one that shows *initial*."""
    form = PeopleForm(posted, initial=dict(initial or {}))
    form.offer(bench)
    return form


def present(people: Sequence[Worker]) -> dict[str, str]:
    """Return who is on the job now, as the form shows it first."""
    deputy = next((each.id for each in people if each.deputy), "")
    technician = next((each.id for each in people if not each.deputy), "")
    return {"technician": technician, "deputy": deputy}
