"""The file of a client's link: its row, what became of it, and how a new one is made.

The token is given once and kept as a hash; the 6-digit code is sealed under the key of
the job's record, for the desk to say (DESIGN 5, client's link).
"""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from sealbench import clock
from sealbench.errors import AbsentError
from sealbench.policy import LinkState, Resource, ResourceKind
from sealbench.shop.bench import Work, new_token, token_hash
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.job_file import JobFile
from sealbench.shop.records.models import Link

CLAIM_WITHIN = 14 * 24 * 3600  # seconds
PASS_WITHIN = 15 * 60  # seconds; a pass for the shop's tablet
TRIES = 5

_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
_CODES = 1_000_000
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike
_PASS_LENGTH = 10


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link at the one moment when its token is known; *code* is for the desk to say."""

    token: str = field(repr=False)
    code: str = field(repr=False)
    expires_at: int


def find_link(token: str, *, counter: bool = False) -> Link:
    """Return the row of the link (or pass) with *token*, locked; raise AbsentError."""
    if counter:
        token = pass_token(token)
    elif not _TOKEN.fullmatch(token):
        raise AbsentError("there is no such link")
    row = _locked(token_hash(token), counter=counter)
    if row is None:
        raise AbsentError("there is no such link")
    return row


def pass_token(typed: str) -> str:
    """Return the token of a pass as somebody *typed* it."""
    return typed.replace("-", "").strip().lower()


def _locked(pk: str, *, counter: bool) -> Link | None:
    links = Link.objects.select_for_update(of=("self",)).select_related("key")
    return links.filter(pk=pk, counter=counter).first()


def link_state(row: Link, *, now: int) -> LinkState:
    """Return what became of a link; one whose tries are used up counts as expired."""
    if row.revoked_at is not None or (row.key is not None and row.key.revoked_at is not None):
        return LinkState.REVOKED
    if row.claimed_at is not None:
        return LinkState.CLAIMED
    if row.tries_left == 0 or row.expires_at <= now:
        return LinkState.EXPIRED
    return LinkState.UNCLAIMED


def link_resource(row: Link, *, now: int) -> Resource:
    """Return the link as the policy asks for it."""
    return Resource(ResourceKind.LINK, row.pk, {"state": link_state(row, now=now)})


def standing_link(work: Work, file: JobFile) -> Link | None:
    """Return the newest link of the job that can still be claimed or was claimed, if any."""
    links = Link.objects.select_related("key").filter(job=file.row, counter=False)
    for row in links.order_by("-created_at"):
        if link_state(row, now=work.seconds) in {LinkState.UNCLAIMED, LinkState.CLAIMED}:
            return row
    return None


def code_of(work: Work, file: JobFile, row: Link) -> str:
    """Return the 6-digit code of an unclaimed link, for the desk to say."""
    return str(work.read(row, file.node)["code"])


def make_link(
    work: Work, file: JobFile, kind: Event, actor: Mapping[str, str], **details: str
) -> NewLink:
    """Make a link to the job, in the place of every unclaimed one, and record it as *kind*."""
    Link.objects.filter(job=file.row, counter=False, claimed_at=None, revoked_at=None).update(
        revoked_at=work.seconds
    )
    token, code = new_token(), f"{secrets.randbelow(_CODES):06d}"
    made = NewLink(token, code, work.seconds + CLAIM_WITHIN)
    row = _row(work, file, made, counter=False)
    work.record(
        file.subject,
        kind,
        actor,
        link=row.pk,
        claim_until=clock.to_text(work.now + timedelta(seconds=CLAIM_WITHIN)),
        **details,
    )
    return made


def make_pass(work: Work, file: JobFile, by: str) -> NewLink:
    """Make a pass for the shop's tablet, in the place of every unused one; *by* gave it."""
    Link.objects.filter(job=file.row, counter=True, claimed_at=None, revoked_at=None).update(
        revoked_at=work.seconds
    )
    token = "".join(secrets.choice(_LETTERS) for _ in range(_PASS_LENGTH))
    made = NewLink(token, "", work.seconds + PASS_WITHIN)
    _row(work, file, made, counter=True, by=by)
    return made


def _row(work: Work, file: JobFile, made: NewLink, *, counter: bool, by: str = "") -> Link:
    row = Link(
        pk=token_hash(made.token),
        job=file.row,
        created_at=work.seconds,
        expires_at=made.expires_at,
        tries_left=TRIES,
        counter=counter,
    )
    work.write(row, file.node, {"code": made.code, "by": by})
    row.save(force_insert=True)
    return row
