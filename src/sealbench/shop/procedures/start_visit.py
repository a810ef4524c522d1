"""Start a visit: a browser that holds the client's key opens the page of a job again (A5)."""

from dataclasses import replace

from sealbench.errors import AbsentError
from sealbench.ids import ClientId, JobId
from sealbench.policy import Action, LinkState, Refused
from sealbench.shop.bench import ClientVisit, Granted, Outcome, Work
from sealbench.shop.bench.nonces import spend_nonce
from sealbench.shop.procedures.claim_link import SESSION, Visited, start_session
from sealbench.shop.procedures.client_key import (
    check_client_statement,
    check_place,
    enter_as_client,
    key_id,
    load_holder,
)
from sealbench.shop.procedures.job_file import load_job
from sealbench.shop.procedures.link_file import find_link, link_state
from sealbench.shop.records.models import ClientKey, Link
from sealbench.statement import Context, SignedStatement


def start_visit(work: Work, *, signed: SignedStatement, token: str = "") -> Outcome[Visited]:
    """Open a session for the key that signed, on the job of *token* or of its newest link.

    Raise AbsentError for a key without a link: unknown and revoked keys look alike.
    """
    check_client_statement(work, signed, Context.VISIT)
    check_place(work, signed)
    spend_nonce(work, signed.statement.text("nonce"), "visit")
    row = ClientKey.objects.filter(pk=key_id(signed.statement.text("key"))).first()
    link = _link(row, token, now=work.seconds) if row else None
    if row is None or link is None:
        raise AbsentError("there is no such link")
    file = load_job(work, JobId(link.job_id))
    visit = ClientVisit(ClientId(row.client_id), file.id, session="", key=row.pk)
    # There is no session yet: the key itself has signed just now.
    client = replace(load_holder(work, visit), here=True)
    entered = enter_as_client(work, file, client, Action.VIEW_CLIENT_PAGE)
    if isinstance(entered, Refused):
        return entered
    return Granted(start_session(work, file, row.pk, seconds=SESSION))


def _link(key: ClientKey, token: str, *, now: int) -> Link | None:
    """Return the claimed link that lets *key* in: that of *token*, or its newest."""
    if token:
        link = find_link(token)
        fits = link.key_id == key.pk and link_state(link, now=now) is LinkState.CLAIMED
        return link if fits else None
    links = Link.objects.select_related("key").filter(key=key, counter=False, revoked_at=None)
    return next(
        (row for row in links.order_by("-claimed_at") if row.key and row.key.revoked_at is None),
        None,
    )
