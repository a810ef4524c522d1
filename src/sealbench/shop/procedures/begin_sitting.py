"""Begin a sitting at the counter: the shop's tablet takes the desk's pass for one client.

The tablet makes a key for this sitting alone; what it signs has the level "in person".
A browser in which somebody of the shop is signed in is refused (A1-8).
"""

from sealbench.errors import AbsentError
from sealbench.ids import JobId
from sealbench.policy import Action, Browser, LinkState, Refused, Request
from sealbench.shop.bench import Granted, Outcome, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import STRANGER, STRANGER_ACTOR
from sealbench.shop.procedures.claim_link import (
    Visited,
    check_claim,
    keep_key,
    start_session,
    take_link,
)
from sealbench.shop.procedures.job_file import load_job
from sealbench.shop.procedures.link_file import find_link, link_resource, link_state
from sealbench.statement import SignedStatement

SITTING = 20 * 60  # seconds
LEVEL = "in person"


def begin_sitting(
    work: Work, *, token: str, signed: SignedStatement, browser: Browser
) -> Outcome[Visited]:
    """Open the sitting that the pass *token* admits; raise AbsentError for a used or old one."""
    row = find_link(token, counter=True)
    if link_state(row, now=work.seconds) is not LinkState.UNCLAIMED:
        raise AbsentError("there is no such pass")
    check_claim(work, signed, row)
    file = load_job(work, JobId(row.job_id))
    request = Request(
        Action.CLAIM_LINK,
        STRANGER,
        link_resource(row, now=work.seconds),
        # The pass itself is the code, and the counter's own tablet is where it belongs.
        {"code_matches": True, "browser": browser.value},
    )
    decision = work.decide(request)
    if isinstance(decision, Refused):
        return work.refuse(
            file.subject, decision, STRANGER_ACTOR, Event.REFUSED, action=request.action.text
        )
    key = keep_key(work, file, signed, sitting=True)
    take_link(row, key, now=work.seconds)
    actor = {
        "kind": "client",
        "id": file.row.client_id,
        "level": LEVEL,
        "key": signed.statement.text("key"),
    }
    work.record(file.subject, Event.COUNTER_BEGUN, actor, statement=signed.to_json())
    return Granted(start_session(work, file, key, seconds=SITTING, counter=True))
