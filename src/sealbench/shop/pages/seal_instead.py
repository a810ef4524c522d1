"""One click at a finding: the client is asked to seal it, and nothing is written down (A2, A4)."""

from collections.abc import Iterable, Sequence

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from sealbench.errors import MalformedError
from sealbench.ids import JobId
from sealbench.policy import Action
from sealbench.shop.pages.forms.marks import SEALABLE
from sealbench.shop.pages.routing import STAFF, Route
from sealbench.shop.pages.visitor import ShopRequest, signed_in
from sealbench.shop.procedures.ask_login import Instead, ask_login
from sealbench.shop.procedures.look_at_job import look_at_job

SEAL = "seal"
"""The name of the button: a form that is sent by it is not saved."""


def seal_instead(
    request: ShopRequest, job: JobId, action: Action, kinds: Iterable[str]
) -> Sequence[Promise]:
    """Ask the client of *job* to seal what *action* was about to write down; return it in words.

    Raise MalformedError where nothing of *kinds* can be sealed.
    """
    asked = tuple(sorted(set(kinds) & set(SEALABLE)))
    if not asked:
        raise MalformedError("this is nothing that the client can seal", hint="take it out")
    things = tuple(dict.fromkeys(SEALABLE[kind] for kind in asked))
    request.bench.run(
        ask_login,
        who=signed_in(request),
        job=job,
        reason=_reason(things),
        instead=Instead(action, asked),
    )
    return things


def ask(request: ShopRequest, number: int) -> HttpResponse:
    """Ask the client of job *number* to seal what was found in a file, and go back to its form."""
    job = request.bench.run(look_at_job, who=signed_in(request), number=number)
    seal_instead(request, job.id, Action.ATTACH_FILE, request.POST.getlist("kind"))
    return HttpResponseRedirect(reverse("attach_file", args=[number]) + "?done=asked-to-seal")


def _reason(things: Sequence[Promise]) -> str:
    """Return what the client reads; it is screened like all that the client is asked."""
    listed = ", ".join(str(thing) for thing in things)
    return _("The shop does not write this down: {things}. Please seal it here instead.").format(
        things=listed
    )


ROUTES = (Route("jobs/<int:number>/seal-instead", ask, "seal_instead", "A2", STAFF, ("POST",)),)
