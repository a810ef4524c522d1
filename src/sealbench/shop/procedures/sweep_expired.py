"""Forget what has expired and opens nothing any more: sessions, nonces, requests (B1)."""

from sealbench.shop.bench import Granted, Outcome, Work
from sealbench.shop.records.models import ClientSession, DeviceRequest, Session, SpentNonce


def sweep_expired(work: Work) -> Outcome[int]:
    """Delete the rows whose time is over; return how many.

    No event: each ended by its own time, which was set when it was made.
    """
    swept = 0
    for model in (SpentNonce, DeviceRequest, ClientSession, Session):
        deleted, _ = model.objects.filter(expires_at__lte=work.seconds).delete()
        swept += deleted
    return Granted(swept)
