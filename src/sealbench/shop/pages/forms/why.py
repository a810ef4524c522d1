"""The question of why, to whoever looks and is not on the job."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sealbench.shop.pages.forms.fields import ScreenedForm, TextField
from sealbench.shop.procedures.free_text import LINE
from sealbench.shop.procedures.looks import Why
from sealbench.shop.queries.wording import REASON_WORDS


class WhyForm(ScreenedForm):
    """One of the usual reasons, and what is to be added; another one is written down."""

    kind = forms.ChoiceField(
        choices=list(REASON_WORDS.items()),
        label=_("Why do you look?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )
    text = TextField(
        limit=LINE,
        kind="note",
        required=False,
        label=_("In a few words"),
        help_text=_("The client reads this. No passwords, codes or card numbers."),
    )

    def clean(self) -> dict[str, object]:
        """Demand words where none of the usual reasons fits."""
        found = self.cleaned_data
        if found.get("kind") == "other" and not found.get("text") and "text" not in self.errors:
            self.add_error("text", _("Say in a few words why you look."))
        return found

    def value(self) -> Why:
        """Return the reason."""
        found = self.cleaned_data
        return Why(found["kind"], found["text"], override=self.override().get("text", ""))
