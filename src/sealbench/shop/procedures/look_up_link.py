"""Say what became of a client's link, to whoever holds its token (A5, law 8).

Nothing personal is in the answer.  Unknown, expired and revoked look alike; a genuine
token that somebody claimed says so, and since when.
"""

from dataclasses import dataclass

from sealbench import canon
from sealbench.errors import AbsentError
from sealbench.ids import JobId
from sealbench.policy import LinkState
from sealbench.shop.bench import Granted, Outcome, Work
from sealbench.shop.procedures.client_key import key_content
from sealbench.shop.procedures.link_file import find_link, link_state


@dataclass(frozen=True, slots=True)
class LinkLook:
    """What a link's holder learns: *since* (unix seconds) and *key* once it was claimed.

    The key is public; who restores a receipt file needs it (docs/spec/identity-file.md).
    The job is for the server to compare, not for the holder to learn.
    """

    since: int | None
    key: str
    job: JobId

    def to_json(self) -> dict[str, canon.JSONValue]:
        """Return the form that the page reads."""
        if self.since is None:
            return {"state": "unclaimed"}
        return {"state": "claimed", "since": self.since, "key": self.key}


def look_up_link(work: Work, *, token: str) -> Outcome[LinkLook]:
    """Return what became of the link with *token*; raise AbsentError unless it is of use."""
    row = find_link(token)
    state = link_state(row, now=work.seconds)
    if state is LinkState.UNCLAIMED:
        return Granted(LinkLook(None, "", JobId(row.job_id)))
    if state is not LinkState.CLAIMED or row.key is None:
        raise AbsentError("there is no such link")
    key = str(key_content(work, row.key)["key"])
    return Granted(LinkLook(row.claimed_at, key, JobId(row.job_id)))
