"""List a copy of a client's information that lies elsewhere: what, with whom, until when (C2)."""

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

_DAY = 24 * 3600
_YEAR = 366


@dataclass(frozen=True, slots=True)
class CopyWords:
    """A copy elsewhere; it names no client: the entry survives under the house key."""

    what: str
    holder: str
    days: int

    def checked(self) -> "CopyWords":
        """Return the words in their one form; raise MalformedError for what has none."""
        made = CopyWords(plain(self.what, limit=LINE), plain(self.holder, limit=LINE), self.days)
        if not made.what or not made.holder:
            raise MalformedError("a copy has a holder")
        if not 0 <= made.days <= _YEAR:
            raise MalformedError("a copy is destroyed within a year")
        return made


def list_copy(
    work: Work, *, who: Staff, case: str, words: CopyWords, override: Override = NO_OVERRIDE
) -> Outcome[str]:
    """Put the copy on the case's page and on the certificate; return the entry's id."""
    file = load_case(work, case)
    words = words.checked()
    found = found_in([("what", words.what)], [("holder", words.holder)])
    entered = enter_screened_case(work, file, who=who, found=found, override=override)
    if isinstance(entered, Refused):
        return entered
    row = CaseEntry(
        pk=new_id(),
        case=file.row,
        kind="copy",
        listed_at=work.seconds,
        due_at=work.seconds + words.days * _DAY,
    )
    work.write(row, HOUSE, {"what": words.what, "holder": words.holder})
    row.save(force_insert=True)
    record(work, file, Event.COPY_LISTED, staff_actor(who), entry=row.pk)
    file.save(work)
    return Granted(str(row.pk))
