"""What the middleware found out about a request."""

from dataclasses import dataclass, field

from django.http import HttpRequest

from sealbench.errors import VerificationError
from sealbench.shop.bench import Bench
from sealbench.shop.bench.visits import ClientVisit, Staff


@dataclass(slots=True)
class Visit:
    """Who is looking: neither staff nor client is a stranger."""

    staff: Staff | None = None
    client: ClientVisit | None = None
    marks: frozenset[str] = field(default_factory=frozenset)  # cookies of staff or counter


class ShopRequest(HttpRequest):
    """A request after the middleware: it knows its bench and its visit."""

    bench: Bench
    visit: Visit


def signed_in(request: ShopRequest) -> Staff:
    """Return who is signed in; the guard of a staff route lets nobody else through."""
    if request.visit.staff is None:
        raise VerificationError("you are signed out", hint="sign in again")
    return request.visit.staff
