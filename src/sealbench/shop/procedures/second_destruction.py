"""Agree to a destruction as the second person, where the client's jobs had refusals (C2)."""

from sealbench.policy import Action, Refused
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.case_file import enter_case, load_case, record


def second_destruction(work: Work, *, who: Staff, case: str) -> Outcome[None]:
    """Note that *who*, who has neither run the case nor worked on the jobs, agrees."""
    file = load_case(work, case)
    entered = enter_case(work, file, who, Action.SECOND_DESTRUCTION)
    if isinstance(entered, Refused):
        return entered
    if file.at("seconded_at") is None:
        file.mark("seconded_at", work.seconds)
        file.content["second"] = who.person
        record(work, file, Event.DESTRUCTION_SECONDED, staff_actor(who))
        file.save(work)
    return Granted(None)
