"""The agreements on a client's page: reading, signing, ending, and requiring one."""

from django.http import HttpResponse, JsonResponse, StreamingHttpResponse

from sealbench.agreement import Drawing
from sealbench.shop.pages.body_fields import anything, read_body, signed_of, text_of
from sealbench.shop.pages.file_response import file_response
from sealbench.shop.pages.routing import CLIENT, Route
from sealbench.shop.pages.visitor import ShopRequest
from sealbench.shop.procedures.agree import agree
from sealbench.shop.procedures.agreement_papers import DOCUMENT, FINAL
from sealbench.shop.procedures.end_agreement import end_agreement
from sealbench.shop.procedures.fetch_agreement import fetch_agreement
from sealbench.shop.procedures.require_agreement import require_agreement
from sealbench.statement import formats as f


def require(request: ShopRequest) -> HttpResponse:
    """Close everything until an agreement is in force."""
    read_body(request)
    request.bench.run(require_agreement, who=request.visit.client)
    return JsonResponse({})


def fetch(request: ShopRequest) -> StreamingHttpResponse:
    """Give the client the document to be signed, or the final PDF."""
    body = read_body(request, agreement=f.identifier, kind=f.one_of(DOCUMENT, FINAL))
    agreement, kind = text_of(body, "agreement"), text_of(body, "kind")
    who = request.visit.client
    found = request.bench.run(fetch_agreement, who=who, agreement=agreement, kind=kind)
    return file_response(request, found)


def sign(request: ShopRequest) -> HttpResponse:
    """Take the client's signature, with what was drawn on the shop's tablet."""
    body = read_body(request, agreement=f.identifier, statement=anything, drawing=anything)
    drawn = body["drawing"]
    state = request.bench.run(
        agree,
        who=request.visit.client,
        agreement=text_of(body, "agreement"),
        signed=signed_of(body),
        drawing=None if drawn is None else Drawing.from_json(drawn),
    )
    return JsonResponse({"state": state.value})


def end(request: ShopRequest) -> HttpResponse:
    """End an agreement with its notice."""
    body = read_body(request, agreement=f.identifier, statement=anything)
    agreement = text_of(body, "agreement")
    who = request.visit.client
    ends = request.bench.run(end_agreement, who=who, agreement=agreement, signed=signed_of(body))
    return JsonResponse({"ends": ends})


ROUTES = (
    Route("c/agreement/require", require, "client_require_agreement", "C1", CLIENT, ("POST",)),
    Route("c/agreement/document", fetch, "fetch_agreement", "C1", CLIENT, ("POST",)),
    Route("c/agreement/sign", sign, "agree", "C1", CLIENT, ("POST",)),
    Route("c/agreement/end", end, "client_end_agreement", "C1", CLIENT, ("POST",)),
)
