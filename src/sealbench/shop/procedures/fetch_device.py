"""Fetch, from the second browser, what the first sealed to it (A5)."""

from sealbench.errors import AbsentError
from sealbench.ids import ClientId
from sealbench.keyring import client_node
from sealbench.shop.bench import Granted, Outcome, Work
from sealbench.shop.procedures.ask_device import claimed_link
from sealbench.shop.records.models import DeviceRequest


def fetch_device(work: Work, *, token: str, request: str) -> Outcome[str]:
    """Return the age file (base64url) for the browser that asked, empty until it is approved."""
    link, key = claimed_link(work, token)
    row = DeviceRequest.objects.filter(pk=request, key=key, job=link.job_id).first()
    if row is None or row.expires_at <= work.seconds:
        raise AbsentError("there is no such request")
    return Granted(str(work.read(row, client_node(ClientId(key.client_id)))["box"]))
