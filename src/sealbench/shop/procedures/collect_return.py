"""Collect what there is to return, in numbers: the case shows it before anything goes out (C2)."""

from collections.abc import Mapping

from sealbench.policy import Action, Refused
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.case_file import enter_case, load_case, record
from sealbench.shop.procedures.return_content import count


def collect_return(work: Work, *, who: Staff, case: str) -> Outcome[Mapping[str, int]]:
    """Count everything in the scope of *case* that can be read, and note that it was collected."""
    file = load_case(work, case)
    entered = enter_case(work, file, who, Action.RUN_CASE, {"screened": True})
    if isinstance(entered, Refused):
        return entered
    numbers = count(work, file.scope)
    file.mark("collected_at", work.seconds)
    file.content["numbers"] = dict(numbers)
    record(work, file, Event.RETURN_COLLECTED, staff_actor(who), numbers=dict(numbers))
    file.save(work)
    return Granted(numbers)
