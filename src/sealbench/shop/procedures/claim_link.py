"""Claim a client's link: a browser proves the token and the code, and brings the client's key.

The code is what the desk says; five wrong ones end the link until the desk reissues it.
A browser of the shop cannot claim (A1-8), and a second claim is told when the first was.
"""

import hmac
import re
from dataclasses import dataclass, field

from sealbench import canon
from sealbench.errors import AbsentError, ConflictError, MalformedError
from sealbench.ids import ClientId, JobId
from sealbench.keyring import client_node
from sealbench.policy import Action, Browser, LinkState, Refused, Request
from sealbench.seal import load_recipient
from sealbench.shop.bench import Granted, Outcome, Work, new_token, token_hash
from sealbench.shop.bench.events import Event
from sealbench.shop.bench.nonces import spend_nonce
from sealbench.shop.procedures.actors import STRANGER, STRANGER_ACTOR
from sealbench.shop.procedures.client_key import check_client_statement, check_place, key_id
from sealbench.shop.procedures.job_file import JobFile, load_job
from sealbench.shop.procedures.leave_notice import leave_notice
from sealbench.shop.procedures.link_file import code_of, find_link, link_resource, link_state
from sealbench.shop.procedures.notice_kinds import NoticeKind
from sealbench.shop.procedures.strangers import count_stranger
from sealbench.shop.records.models import ClientKey, ClientSession, Link
from sealbench.statement import Context, SignedStatement

SESSION = 30 * 24 * 3600  # seconds
_CODE = re.compile(r"[0-9]{6}")
_LIVE = {LinkState.UNCLAIMED, LinkState.CLAIMED}


@dataclass(frozen=True, slots=True)
class Visited:
    """A client's session at the one moment when its token is known."""

    token: str = field(repr=False)
    seconds: int


def claim_link(
    work: Work, *, token: str, code: str, signed: SignedStatement, browser: Browser
) -> Outcome[Visited]:
    """Give the link to the key that signed; refuse a wrong code, a second claim, a shop browser."""
    if not _CODE.fullmatch(code):
        raise MalformedError("the code has six digits", hint="ask the desk for it")
    row = find_link(token)
    state = link_state(row, now=work.seconds)
    if state not in _LIVE:
        raise AbsentError("there is no such link")
    check_claim(work, signed, row)
    file = load_job(work, JobId(row.job_id))
    # Once somebody has claimed it, no answer may depend on the code any more.
    is_claimed = state is LinkState.CLAIMED
    matches = is_claimed or hmac.compare_digest(code_of(work, file, row).encode(), code.encode())
    request = Request(
        Action.CLAIM_LINK,
        STRANGER,
        link_resource(row, now=work.seconds),
        {"code_matches": matches, "browser": browser.value},
    )
    decision = work.decide(request)
    if isinstance(decision, Refused):
        return _turn_away(work, file, row, decision, missed=not matches)
    key = keep_key(work, file, signed)
    take_link(row, key, now=work.seconds)
    level = "first claim"
    actor = {"kind": "client", "id": file.row.client_id, "level": level, "key": _key(signed)}
    work.record(file.subject, Event.LINK_CLAIMED, actor, link=row.pk, statement=signed.to_json())
    leave_notice(work, file, NoticeKind.LINK_CLAIMED)
    return Granted(start_session(work, file, key, seconds=SESSION))


def check_claim(work: Work, signed: SignedStatement, row: Link) -> None:
    """Check that *signed* claims this very link, here and now, for a key that can be sealed to."""
    check_client_statement(work, signed, Context.CLAIM)
    check_place(work, signed)
    if signed.statement.text("link") != row.pk:
        raise MalformedError("the statement is about another link")
    load_recipient(signed.statement.text("recipient"))
    spend_nonce(work, signed.statement.text("nonce"), "claim")


def keep_key(work: Work, file: JobFile, signed: SignedStatement, *, sitting: bool = False) -> str:
    """Keep the key that *signed* claims for the client of *file*; return its id.

    A key that the client has used before is used again; one of somebody else is a conflict.
    """
    row = ClientKey.objects.filter(pk=key_id(_key(signed))).first()
    if row is not None:
        fits = row.client_id == file.row.client_id and row.revoked_at is None
        if not fits or row.objected_at is not None or sitting:
            raise ConflictError("this key cannot be used here", hint="ask the desk")
        return row.pk
    row = ClientKey(
        pk=key_id(_key(signed)),
        client_id=file.row.client_id,
        claimed_at=work.seconds,
        device_stays=bool(signed.statement.fields["device_stays"]),
    )
    content: dict[str, canon.JSONValue] = {
        "key": _key(signed),
        "recipient": signed.statement.text("recipient"),
        "claim": signed.to_json(),
        "sitting": sitting,
    }
    work.write(row, client_node(ClientId(row.client_id)), content)
    row.save(force_insert=True)
    return row.pk


def take_link(row: Link, key: str, *, now: int) -> None:
    """Mark the link as claimed by *key*."""
    row.claimed_at = now
    row.key_id = key
    row.save(update_fields=["claimed_at", "key"])


def start_session(
    work: Work, file: JobFile, key: str, *, seconds: int, counter: bool = False
) -> Visited:
    """Open a session of *key* on the job for *seconds*; return its token."""
    token = new_token()
    ClientSession.objects.create(
        pk=token_hash(token),
        client_id=file.row.client_id,
        key_id=key,
        job=file.row.pk,
        counter=counter,
        created_at=work.seconds,
        expires_at=work.seconds + seconds,
    )
    return Visited(token, seconds)


def _turn_away(work: Work, file: JobFile, row: Link, refused: Refused, *, missed: bool) -> Refused:
    """Record the refusal of a link that could be claimed; a wrong code costs a try.

    Tries at a claimed link are counted only: their number has no end (law 4).  The client
    hears of them once a day.
    """
    if row.claimed_at is not None:
        count_stranger(work, "claim_link")
        leave_notice(work, file, NoticeKind.CLAIM_TRIED)
        return refused
    if missed:
        row.tries_left -= 1
        row.save(update_fields=["tries_left"])
    kind = Event.LINK_CODE_MISSED if missed else Event.REFUSED
    return work.refuse(
        file.subject,
        refused,
        STRANGER_ACTOR,
        kind,
        action=Action.CLAIM_LINK.text,
        tries_left=row.tries_left,
    )


def _key(signed: SignedStatement) -> str:
    return signed.statement.text("key")
