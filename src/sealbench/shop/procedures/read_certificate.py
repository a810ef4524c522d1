"""Read the certificate of an ended case at the shop: it names nobody (C2)."""

from sealbench.errors import AbsentError
from sealbench.policy import Action, Refused
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.procedures.certificate import Issued, read_issued
from sealbench.shop.procedures.enter import enter
from sealbench.shop.records.models import Termination


def read_certificate(work: Work, *, who: Staff, case: str) -> Outcome[Issued]:
    """Return what the certificate of *case* is made of."""
    entered = enter(work, who=who, action=Action.VIEW_CASES)
    if isinstance(entered, Refused):
        return entered
    row = Termination.objects.filter(pk=case).first()
    if row is None:
        raise AbsentError("there is no such case")
    return Granted(read_issued(work, row))
