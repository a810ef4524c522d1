"""The dossier as a file: taken home by the client, or handed out at the desk.

Both are posted, since handing out is an event (law 8).
"""

from django.http import HttpResponse

from sealbench.dossier import write_dossier
from sealbench.shop.bench import Receipt
from sealbench.shop.pages.routing import CLIENT, STAFF, Route
from sealbench.shop.pages.visitor import ShopRequest
from sealbench.shop.procedures.dossier_job import HandedOut
from sealbench.shop.procedures.hand_out_dossier import hand_out_dossier
from sealbench.shop.procedures.take_dossier import take_dossier
from sealbench.shop.queries.dossier_rows import Handed, gather


def client_dossier(request: ShopRequest) -> HttpResponse:
    """Give the client the dossier of the job that the visit is about."""
    handed, receipts = request.bench.run_recorded(take_dossier, who=request.visit.client)
    return _file(request, handed, receipts[-1])


def job_dossier(request: ShopRequest, number: int) -> HttpResponse:
    """Give the front desk the dossier of job *number*, for the client."""
    handed, receipts = request.bench.run_recorded(
        hand_out_dossier, who=request.visit.staff, number=number
    )
    return _file(request, handed, receipts[-1])


def _file(request: ShopRequest, handed: HandedOut, receipt: Receipt) -> HttpResponse:
    made = Handed(handed.job, handed.subject, handed.consents, handed.owner, handed.finished)
    dossier = gather(request.bench, made, receipt)
    response = HttpResponse(write_dossier(dossier), content_type="application/zip")
    name = f"dossier-{handed.job.number}.zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


ROUTES = (
    Route("c/dossier", client_dossier, "client_dossier", "A5", CLIENT, ("POST",)),
    Route("jobs/<int:number>/dossier", job_dossier, "job_dossier", "A5", STAFF, ("POST",)),
)
