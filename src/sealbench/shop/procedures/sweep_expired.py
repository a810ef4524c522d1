"""Forget what has expired and opens nothing any more: sessions, nonces, requests (B1)."""

from sealbench.shop.bench import Granted, Outcome, Work
from sealbench.shop.records.models import (
    ClientSession,
    DeviceRequest,
    Reason,
    Session,
    SpentNonce,
)

REASONS_KEPT = 90 * 24 * 3600  # seconds: for management; the events stay with the client


def sweep_expired(work: Work) -> Outcome[int]:
    """Delete the rows whose time is over; return how many.

    No event: each ended by its own time, which was set when it was made.
    """
    swept = 0
    for model in (SpentNonce, DeviceRequest, ClientSession, Session):
        deleted, _ = model.objects.filter(expires_at__lte=work.seconds).delete()
        swept += deleted
    long_ago = work.seconds - REASONS_KEPT
    deleted, _ = Reason.objects.filter(given_at__lte=long_ago).delete()
    swept += deleted
    return Granted(swept)
