"""List what the law obliges the shop to keep although the client ends the service (C2).

It is shown to the client with its reason and its end, and stands on the certificate: what is
kept is never kept silently.
"""

from dataclasses import dataclass

from sealbench.errors import MalformedError
from sealbench.ids import new_id
from sealbench.keyring import HOUSE
from sealbench.policy import Refused
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.case_file import load_case, record
from sealbench.shop.procedures.enter_screened_case import enter_screened_case
from sealbench.shop.procedures.findings import NO_OVERRIDE, Override, found_in
from sealbench.shop.procedures.free_text import LINE, plain
from sealbench.shop.records.models import CaseEntry


@dataclass(frozen=True, slots=True)
class ExceptionWords:
    """What is kept, why, and until when (unix seconds); it names no client."""

    what: str
    reason: str
    until: int

    def checked(self, *, now: int) -> "ExceptionWords":
        """Return the words in their one form; raise MalformedError for what has none."""
        made = ExceptionWords(
            plain(self.what, limit=LINE), plain(self.reason, limit=LINE), self.until
        )
        if not made.what or not made.reason:
            raise MalformedError("an exception has a reason")
        if made.until <= now:
            raise MalformedError("an exception ends on a day to come")
        return made


def list_exception(
    work: Work, *, who: Staff, case: str, words: ExceptionWords, override: Override = NO_OVERRIDE
) -> Outcome[str]:
    """Put the exception on the case's page and on the certificate; return the entry's id."""
    file = load_case(work, case)
    words = words.checked(now=work.seconds)
    found = found_in([("what", words.what), ("reason", words.reason)])
    entered = enter_screened_case(work, file, who=who, found=found, override=override)
    if isinstance(entered, Refused):
        return entered
    row = CaseEntry(
        pk=new_id(),
        case=file.row,
        kind="exception",
        listed_at=work.seconds,
        due_at=words.until,
    )
    work.write(row, HOUSE, {"what": words.what, "reason": words.reason})
    row.save(force_insert=True)
    record(work, file, Event.EXCEPTION_LISTED, staff_actor(who), entry=row.pk)
    file.save(work)
    return Granted(str(row.pk))
