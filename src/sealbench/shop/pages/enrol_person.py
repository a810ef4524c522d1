"""Set-up and joining: static pages, and the two answers that their script asks for."""

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpResponse, JsonResponse

from sealbench import canon
from sealbench.errors import AbsentError, RefusedError
from sealbench.shop.bench.nonces import new_nonce
from sealbench.shop.pages.bodies import fields, json_body, text
from sealbench.shop.pages.doors import admit
from sealbench.shop.pages.routing import ANYONE, Route
from sealbench.shop.pages.static_page import static_page
from sealbench.shop.pages.visitor import ShopRequest
from sealbench.shop.procedures import enrol_person as procedure
from sealbench.shop.procedures.enrolment import Enrolment
from sealbench.shop.queries import directory, house, invitations, known

T = TypeVar("T")


def prepare(request: ShopRequest) -> HttpResponse:
    """Tell who holds an invitation what their browser needs; nothing is used up."""
    bench = request.bench
    token = text(fields(request, "token")["token"])
    admit(request, known.invitation(token))
    invited = invitations.find(bench, token)
    first = invited.kind == "first"
    proof = {"genesis": None, "chain": []} if first else directory.chain(bench)
    return JsonResponse(
        {
            "kind": invited.kind,
            "person": invited.person,
            "name": invited.name,
            "roles": list(invited.roles),
            "home": bench.house.id,
            "origin": bench.house.origin,
            "log_key": canon.b64u(bench.signer.key.public),
            "shop": house.shop(bench).name,
            "nonce": new_nonce(bench.house, procedure.NONCE, seconds=_now(request)),
            **proof,
        }
    )


def enrol(request: ShopRequest) -> HttpResponse:
    """Take up the invitation with the keys that the browser made."""
    enrolment = Enrolment.from_json(json_body(request))
    admit(request, known.invitation(enrolment.token))
    done = _alike(
        lambda: request.bench.run(
            procedure.enrol_person,
            enrolment=enrolment,
            log_key=request.bench.signer.key.public,
            visitor=request.visit.staff,
        )
    )
    return JsonResponse(
        {"person": done.person, "fingerprint": done.fingerprint, "pending": done.pending}
    )


def _alike(run: Callable[[], T]) -> T:
    """Let a used and an expired invitation look like one that never was (law 8)."""
    try:
        return run()
    except RefusedError as exc:
        if exc.reason == "B1-6":
            raise AbsentError("there is no such invitation") from exc
        raise


def _now(request: ShopRequest) -> int:
    return int(request.bench.now().timestamp())


_PAGE = static_page("enrol.html", worker=True)

ROUTES = (
    Route("setup/", _PAGE, "setup", "B1", ANYONE),
    Route("join/", _PAGE, "join", "B1", ANYONE),
    Route("join/prepare", prepare, "prepare_enrolment", "B1", ANYONE, ("POST",)),
    Route("join/enrol", enrol, "enrol_person", "B1", ANYONE, ("POST",)),
)
