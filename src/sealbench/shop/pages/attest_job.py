"""The page on which a technician states that no record is kept, and what its script asks."""

from django.http import HttpResponse, JsonResponse
from django.urls import reverse

from sealbench.policy import Action
from sealbench.shop.bench.nonces import new_nonce
from sealbench.shop.pages.body_fields import anything, read_body, signed_of
from sealbench.shop.pages.close_job import WORDS
from sealbench.shop.pages.permissions import may
from sealbench.shop.pages.routing import STAFF, Route
from sealbench.shop.pages.static_page import static_page
from sealbench.shop.pages.visitor import ShopRequest, signed_in
from sealbench.shop.procedures.attest_job import attest_job
from sealbench.shop.procedures.attestations import attestation_nonce
from sealbench.shop.procedures.prepare_attestation import prepare_attestation
from sealbench.shop.queries import directory, people


def show_facts(request: ShopRequest, number: int) -> HttpResponse:
    """Tell the browser of whoever states it what it shows and signs; nothing is used up.

    *word* is what closes the job, for who may and whose statement alone is missing.
    """
    bench, who = request.bench, signed_in(request)
    to_state = bench.run(prepare_attestation, who=who, number=number)
    closes = may(bench, who, Action.CLOSE_JOB, {"attested": True}, to_state.resource)
    alone = to_state.missing.keys() == {who.person}
    purpose = attestation_nonce(who, number)
    return JsonResponse(
        {
            **directory.chain(bench),
            "people": [],
            "own": people.identity_files(bench, who.person),
            "nonce": new_nonce(bench.house, purpose, seconds=int(bench.now().timestamp())),
            "job": to_state.job,
            "text": to_state.text.to_json(),
            "mine": who.person in to_state.missing,
            "others": [name for pk, name in to_state.missing.items() if pk != who.person],
            "logins": to_state.logins,
            "word": str(WORDS["close"]) if alone and closes else "",
        }
    )


def take(request: ShopRequest, number: int) -> HttpResponse:
    """Take the statement as it was signed."""
    signed = signed_of(read_body(request, statement=anything))
    on_it = request.bench.run(attest_job, who=signed_in(request), number=number, signed=signed)
    place = reverse("look_at_job", args=[number]) if on_it else reverse("my_jobs")
    return JsonResponse({"next": f"{place}?done=attested"})


_PLACE = "jobs/<int:number>/attest/"

ROUTES = (
    Route(_PLACE, static_page("attest_job.html", worker=True), "attest_job", "A2", STAFF),
    Route(f"{_PLACE}facts", show_facts, "attest_job_facts", "A2", STAFF),
    Route(f"{_PLACE}take", take, "take_attestation", "A2", STAFF, ("POST",)),
)
