"""The form of a house word: a veto, or a cue with what it announces."""

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sealbench.errors import MalformedError
from sealbench.screen.house import KINDS, LONGEST
from sealbench.shop.pages.forms.fields import ScreenedForm, TextField
from sealbench.shop.procedures.house_word_file import HouseWord

VETO, CUE = "veto", "cue"
KIND_WORDS: dict[str, Promise] = {
    "password": _("a password"),
    "pin": _("a PIN or code of digits"),
    "wifi_key": _("the key of a network"),
    "recovery_key": _("a recovery key"),
    "licence_key": _("a licence key"),
    "api_key": _("a key of a program"),
    "username_with_password": _("a user and a password side by side"),
    "other_secret": _("another secret"),
}


class HouseWordForm(ScreenedForm):
    """What sort of word it is, the word, and of a cue what it announces."""

    sort = forms.ChoiceField(
        choices=[
            (VETO, _("A veto: what looks like this is no secret, for example a part number")),
            (CUE, _("A cue: what follows this word is a secret")),
        ],
        label=_("What does the word do?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )
    word = TextField(
        limit=LONGEST,
        kind="note",
        label=_("The word"),
        help_text=_(
            "In a veto, # is a digit, A any letter, and * at the end the rest of the word, as in "
            "PN-####-AA; a small a is the letter a. A cue is a word or a short phrase."
        ),
        error_messages={"required": _("Write the word.")},
    )
    kind = forms.ChoiceField(
        choices=[(kind, KIND_WORDS[kind]) for kind in KINDS],
        required=False,
        label=_("What does the cue announce?"),
        widget=forms.Select(attrs={"class": "form-select"}),
        help_text=_("For a cue only."),
    )

    def clean(self) -> dict[str, object]:
        """Say what is wrong with a word that is no veto and no cue."""
        found = self.cleaned_data
        if found.get("sort") == CUE and not found.get("kind") and "kind" not in self.errors:
            self.add_error("kind", _("Choose one."))
        if not self.errors:
            try:
                self.value().checked()
            except MalformedError as exc:
                self.add_error("word", _sentence(exc))
        return found

    def value(self) -> HouseWord:
        """Return the word."""
        found = self.cleaned_data
        return HouseWord(found["word"], found["kind"] if found["sort"] == CUE else "")


def _sentence(exc: MalformedError) -> str:
    text = "; ".join(part for part in (str(exc), exc.hint or "") if part)
    return f"{text[0].upper()}{text[1:]}."
