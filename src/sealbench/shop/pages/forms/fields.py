"""Fields for texts: their one form, their limit, and what the screen found in them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sealbench.errors import MalformedError, RefusedError
from sealbench.screen import Verdict
from sealbench.shop.bench.screening import screen
from sealbench.shop.pages.forms.marks import Panel, panel_of, tokens
from sealbench.shop.procedures import free_text
from sealbench.shop.procedures.findings import REASONS, Found, Override, found_of

SCREENED = "A2-1"  # the rule that a text is screened by; the other ones of A2 are about overrides


class TextField(forms.CharField):
    """One line, or several with *lines*; `kind` says how the screen reads it."""

    def __init__(self, *, limit: int, lines: bool = False, kind: str = "", **options: Any) -> None:
        self.panel: Panel | None = None  # what was found in it; a form has fields of its own
        self.kind = kind or ("note" if lines else "name")
        self._limit, self._lines = limit, lines
        if lines:
            options.setdefault("widget", forms.Textarea(attrs={"rows": 4}))
        # The length is checked below, in letters of the one form; a form keeps what was typed.
        super().__init__(strip=False, **options)
        self.widget.attrs.update({"maxlength": str(limit), "autocomplete": "off"})
        self.widget.attrs["data-screen"] = self.kind
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

    Beside such a field stand the reasons to choose from: the one that is posted holds for what
    was shown with it, and for nothing that was typed since.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def override(self) -> Override:
        """Return why findings of this form are none, by the names of their fields."""
        given = {name: self._reason(name, field) for name, field in self._texts()}
        return {name: reason for name, reason in given.items() if reason}

    def found(self) -> Found:
        """Return what the screen finds in the fields."""
        return found_of(
            (name, finding) for name, _, verdict in self.findings() for finding in verdict.findings
        )

    def findings(self) -> list[tuple[str, str, Verdict]]:
        """Return each field in which something is found, with its text and what is found."""
        read = [(name, self._text(name), self._verdict(name, each)) for name, each in self._texts()]
        return [each for each in read if not each[2].clean]

    def screened(self, *, again: bool = False) -> bool:
        """Tell whether every text passes; show what was found beside the fields that do not.

        *again*: no reason holds, since the rules refused it.
        """
        passed = True
        for name, field in self._texts():
            verdict, reason = self._verdict(name, field), self._reason(name, field)
            if verdict.clean or (reason and verdict.overridable and not again):
                continue
            passed = False
            field.panel = panel_of(self.add_prefix(name), self._text(name), verdict, chosen=reason)
            self.add_error(name, _("This cannot be saved as it is."))
        return passed

    def explain(self, refused: RefusedError) -> bool:
        """Show what *refused* the texts; tell whether the screen or an override of it did."""
        if refused.clause != "A2":
            return False
        if refused.reason == SCREENED:
            return not self.screened()
        self.screened(again=True)
        if self.errors:
            self.add_error(None, refused.hint or str(refused))
        return bool(self.errors)

    def _texts(self) -> list[tuple[str, TextField]]:
        return [
            (name, field) for name, field in self.fields.items() if isinstance(field, TextField)
        ]

    def _text(self, name: str) -> str:
        return str(self.cleaned_data.get(name, ""))

    def _verdict(self, name: str, field: TextField) -> Verdict:
        return screen(self._text(name), context=field.kind)

    def _reason(self, name: str, field: TextField) -> str:
        """Return the reason that was chosen for exactly what is found in the field, or nothing."""
        place = self.add_prefix(name)
        reason = str(self.data.get(f"{place}-override", ""))
        if reason not in REASONS:
            return ""
        verdict = self._verdict(name, field)
        shown = set(str(self.data.get(f"{place}-shown", "")).split())
        seen = not verdict.clean and tokens(self._text(name), verdict) <= shown
        return reason if seen else ""


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
