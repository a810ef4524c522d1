"""The buttons that move a job to another state."""

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from sealbench.errors import MalformedError
from sealbench.policy import JobState
from sealbench.shop.pages.routing import STAFF, Route
from sealbench.shop.pages.visitor import ShopRequest, signed_in
from sealbench.shop.procedures.move_job import move_job
from sealbench.shop.queries.boards import job_id

_STATES = {state.value: state for state in JobState}


def move(request: ShopRequest, number: int) -> HttpResponse:
    """Move the job *number* to the state that was posted."""
    wanted = _STATES.get(request.POST.get("to", ""))
    if wanted is None:
        raise MalformedError("not a state of a job")
    request.bench.run(move_job, who=signed_in(request), job=job_id(number), to=wanted)
    return HttpResponseRedirect(reverse("look_at_job", args=[number]) + "?done=moved")


ROUTES = (Route("jobs/<int:number>/move", move, "move_job", "A4", STAFF, ("POST",)),)
