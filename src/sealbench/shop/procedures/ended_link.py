"""A client's link after the end: it leads to the certificate, and tells nobody whose it is (C2).

The shop keeps a hash of the hash of the token, and nothing about the client beside it: what a
token's hash could open, an old backup would open too, for it holds that hash.
"""

from sealbench.policy import LinkState
from sealbench.shop.bench import Work, token_hash
from sealbench.shop.bench.tokens import ended_id
from sealbench.shop.procedures.case_file import CaseFile
from sealbench.shop.procedures.case_scope import Scope
from sealbench.shop.procedures.link_file import link_state
from sealbench.shop.records.models import EndedLink, Link, Termination

_LIVE = {LinkState.UNCLAIMED, LinkState.CLAIMED}


def keep_links(work: Work, file: CaseFile) -> None:
    """Let every valid link of what ends lead to the case, once the rest of it is gone."""
    lead_links(file.scope, file.row, now=work.seconds)


def lead_links(scope: Scope, case: Termination, *, now: int) -> None:
    """Let every link in *scope* that is valid *now* lead to *case*; nothing sealed is read."""
    links = Link.objects.select_related("key").filter(job__in=scope.jobs(), counter=False)
    for link in links:
        if link_state(link, now=now) in _LIVE:
            EndedLink.objects.create(pk=ended_id(link.pk), case=case)


def find_ended(token: str) -> EndedLink | None:
    """Return the ended link with *token*, if there is one."""
    return EndedLink.objects.select_related("case").filter(pk=ended_id(token_hash(token))).first()
