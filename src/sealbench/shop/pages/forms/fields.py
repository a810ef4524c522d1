"""Fields for texts: their one form, their limit, and what the screen found in them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sealbench.errors import MalformedError
from sealbench.shop.bench.screening import screen
from sealbench.shop.procedures import free_text


class TextField(forms.CharField):
    """One line, or several with *lines*; `kind` says how the screen reads it."""

    def __init__(self, *, limit: int, lines: bool = False, kind: str = "", **options: Any) -> None:
        self.kind = kind or ("note" if lines else "name")
        self._limit, self._lines = limit, lines
        if lines:
            options.setdefault("widget", forms.Textarea(attrs={"rows": 4}))
        # The length is checked below, in letters of the one form; a form keeps what was typed.
        super().__init__(strip=False, **options)
        self.widget.attrs.update({"maxlength": str(limit), "autocomplete": "off"})
        self.widget.attrs.setdefault("class", "form-control")

    def clean(self, value: Any) -> str:
        """Return the text in its one form, or say what is wrong with it."""
        try:
            text = free_text.plain(str(value or ""), limit=self._limit, lines=self._lines)
        except MalformedError as exc:
            raise forms.ValidationError(_sentence(exc)) from exc
        self.validate(text)
        return text


class ScreenedForm(forms.Form):
    """A form whose texts can be shown again with what the screen found in them.

    `vouched` appears once the screen asks about something that the person may let pass.
    """

    vouched = forms.BooleanField(
        required=False,
        label=_("I have checked: this is no login and nothing private"),
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.asks = bool(self.data.get(self.add_prefix("vouched")))

    def screened(self) -> bool:
        """Tell whether every text passes; show what was found beside the fields that do not."""
        passed = True
        for name, field in self.fields.items():
            if isinstance(field, TextField):
                passed &= self._passes(name, field.kind)
        return passed

    def _passes(self, name: str, kind: str) -> bool:
        verdict = screen(str(self.cleaned_data.get(name, "")), context=kind)
        vouched = bool(self.cleaned_data.get("vouched"))
        if verdict.clean or (vouched and not verdict.blocks):
            return True
        self.asks = self.asks or not verdict.blocks
        for advice in dict.fromkeys(finding.advice for finding in verdict.findings):
            self.add_error(name, advice)
        return False


def status_of_form(form: forms.Form) -> int:
    """Return the HTTP status of a page with *form*: 422 where it says what is wrong."""
    return 422 if form.errors else 200


def _sentence(exc: MalformedError) -> str:
    parts = [str(exc), exc.hint or ""]
    text = "; ".join(part for part in parts if part)
    return f"{text[0].upper()}{text[1:]}."


def choices(values: Any) -> list[tuple[str, str]]:
    """Return *values* as choices that say themselves."""
    return [(str(value), str(value).capitalize()) for value in values]
