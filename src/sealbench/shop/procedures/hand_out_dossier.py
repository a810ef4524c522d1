"""Hand out the dossier of a job at the desk (A5)."""

from sealbench.policy import Action, Refused
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.dossier_job import HandedOut, hand_over
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.job_file import load_job_by_number


def hand_out_dossier(work: Work, *, who: Staff, number: int) -> Outcome[HandedOut]:
    """Let the front desk hand out the dossier of job *number*, in whatever state it is."""
    file = load_job_by_number(work, number)
    entered = enter(
        work,
        who=who,
        action=Action.EXPORT_JOB_DOSSIER,
        resource=file.resource(),
        subject=file.subject,
    )
    if isinstance(entered, Refused):
        return entered
    return Granted(hand_over(work, file, staff_actor(who)))
