"""The forms of times by the shop's clock: working hours, and a visit."""

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sealbench.policy import Weekday
from sealbench.policy.house_rules import DAY, clock_text
from sealbench.shop.bench import ShopHours
from sealbench.shop.bench.shop_hours import zones
from sealbench.shop.procedures.edit_job import Visit

DAYS = (
    (Weekday.MONDAY, _("Monday")),
    (Weekday.TUESDAY, _("Tuesday")),
    (Weekday.WEDNESDAY, _("Wednesday")),
    (Weekday.THURSDAY, _("Thursday")),
    (Weekday.FRIDAY, _("Friday")),
    (Weekday.SATURDAY, _("Saturday")),
    (Weekday.SUNDAY, _("Sunday")),
)
_LONGEST = 3 * 24 * 3600  # seconds of a visit


def _time() -> forms.TimeField:
    widget = forms.TimeInput(attrs={"class": "form-control", "type": "time"}, format="%H:%M")
    return forms.TimeField(required=False, widget=widget)


class HoursForm(forms.Form):
    """The shop's time zone, and from when until when it works on each day of the week."""

    zone = forms.ChoiceField(
        required=False,
        label=_("Time zone of the shop"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, data: Any = None, *, hours: ShopHours) -> None:
        initial = {"zone": hours.zone}
        for day, (start, end) in hours.days.items():
            initial[f"{day}_from"] = clock_text(start)
            initial[f"{day}_until"] = clock_text(end % DAY)
        super().__init__(data, initial=initial, label_suffix="")
        self.fields["zone"].choices = [(name, name) for name in zones()]  # type: ignore[attr-defined]  # a ChoiceField
        for day in Weekday:
            self.fields[f"{day}_from"], self.fields[f"{day}_until"] = _time(), _time()

    def rows(self) -> Iterator[tuple[str, forms.BoundField, forms.BoundField]]:
        """Yield each day with its two fields."""
        for day, label in DAYS:
            yield str(label), self[f"{day}_from"], self[f"{day}_until"]

    def clean(self) -> dict[str, Any]:
        """Ask for both ends of a day, the first before the second; midnight ends a day."""
        for day in Weekday:
            start, end = self._span(day)
            if (start is None) != (end is None) or (start or 0) >= (DAY if end is None else end):
                self.add_error(f"{day}_until", _("Say from when until when, within one day."))
        return self.cleaned_data

    def value(self) -> ShopHours | None:
        """Return the hours, or None where nothing was asked about them."""
        zone = self.cleaned_data["zone"]
        if not zone:
            return None
        spans = {day.value: self._span(day) for day in Weekday}
        days = {
            day: (start, end)
            for day, (start, end) in spans.items()
            if start is not None and end is not None
        }
        return ShopHours(zone, days).checked()

    def _span(self, day: Weekday) -> tuple[int | None, int | None]:
        found = self.cleaned_data
        start, end = (_minute(found.get(f"{day}_{side}")) for side in ("from", "until"))
        return start, DAY if end == 0 else end


class LocalTimeField(forms.Field):
    """A day and a time as the shop's clock shows them, to the minute."""

    widget = forms.DateTimeInput(attrs={"class": "form-control", "type": "datetime-local"})

    def to_python(self, value: Any) -> datetime | None:
        """Return the time, without a zone."""
        if not value:
            return None
        try:
            found = datetime.fromisoformat(str(value))
        except ValueError as exc:
            raise forms.ValidationError(_("Type a day and a time.")) from exc
        if found.tzinfo is not None or not 2000 <= found.year <= 9000:  # noqa: PLR2004 - years
            raise forms.ValidationError(_("Type a day and a time."))
        return found


class VisitForm(forms.Form):
    """From when until when somebody is at the client's site."""

    start = LocalTimeField(required=False, label=_("Visit from"))
    until = LocalTimeField(required=False, label=_("Visit until"))

    def __init__(self, data: Any, *, hours: ShopHours, visit: Visit | None = None) -> None:
        self._hours = hours
        shown = [f"{hours.local(each):%Y-%m-%dT%H:%M}" for each in visit or ()]
        initial = dict(zip(("start", "until"), shown, strict=False))
        super().__init__(data, prefix="visit", initial=initial, label_suffix="")

    def clean(self) -> dict[str, Any]:
        """Ask for both ends, the first before the second and not long before."""
        visit = self.value()
        one = bool(self.cleaned_data.get("start")) != bool(self.cleaned_data.get("until"))
        if (one and not self.errors) or (visit and not 0 < visit[1] - visit[0] <= _LONGEST):
            self.add_error("until", _("A visit ends after it begins, and within three days."))
        return self.cleaned_data

    def value(self) -> Visit | None:
        """Return the visit in seconds, or None."""
        start, until = self.cleaned_data.get("start"), self.cleaned_data.get("until")
        if start is None or until is None:
            return None
        return self._hours.seconds(start), self._hours.seconds(until)


def _minute(value: time | None) -> int | None:
    return None if value is None else value.hour * 60 + value.minute
