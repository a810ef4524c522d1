"""Reviewing, signing and ending an agreement: a static page, and what its script asks."""

from datetime import datetime, timedelta

from django.http import HttpResponse, JsonResponse
from django.urls import reverse

from sealbench import clock
from sealbench.ids import check_id
from sealbench.shop.bench import Granted, Outcome, Work
from sealbench.shop.bench.document_keys import root_hash
from sealbench.shop.bench.nonces import new_nonce
from sealbench.shop.pages.agreements import deeds
from sealbench.shop.pages.body_fields import anything, read_body, signed_of, text_of
from sealbench.shop.pages.routing import STAFF, Route
from sealbench.shop.pages.static_page import static_page
from sealbench.shop.pages.visitor import ShopRequest, signed_in
from sealbench.shop.procedures.agreement_signing import agreement_nonce
from sealbench.shop.procedures.document_key import document_key
from sealbench.shop.procedures.end_agreement import end_agreement
from sealbench.shop.procedures.look_at_agreement import AgreementView, look_at_agreement
from sealbench.shop.procedures.review_agreement import review_agreement
from sealbench.shop.procedures.sign_agreement import sign_agreement
from sealbench.shop.queries import directory, people
from sealbench.statement import Context
from sealbench.statement import formats as f

_PAGE = static_page("sign_agreement.html", worker=True)
_MARGIN = timedelta(minutes=1)  # between the browser's clock and ours


def show(request: ShopRequest, agreement: str) -> HttpResponse:
    """Show the page, the same for every agreement; what is no id looks like none."""
    check_id(agreement)
    return _PAGE(request)


def facts(request: ShopRequest, agreement: str) -> HttpResponse:
    """Tell the browser of whoever signs what it checks and signs; nothing is used up."""
    bench, who = request.bench, signed_in(request)
    view = bench.run(look_at_agreement, who=who, agreement=agreement)
    allowed = deeds(bench, who, view)
    deed = next((name for name in ("review", "sign", "witness", "end") if allowed[name]), "")
    purpose = agreement_nonce(who, agreement)
    return JsonResponse(
        {
            **directory.chain(bench),
            "people": [],
            "own": people.identity_files(bench, who.person),
            "nonce": new_nonce(bench.house, purpose, seconds=int(bench.now().timestamp())),
            "deed": deed,
            "agreement": {
                "id": view.id,
                "client": view.client,
                "name": view.client_name,
                "number": view.number,
                "document": view.document,
                "size": view.size,
                "terms": view.terms.to_json(),
                "seal": bench.run(_seal),
                "drawing": view.drawing.to_json() if view.drawing else None,
                "earliest": clock.to_text(_earliest(request, view)),
            },
        }
    )


def review(request: ShopRequest, agreement: str) -> HttpResponse:
    """Note that whoever signs next has read exactly these bytes."""
    body = read_body(request, document=f.hashed)
    document, who = text_of(body, "document"), signed_in(request)
    request.bench.run(review_agreement, who=who, agreement=agreement, document=document)
    return JsonResponse({"next": _next(agreement, "reviewed")})


def take(request: ShopRequest, agreement: str) -> HttpResponse:
    """Take a signature, or the end of the agreement, as it was signed."""
    body = read_body(request, statement=anything)
    signed, who = signed_of(body), signed_in(request)
    if signed.statement.context is Context.AGREEMENT_END:
        request.bench.run(end_agreement, who=who, agreement=agreement, signed=signed)
        return JsonResponse({"next": _next(agreement, "end-set")})
    request.bench.run(sign_agreement, who=who, agreement=agreement, signed=signed)
    return JsonResponse({"next": _next(agreement, "signed")})


def _seal(work: Work) -> Outcome[str]:
    return Granted(root_hash(document_key(work)))


def _earliest(request: ShopRequest, view: AgreementView) -> datetime:
    return request.bench.now() + timedelta(days=view.terms.notice_days) + _MARGIN


def _next(agreement: str, done: str) -> str:
    return f"{reverse('agreement', args=[agreement])}?done={done}"


_PLACE = "agreements/<slug:agreement>/"

ROUTES = (
    Route(f"{_PLACE}sign/", show, "sign_agreement", "C1", STAFF),
    Route(f"{_PLACE}facts", facts, "agreement_facts", "C1", STAFF),
    Route(f"{_PLACE}review", review, "review_agreement", "C1", STAFF, ("POST",)),
    Route(f"{_PLACE}take", take, "take_agreement", "C1", STAFF, ("POST",)),
)
