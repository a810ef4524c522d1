"""Note why the final PDF of an agreement could not be made, where its page says it (C1)."""

from sealbench.policy import Action, Refused
from sealbench.shop.bench import Granted, Outcome, Work
from sealbench.shop.procedures.agreement_file import CLOCK, enter_agreement, load_agreement


def note_trouble(work: Work, *, agreement: str, trouble: str) -> Outcome[None]:
    """Note why the final PDF could not be made, for its page; no event: it is tried again."""
    file = load_agreement(work, agreement)
    entered = enter_agreement(work, file, CLOCK, Action.KEEP_AGREEMENT)
    if isinstance(entered, Refused):
        return entered
    if file.content.get("trouble") != trouble:
        file.content["trouble"] = trouble
        file.save(work)
    return Granted(None)
