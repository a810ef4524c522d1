"""The form of a place of the escrow."""

from pathlib import Path
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sealbench.keyring.escrow import PlaceKind
from sealbench.keyring.ground import Findings, Ground
from sealbench.shop.pages.forms.fields import ScreenedForm, TextField
from sealbench.shop.procedures.free_text import NAME
from sealbench.shop.procedures.place_file import PlaceWords, is_program_name

_KINDS = (
    (PlaceKind.DISK.value, _("A second disk or a stick: it may come and go")),
    (PlaceKind.DIRECTORY.value, _("A folder on another machine or file system")),
    (PlaceKind.COMMAND.value, _("A program that was laid ready on this machine")),
)

SAID: dict[Ground, Promise] = {
    Ground.ABSENT: _("This folder is not there. Make or mount it first."),
    Ground.RELATIVE: _("Write the whole path, from the root on and without “..”."),
    Ground.VERSIONED: _(
        "Older versions of files are kept there, and with them the keys of ended clients. "
        "Take a folder that nothing versions or synchronises."
    ),
    Ground.BACKED_UP: _("Backups lie there. Whoever takes one must not find the key beside it."),
    Ground.IN_HOME: _("This is inside the home: it dies with it, and backups copy it."),
    Ground.SAME_DISK: _("This is the disk that the home is on. A second disk is another one."),
    Ground.SAME_DEVICE: _("It is on the same disk as the home: when the disk dies, both are gone."),
    Ground.COPY_ON_WRITE: _(
        "This file system never overwrites in place: older keys may stay on the disk, "
        "and snapshots keep them."
    ),
    Ground.NETWORK: _("It is reached by network: whether it overwrites in place is not known."),
    Ground.IN_MEMORY: _("This is memory: it is empty after the next start."),
}


class PlaceForm(ScreenedForm):
    """What a place is called, how it is reached, and where it is."""

    label = TextField(limit=NAME, label=_("What do you call it?"))
    kind = forms.ChoiceField(
        choices=_KINDS,
        initial=PlaceKind.DISK.value,
        label=_("How is it reached?"),
        widget=forms.RadioSelect,
    )
    where = forms.CharField(
        max_length=400,
        required=False,
        label=_("Folder"),
        help_text=_("The whole path, for example /media/safe. The file is laid out there once."),
        widget=forms.TextInput(
            attrs={"class": "form-control", "autocomplete": "off", "spellcheck": "false"}
        ),
    )
    program = forms.ChoiceField(
        required=False,
        label=_("Program"),
        help_text=_("Whoever holds this machine lays programs ready; no page can."),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    acknowledged = forms.ChoiceField(
        required=False,
        choices=[("on", _("yes"))],
        label=_("I have read what speaks against this place, and take it all the same"),
    )

    def __init__(self, *args: Any, programs: Path, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.warnings: list[Promise] = []
        found = sorted(path.name for path in programs.glob("*") if is_program_name(path.name))
        chosen = self.fields["program"]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101 - it stands above
        chosen.choices = [("", _("none")), *((name, name) for name in found)]
        self.programs = found

    def clean(self) -> dict[str, Any]:
        """Ask for the part that the kind needs."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        by_program = found.get("kind") == PlaceKind.COMMAND.value
        needed = "program" if by_program else "where"
        if not found.get(needed) and not self.has_error(needed):
            self.add_error(needed, _("This is needed."))
        return found

    def value(self) -> PlaceWords:
        """Return the words; raise MalformedError for what has no form."""
        found = self.cleaned_data
        kind = PlaceKind(found["kind"])
        where = found["program"] if kind is PlaceKind.COMMAND else found["where"]
        return PlaceWords(kind, found["label"], where).checked()

    def weigh(self, ground: Findings) -> bool:
        """Tell whether the place can be taken as it was posted; else say what is against it."""
        for refusal in ground.refusals:
            self.add_error("where", str(SAID[refusal]))
        self.warnings = [SAID[warning] for warning in ground.warnings]
        if self.warnings and not self.cleaned_data["acknowledged"]:
            self.add_error("acknowledged", _("Read what stands above and tick this, or go back."))
        return not self.errors
