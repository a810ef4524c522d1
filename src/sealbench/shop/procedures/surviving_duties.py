"""What binds the shop when a client ends the service under an agreement (C1, C2).

The stop lists it by itself: the client reads it in the case and on the certificate, and nobody
has to remember it.  No text of the agreement goes into it: the case outlives the client's key.
"""

from sealbench.ids import new_id
from sealbench.keyring import HOUSE
from sealbench.policy import AgreementState
from sealbench.shop.bench import Work
from sealbench.shop.procedures.agreement_file import AgreementFile, agreements_of
from sealbench.shop.procedures.agreement_words import OWN
from sealbench.shop.procedures.case_file import CaseFile
from sealbench.shop.records.models import CaseEntry

# Each text of the shop says so, under "How long it holds".
_STAYS = "in force at the stop; the duty to keep confidential what was learned stays after its end"
_OWN = "in force at the stop; what of it binds us after its end stands in your own document"


def list_duties(work: Work, case: CaseFile) -> int:
    """List each agreement that was signed by both and has not ended; return how many."""
    binding = [each for each in agreements_of(work, case.client) if _binds(work, each)]
    for file in binding:
        row = CaseEntry(
            pk=new_id(),
            case=case.row,
            kind="exception",
            listed_at=work.seconds,
            due_at=file.row.ends_at,
        )
        what = f"agreement {file.number}: its number and its last day"
        reason = _OWN if file.content["template"] == OWN else _STAYS
        work.write(row, HOUSE, {"what": what, "reason": reason})
        row.save(force_insert=True)
    return len(binding)


def _binds(work: Work, file: AgreementFile) -> bool:
    return file.state is AgreementState.IN_FORCE and file.row.ends_at > work.seconds
