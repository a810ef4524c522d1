"""The intake as a row of screens: what was typed travels in hidden fields, checked each time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sealbench.shop.bench import Bench
from sealbench.shop.pages.forms.fields import ScreenedForm
from sealbench.shop.pages.forms.intake import (
    NEEDED,
    ClientForm,
    DeviceForm,
    LoginForm,
    NeedForm,
    PlaceForm,
    ProblemForm,
    ServiceForm,
    job_words,
)
from sealbench.shop.pages.forms.people import PeopleForm
from sealbench.shop.procedures.findings import Override
from sealbench.shop.procedures.intake import Intake
from sealbench.shop.queries.catalogue import Service, services

FORMS: Mapping[str, type[ScreenedForm]] = {
    "client": ClientForm,
    "device": DeviceForm,
    "service": ServiceForm,
    "problem": ProblemForm,
    "place": PlaceForm,
    "people": PeopleForm,
    "login": LoginForm,
    "agreement": NeedForm,
}
TITLES: Mapping[str, Promise] = {
    "client": _("Who are you?"),
    "device": _("What do you bring?"),
    "service": _("What is to be done?"),
    "problem": _("What is wrong?"),
    "place": _("Where do we work on it?"),
    "people": _("Who works on it?"),
    "login": _("Is a login needed?"),
    "agreement": _("Is an agreement needed first?"),
    "summary": _("Is everything right?"),
}
STEPS = tuple(TITLES)


@dataclass(slots=True)
class Wizard:
    """All forms of one intake, bound to what was posted."""

    bench: Bench
    data: QueryDict

    def form(self, step: str, *, bound: bool = True) -> ScreenedForm:
        """Return the form of *step*; unbound, it keeps what was typed but shows no errors."""
        typed = any(key.startswith(f"{step}-") for key in self.data)
        data = self.data if bound or typed else None
        form = FORMS[step](data, prefix=step)
        self._choose(form)
        if not bound and typed:
            form.errors.clear()
        return form

    def carried(self, step: str) -> list[tuple[str, str]]:
        """Return what was typed on the other screens."""
        own = f"{step}-"
        return [
            (key, str(value))
            for key, value in self.data.items()
            if key.partition("-")[0] in FORMS and not key.startswith(own)
        ]

    def forget(self, step: str) -> None:
        """Drop what was typed on the screen *step*."""
        for key in [key for key in self.data if key.startswith(f"{step}-")]:
            del self.data[key]

    def first_wrong(self) -> str:
        """Return the first screen that does not pass, or nothing."""
        return next((step for step in FORMS if not self.passes(self.form(step))), "")

    def passes(self, form: ScreenedForm) -> bool:
        """Tell whether *form* is complete and the screen found nothing in it."""
        return form.is_valid() and form.screened()

    def service(self) -> Service | None:
        """Return the kind of service that was chosen."""
        chosen = self.data.get("service-service", "")
        return next((each for each in services(self.bench) if each.id == chosen), None)

    def intake(self) -> Intake:
        """Return the whole intake; every screen has passed before."""
        forms = {step: self.form(step) for step in FORMS}
        found = {}
        for form in forms.values():
            form.is_valid()
            found.update(form.cleaned_data)
        job = job_words(found["service"], found["problem"], found["place"], found["reason"])
        return Intake(
            cast("ClientForm", forms["client"]).value(),
            cast("DeviceForm", forms["device"]).value(),
            job,
            cast("PeopleForm", forms["people"]).value(),
            agreement=found["required"] == NEEDED,
        )

    def override(self) -> Override:
        """Return what the person let pass on any screen, and why; every screen has passed."""
        found: dict[str, str] = {}
        for step in FORMS:
            form = self.form(step)
            found |= form.override() if form.is_valid() else {}
        return found

    def _choose(self, form: ScreenedForm) -> None:
        """Fill the choices that come from the catalogue and the directory."""
        if isinstance(form, ServiceForm | PeopleForm):
            form.offer(self.bench)
