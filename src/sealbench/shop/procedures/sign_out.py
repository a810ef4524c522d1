"""Sign a person out."""

from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.records.models import Session


def sign_out(work: Work, *, who: Staff) -> Outcome[None]:
    """End this session; nobody needs a permission to leave (B1)."""
    ended, _ = Session.objects.filter(pk=who.session).delete()
    if ended:
        work.record(work.house.subject, Event.PERSON_SIGNED_OUT, staff_actor(who))
    return Granted(None)
