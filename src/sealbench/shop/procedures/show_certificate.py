"""Show the certificate to whoever holds a link of what was destroyed (C2).

The link is all that is left.  The certificate names the case and not the client, whose name the
shop has no more.  Unknown links look like those that never were (law 8).
"""

from sealbench.errors import AbsentError
from sealbench.shop.bench import Granted, Outcome, Work
from sealbench.shop.procedures.certificate import Issued, read_issued
from sealbench.shop.procedures.ended_link import find_ended


def show_certificate(work: Work, *, token: str) -> Outcome[Issued]:
    """Return the certificate behind the link with *token*; raise AbsentError for any other."""
    row = find_ended(token)
    if row is None or row.case.certified_at is None:
        raise AbsentError("there is no such link")
    return Granted(read_issued(work, row.case))
