"""The people of the shop: the list, invitations, and the end of a person's access."""

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sealbench.errors import ConflictError, MalformedError
from sealbench.ids import PersonId
from sealbench.policy import Action, Role
from sealbench.shop.pages.qr import qr_image
from sealbench.shop.pages.routing import STAFF, Route
from sealbench.shop.pages.visitor import ShopRequest
from sealbench.shop.procedures.deactivate_person import deactivate_person
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.free_text import NAME, plain
from sealbench.shop.procedures.invite_person import Invited, invite_person
from sealbench.shop.procedures.remove_role import remove_role
from sealbench.shop.queries import directory, invitations, people

_ROLES = (
    (Role.FRONT_DESK.value, _("front desk: intake, links, hand-over")),
    (Role.TECHNICIAN.value, _("technician: opens the logins sealed to them")),
    (Role.MANAGEMENT.value, _("management: people, services, settings; opens no login")),
    (Role.AUDITOR.value, _("auditor: looks, changes nothing")),
)
LAST = "last manager"
WORD = "deactivate"
TAKE = "take away"


class InvitationForm(forms.Form):
    """Who is invited."""

    name = forms.CharField(label=_("Name"), max_length=NAME)
    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=_ROLES, widget=forms.CheckboxSelectMultiple
    )

    def clean_name(self) -> str:
        """Return the name in one form: one space between words."""
        try:
            return " ".join(plain(self.cleaned_data["name"], limit=NAME).split())
        except MalformedError as exc:
            raise forms.ValidationError(str(exc)) from exc


def show_people(request: ShopRequest) -> HttpResponse:
    """Show everybody, open invitations and how the directory stands."""
    _enter(request)
    return _list(request, InvitationForm())


def invite(request: ShopRequest) -> HttpResponse:
    """Invite a new person, and show the link once."""
    form = InvitationForm(request.POST)
    if not form.is_valid():
        _enter(request)
        return _list(request, form, status=422)
    try:
        made = request.bench.run(invite_person, who=request.visit.staff, **form.cleaned_data)
    except (ConflictError, MalformedError) as exc:
        form.add_error("name", f"{exc} ({exc.hint})" if exc.hint else str(exc))
        return _list(request, form, status=422)
    return _invited(request, made)


def invite_again(request: ShopRequest, person: str) -> HttpResponse:
    """Invite a person who lost the passkey to start again, and show the link once."""
    made = request.bench.run(invite_person, who=request.visit.staff, person=PersonId(person))
    return _invited(request, made)


def deactivate(request: ShopRequest, person: str) -> HttpResponse:
    """Show what would end with a person; end it when the word is typed."""
    _enter(request)
    line = people.person(request.bench, person)
    last = people.is_last_manager(line)
    word = LAST if last else WORD
    typed = request.POST.get("word", "").strip().casefold()
    if request.method == "POST" and typed == word:
        who = request.visit.staff
        request.bench.run(deactivate_person, who=who, person=line.id, acknowledged=last)
        return HttpResponseRedirect(f"{reverse('people')}?done=deactivated")
    shown = {
        "person": line,
        "reach": people.reach(line.id),
        "word": word,
        "last": last,
        "missed": request.method == "POST",
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "deactivate_person.html", shown, status=status)


def take_role(request: ShopRequest, person: str) -> HttpResponse:
    """Show what would end with a role of a person; take it away when the word is typed."""
    _enter(request)
    line = people.person(request.bench, person)
    typed = request.POST.get("word", "").strip().casefold()
    role = request.POST.get("role", "")
    wrong = ""
    if request.method == "POST" and role not in line.roles:
        wrong = "role"
    elif request.method == "POST" and typed != TAKE:
        wrong = "word"
    elif request.method == "POST":
        request.bench.run(remove_role, who=request.visit.staff, person=line.id, role=role)
        return HttpResponseRedirect(f"{reverse('people')}?done=role-removed")
    shown = {
        "person": line,
        "reach": people.reach(line.id),
        "word": TAKE,
        "wrong": wrong,
        "missed": wrong == "word",
        "roles": [(name, words) for name, words in _ROLES if name in line.roles],
        "role": role,
    }
    return render(request, "remove_role.html", shown, status=422 if wrong else 200)


def _enter(request: ShopRequest) -> None:
    request.bench.run(enter, who=request.visit.staff, action=Action.VIEW_PEOPLE)


def _list(request: ShopRequest, form: InvitationForm, status: int = 200) -> HttpResponse:
    staff = request.visit.staff
    shown = {
        "people": people.people(request.bench),
        "invitations": invitations.open_invitations(request.bench),
        "directory": directory.standing(request.bench),
        "fingerprint": directory.printed_fingerprint(),
        "form": form,
        "manages": staff is not None and Role.MANAGEMENT in staff.roles,
    }
    return render(request, "people.html", shown, status=status)


def _invited(request: ShopRequest, made: Invited) -> HttpResponse:
    """Show the link this once: as a code to scan, and as text to copy by hand."""
    shown = {"invited": made, "code": qr_image(made.link)}
    return render(request, "invite_person.html", shown)


ROUTES = (
    Route("people/", show_people, "people", "B1", STAFF),
    Route("people/invite", invite, "invite_person", "B1", STAFF, ("POST",)),
    Route("people/<str:person>/invite", invite_again, "invite_again", "B1", STAFF, ("POST",)),
    Route(
        "people/<str:person>/deactivate",
        deactivate,
        "deactivate_person",
        "A1",
        STAFF,
        ("GET", "POST"),
    ),
    Route("people/<str:person>/role", take_role, "remove_role", "A1", STAFF, ("GET", "POST")),
)
