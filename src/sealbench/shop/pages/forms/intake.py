"""The questions of an intake, one form for each screen of the wizard."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from sealbench.errors import MalformedError
from sealbench.ids import ClientId, ServiceId, check_id
from sealbench.shop.bench import Bench
from sealbench.shop.pages.forms.fields import ScreenedForm, TextField, choices
from sealbench.shop.procedures.free_text import LINE, NAME, TEXT
from sealbench.shop.procedures.intake import CHANNELS, ClientWords, DeviceWords, JobWords
from sealbench.shop.queries.catalogue import services
from sealbench.shop.records.models.clients import KINDS
from sealbench.shop.records.models.jobs import PLACES

CHANNEL_WORDS = (
    ("phone", _("Telephone")),
    ("message", _("Text message")),
    ("e-mail", _("E-mail")),
)
SECOND_WORDS = (("", _("None")), *CHANNEL_WORDS)

NEEDED = "yes"
NEED_WORDS = (
    ("no", _("No, nothing of the kind")),
    (NEEDED, _("Yes, require an agreement")),
)


class ClientForm(ScreenedForm):
    """Who brings the device: somebody known, or name and channel of somebody new."""

    client = forms.CharField(required=False, widget=forms.HiddenInput)
    name = TextField(limit=NAME, required=False, label=_("Name"))
    phone = TextField(
        limit=NAME,
        required=False,
        label=_("Telephone"),
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    email = TextField(
        limit=LINE,
        required=False,
        label=_("E-mail"),
        widget=forms.TextInput(attrs={"inputmode": "email"}),
    )
    channel = forms.ChoiceField(
        required=False,
        choices=CHANNEL_WORDS,
        initial=CHANNELS[0],
        label=_("How should we reach you?"),
        widget=forms.RadioSelect,
    )
    second_channel = forms.ChoiceField(
        required=False,
        choices=SECOND_WORDS,
        label=_("A second way to reach you?"),
        help_text=_(
            "One that does not end on the device you leave here, such as an address at work or "
            "somebody you trust. We tell both when a login is opened or something changes."
        ),
        widget=forms.RadioSelect,
    )
    second_address = TextField(limit=LINE, required=False, label=_("Its number or address"))

    def clean(self) -> dict[str, Any]:
        """Take a known client as known; a new one needs a name and the preferred channel."""
        found = self.cleaned_data
        known = str(found.get("client") or "")
        if known:
            try:
                check_id(known)
            except MalformedError as exc:
                raise forms.ValidationError(_("Choose the client again.")) from exc
            return found
        if not found.get("name") and "name" not in self.errors:
            self.add_error("name", _("Type the client's name."))
        if not found.get("channel"):
            self.add_error("channel", _("Choose one."))
        wanted = "email" if found.get("channel") == "e-mail" else "phone"
        if not found.get(wanted) and wanted not in self.errors:
            self.add_error(wanted, _("This is how the client wants to be reached."))
        if found.get("email") and "@" not in found["email"]:
            self.add_error("email", _("An e-mail address has an @."))
        self._check_second(found)
        return found

    def _check_second(self, found: Mapping[str, Any]) -> None:
        """Demand a kind and an address for the second channel, or neither."""
        kind, address = found.get("second_channel"), found.get("second_address")
        if kind and not address and "second_address" not in self.errors:
            self.add_error("second_address", _("Type the number or address, or choose none."))
        if address and not kind and "second_channel" not in self.errors:
            self.add_error("second_channel", _("Choose what this is."))
        if kind == "e-mail" and address and "@" not in address:
            self.add_error("second_address", _("An e-mail address has an @."))

    def value(self) -> ClientId | ClientWords:
        """Return the known client, or the words of the new one."""
        found = self.cleaned_data
        if found["client"]:
            return ClientId(found["client"])
        return words(found)


class ParticularsForm(ClientForm):
    """The particulars of the client of a job; it is always this one client."""

    client = None  # type: ignore[assignment]  # Django's way to leave a field out

    def words(self) -> ClientWords:
        """Return the particulars."""
        return words(self.cleaned_data)


class DeviceForm(ScreenedForm):
    """What the client brings."""

    kind = forms.ChoiceField(
        choices=choices(KINDS), label=_("What is it?"), widget=forms.RadioSelect
    )
    make = TextField(limit=NAME, required=False, label=_("Make"))
    model = TextField(limit=NAME, required=False, label=_("Model"))
    serial = TextField(limit=NAME, required=False, label=_("Serial number"))

    def value(self) -> DeviceWords:
        """Return the device in words."""
        found = self.cleaned_data
        return DeviceWords(found["kind"], found["make"], found["model"], found["serial"])


class ProblemForm(ScreenedForm):
    """What is wrong, in a few sentences."""

    problem = TextField(
        limit=TEXT,
        lines=True,
        label=_("What is wrong?"),
        help_text=_("No passwords, codes or card numbers: they are not needed here."),
    )


class ServiceForm(ScreenedForm):
    """Which kind of service; the choices come from the catalogue."""

    service = forms.ChoiceField(label=_("What is to be done?"), widget=forms.RadioSelect)

    def offer(self, bench: Bench, *, also: str = "") -> None:
        """Fill the choices from the catalogue; *also* stays one though it was retired."""
        offered = services(bench, retired=True)
        found = [(each.id, each.name) for each in offered if not each.retired or each.id == also]
        cast("forms.ChoiceField", self.fields["service"]).choices = found


class ServiceSelectForm(ServiceForm):
    """The same question in one line, among others on a page."""

    service = forms.ChoiceField(
        label=_("What is to be done?"), widget=forms.Select(attrs={"class": "form-select"})
    )


class PlaceForm(ScreenedForm):
    """Where the work is done."""

    place = forms.ChoiceField(choices=choices(PLACES), label=_("Where?"), widget=forms.RadioSelect)


class LoginForm(ScreenedForm):
    """Why a login is asked for although the kind of service needs none."""

    reason = TextField(
        limit=TEXT,
        lines=True,
        required=False,
        label=_("Ask for a login all the same, because …"),
        help_text=_("The client reads this and can refuse. Leave it empty to ask for none."),
    )


class NeedForm(ScreenedForm):
    """Whether an agreement of confidentiality must come first; it is answered each time."""

    required = forms.ChoiceField(
        choices=NEED_WORDS,
        label=_("Is there something on it, or behind its logins, that others entrusted to you?"),
        help_text=_(
            "Such as records of patients, clients or staff. Then the shop's management signs an "
            "agreement of confidentiality with you. Until it is in force, logins, notes and "
            "files stay closed."
        ),
        widget=forms.RadioSelect,
    )


def job_words(service: str, problem: str, place: str, reason: str = "") -> JobWords:
    """Return the words of a job from checked fields."""
    return JobWords(ServiceId(service), problem, place, reason)


def words(found: Mapping[str, str]) -> ClientWords:
    """Return the particulars of a client from checked fields."""
    parts = ("name", "phone", "email", "channel", "second_channel", "second_address")
    return ClientWords(*(found[part] for part in parts))
