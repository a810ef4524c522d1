"""Keep the final PDF of an agreement, once it was made and verified (C1)."""

from sealbench.policy import Action, Refused
from sealbench.shop.bench import Granted, Outcome, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import KEEPER_ACTOR
from sealbench.shop.procedures.agreement_file import (
    CLOCK,
    enter_agreement,
    load_agreement,
    tell,
)
from sealbench.shop.procedures.agreement_papers import FINAL, has_paper, keep_paper
from sealbench.shop.procedures.file_intake import FileUpload


def keep_final(
    work: Work, *, agreement: str, upload: FileUpload, final: str, time_stamp: str
) -> Outcome[bool]:
    """Keep the final PDF of *agreement*, of the hash *final*; another that came first stays."""
    file = load_agreement(work, agreement)
    entered = enter_agreement(work, file, CLOCK, Action.KEEP_AGREEMENT)
    if isinstance(entered, Refused):
        return entered
    if has_paper(file, FINAL):
        return Granted(value=False)
    keep_paper(work, file, upload, FINAL)
    file.content["time_stamp"] = time_stamp
    file.content.pop("trouble", None)
    file.save(work)
    about = {"final": final, "time_stamp": time_stamp}
    tell(work, file, Event.AGREEMENT_FINISHED, KEEPER_ACTOR, **about)
    return Granted(value=True)
