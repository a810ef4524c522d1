"""Start the counter mode: a pass that opens the shop's tablet for one client (A5)."""

from sealbench.policy import Action, Refused
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.issue_link import Slip, make_slip
from sealbench.shop.procedures.job_file import load_job_by_number
from sealbench.shop.procedures.link_file import make_pass


def start_counter(work: Work, *, who: Staff, number: int) -> Outcome[Slip]:
    """Return a pass for the job: for a quarter of an hour, and for one sitting."""
    file = load_job_by_number(work, number)
    entered = enter(
        work, who=who, action=Action.START_COUNTER, resource=file.resource(), subject=file.subject
    )
    if isinstance(entered, Refused):
        return entered
    link = make_pass(work, file, who.person)
    work.record(file.subject, Event.COUNTER_STARTED, staff_actor(who))
    return Granted(make_slip(work, file, link))
