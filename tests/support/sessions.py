"""Sessions for tests in which days pass."""

from sealbench.shop.records.models import Session

_FAR = 2**40  # seconds


def stay_signed_in() -> None:
    """Let the sessions of everybody who is signed in now last as long as the test."""
    Session.objects.update(expires_at=_FAR)
