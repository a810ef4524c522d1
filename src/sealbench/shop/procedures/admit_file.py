"""Let somebody begin to send a file: asked before a byte of it is read (A2, A5).

Nobody fills the store who could not attach anything; `attach_file` asks again at the end.
"""

from sealbench.policy import Action
from sealbench.shop.bench import Outcome, Staff, Work
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.job_file import load_job_by_number


def admit_file(work: Work, *, who: Staff, number: int) -> Outcome[None]:
    """Tell whether *who* may attach a file to job *number*; a refusal is recorded."""
    file = load_job_by_number(work, number)
    return enter(
        work,
        who=who,
        action=Action.ATTACH_FILE,
        resource=file.resource(),
        context={"screened": True},
        subject=file.subject,
    )
