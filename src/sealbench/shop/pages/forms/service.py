"""The form of a kind of service."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sealbench.policy import Access, LoginNeed
from sealbench.shop.pages.forms.fields import ScreenedForm, TextField, choices
from sealbench.shop.procedures.free_text import NAME, TEXT
from sealbench.shop.procedures.service_file import PURPOSES, ServiceWords

NEEDS = (
    (LoginNeed.NONE.value, _("No login is needed")),
    (LoginNeed.OWNER_UNLOCKS.value, _("The owner unlocks in person")),
    (LoginNeed.NEEDED.value, _("A login is needed")),
)

ACCESSES = (
    (Access.LOGINS.value, _("Opening logins")),
    (Access.FILES.value, _("Looking into the files of the job")),
)


class ServiceWordsForm(ScreenedForm):
    """What a kind of service is called, what it needs, and what it serves."""

    name = TextField(limit=NAME, label=_("Name"))
    description = TextField(
        limit=TEXT, lines=True, required=False, label=_("What is done, in a sentence")
    )
    login_need = forms.ChoiceField(
        choices=NEEDS,
        initial=LoginNeed.NONE.value,
        label=_("Is a login needed?"),
        widget=forms.RadioSelect,
    )
    alternatives = TextField(
        limit=TEXT,
        lines=True,
        required=False,
        label=_("What the client can do instead of giving a login"),
    )
    purposes = forms.MultipleChoiceField(
        choices=choices(PURPOSES),
        initial=["diagnose", "repair", "test"],
        label=_("What a login may be opened for"),
        widget=forms.CheckboxSelectMultiple,
    )

    accesses = forms.MultipleChoiceField(
        choices=ACCESSES,
        initial=[access.value for access in Access],
        required=False,
        label=_("What such a job justifies"),
        help_text=_("What is not ticked here is refused on every job of this kind."),
        widget=forms.CheckboxSelectMultiple,
    )

    def clean(self) -> dict[str, Any]:
        """Ask that a login which is needed may be opened."""
        found = self.cleaned_data
        needed = found.get("login_need") == LoginNeed.NEEDED
        if needed and Access.LOGINS not in found.get("accesses", ()):
            self.add_error("accesses", _("A login that is needed has to be opened."))
        return found

    def value(self) -> ServiceWords:
        """Return the words."""
        found = self.cleaned_data
        return ServiceWords(
            found["name"],
            found["description"],
            found["alternatives"],
            LoginNeed(found["login_need"]),
            tuple(found["purposes"]),
            tuple(found["accesses"]),
        )
