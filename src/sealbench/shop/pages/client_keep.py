"""What a client lets the shop keep after a job: asked for, confirmed, withdrawn, and on paper.

The two that extend an access take in staff as well, so that their attempt reaches the procedure,
is refused there, and stands in what the client reads.
"""

from django.http import Http404, HttpResponse, JsonResponse

from sealbench import canon
from sealbench.ids import check_id
from sealbench.shop.bench import ClientVisit, Staff
from sealbench.shop.pages.body_fields import (
    anything,
    bytes_of,
    read_body,
    signed_of,
    signed_or_none,
    text_of,
)
from sealbench.shop.pages.routing import ANYONE, CLIENT, Route
from sealbench.shop.pages.visitor import ShopRequest
from sealbench.shop.procedures.confirm_erasure import confirm_erasure
from sealbench.shop.procedures.confirm_keep import confirm_keep
from sealbench.shop.procedures.fetch_consent import fetch_consent
from sealbench.shop.procedures.keep_login import keep_login
from sealbench.shop.procedures.upload import Upload
from sealbench.shop.procedures.withdraw_keep import withdraw_keep
from sealbench.statement import Context
from sealbench.statement import formats as f


def keep(request: ShopRequest) -> HttpResponse:
    """Take in a login that the client lets the shop keep."""
    who = _somebody(request)
    body = read_body(request, statement=anything, ciphertext=f.text, label=f.text)
    data = bytes_of(body, "ciphertext")
    upload = Upload(signed_of(body), data, text_of(body, "label"), Context.KEEP)
    request.bench.run(keep_login, who=who, upload=upload)
    return JsonResponse({})


def confirm(request: ShopRequest) -> HttpResponse:
    """Let a request hold for another year."""
    who = _somebody(request)
    body = read_body(request, keep=f.identifier, statement=anything)
    keep = text_of(body, "keep")
    request.bench.run(confirm_keep, who=who, keep=keep, signed=signed_of(body))
    return JsonResponse({})


def withdraw(request: ShopRequest) -> HttpResponse:
    """Destroy a kept login, because the client wants it gone."""
    body = read_body(request, keep=f.identifier, statement=anything)
    erasure = request.bench.run(
        withdraw_keep,
        who=request.visit.client,
        keep=text_of(body, "keep"),
        signed=signed_or_none(body),
    )
    request.bench.run(confirm_erasure, erasure=erasure)
    return JsonResponse({})


def consent(request: ShopRequest) -> HttpResponse:
    """Give the client the record of a consent with its receipt, as a file."""
    wanted = check_id(request.POST.get("keep", ""))
    found = request.bench.run(fetch_consent, who=request.visit.client, keep=wanted)
    answer = HttpResponse(canon.to_bytes(found), content_type="application/json")
    answer.headers["Content-Disposition"] = 'attachment; filename="consent.json"'
    return answer


def _somebody(request: ShopRequest) -> ClientVisit | Staff:
    """Return who asks: whoever is signed in as staff counts as that, whatever else they hold."""
    who = request.visit.staff or request.visit.client
    if who is None:
        raise Http404
    return who


ROUTES = (
    Route("c/keep", keep, "keep_login", "A3", ANYONE, ("POST",)),
    Route("c/keep/confirm", confirm, "confirm_keep", "A3", ANYONE, ("POST",)),
    Route("c/keep/withdraw", withdraw, "withdraw_keep", "A3", CLIENT, ("POST",)),
    Route("c/keep/consent", consent, "fetch_consent", "A3", CLIENT, ("POST",)),
)
