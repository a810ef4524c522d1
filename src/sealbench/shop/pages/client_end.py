"""How a client ends the service: stop, return, confirm; and what the link shows after."""

import tempfile
from typing import cast

from django.http import FileResponse, HttpResponse, JsonResponse

from sealbench.package import write_package
from sealbench.seal import to_recipients
from sealbench.shop.pages.body_fields import (
    anything,
    read_body,
    signed_of,
    signed_or_none,
    text_of,
)
from sealbench.shop.pages.cases import pdf
from sealbench.shop.pages.doors import admit
from sealbench.shop.pages.routing import ANYONE, CLIENT, Route
from sealbench.shop.pages.visitor import ShopRequest
from sealbench.shop.pages.whole_package import told_when_full, whole_package
from sealbench.shop.procedures.announce_destruction import announce_destruction
from sealbench.shop.procedures.confirm_erasure import confirm_erasure
from sealbench.shop.procedures.confirm_return import confirm_return
from sealbench.shop.procedures.end_due_cases import end_if_due
from sealbench.shop.procedures.fetch_return import fetch_return
from sealbench.shop.procedures.object_to_termination import object_to_termination
from sealbench.shop.procedures.show_certificate import show_certificate
from sealbench.shop.procedures.show_own_certificate import show_own_certificate
from sealbench.shop.procedures.stop_service import stop_service
from sealbench.shop.queries import known
from sealbench.statement import formats as f

_NAME = "return.age"
_IN_MEMORY = 4 * 1024 * 1024  # bytes of ciphertext; more waits on the disk


def stop(request: ShopRequest) -> HttpResponse:
    """Stop the service, or this job: every access of staff is closed before the answer."""
    body = read_body(request, statement=anything, scope=f.one_of("service", "job"))
    stopped = request.bench.run(
        stop_service,
        who=request.visit.client,
        only_job=text_of(body, "scope") == "job",
        signed=signed_or_none(body),
    )
    for erasure in stopped.erasures:
        request.bench.run(confirm_erasure, erasure=erasure)
    return JsonResponse({"case": stopped.case})


def fetch(request: ShopRequest) -> HttpResponse:
    """Send everything as one age file, which the settled key alone opens."""
    body = read_body(request, statement=anything)
    fetched, receipts = request.bench.run_recorded(
        fetch_return, who=request.visit.client, signed=signed_of(body)
    )
    content = whole_package(request.bench, fetched.collected, receipts)
    # Ciphertext all along: nothing of it is readable where it waits.
    file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed by the answer
    with told_when_full():
        slip = write_package(content, file, to_recipients([fetched.recipient]))
        file.seek(0)
    if slip.size > _IN_MEMORY:
        sent = FileResponse(file, as_attachment=True, filename=_NAME)
        return cast("HttpResponse", sent)  # Django's stubs know no answer above both
    with file:
        whole = HttpResponse(file.read(), content_type="application/octet-stream")
    whole.headers["Content-Disposition"] = f'attachment; filename="{_NAME}"'
    return whole


def confirm(request: ShopRequest) -> HttpResponse:
    """Note that the client has everything, and destroy the rest at once if the rules let it."""
    body = read_body(request, statement=anything)
    case = request.bench.run(confirm_return, who=request.visit.client, signed=signed_of(body))
    return JsonResponse({"destroyed": end_if_due(request.bench, case)})


def announce(request: ShopRequest) -> HttpResponse:
    """Start the 14 days for a client who confirms nothing."""
    body = read_body(request, statement=anything)
    request.bench.run(announce_destruction, who=request.visit.client, signed=signed_or_none(body))
    return JsonResponse({})


def object_(request: ShopRequest) -> HttpResponse:
    """Hold the destruction."""
    body = read_body(request, statement=anything)
    request.bench.run(object_to_termination, who=request.visit.client, signed=signed_or_none(body))
    return JsonResponse({})


def certificate(request: ShopRequest) -> HttpResponse:
    """Give the certificate to whoever holds a link of the client whose record is destroyed."""
    body = read_body(request, token=f.text)
    token = text_of(body, "token")
    admit(request, known.ended_link(token))
    found = request.bench.run(show_certificate, token=token)
    return pdf(found.to_pdf(), "certificate.pdf")


def own_certificate(request: ShopRequest) -> HttpResponse:
    """Give the certificate of a job that ended alone to its client, who has others."""
    body = read_body(request, case=f.identifier)
    who, case = request.visit.client, text_of(body, "case")
    found = request.bench.run(show_own_certificate, who=who, case=case)
    return pdf(found.to_pdf(), "certificate.pdf")


ROUTES = (
    Route("c/stop", stop, "client_stop", "C2", CLIENT, ("POST",)),
    Route("c/return", fetch, "fetch_return", "C2", CLIENT, ("POST",)),
    Route("c/confirm", confirm, "client_confirm", "C2", CLIENT, ("POST",)),
    Route("c/announce", announce, "client_announce", "C2", CLIENT, ("POST",)),
    Route("c/hold", object_, "client_object", "C2", CLIENT, ("POST",)),
    Route("c/certificate", certificate, "show_certificate", "C2", ANYONE, ("POST",)),
    Route("c/ended", own_certificate, "show_own_certificate", "C2", CLIENT, ("POST",)),
)
