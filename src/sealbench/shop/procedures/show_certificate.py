"""Show the certificate to whoever holds a link of the client whose record is destroyed (C2).

The link is all that is left: its token opens for whom the certificate is.  Unknown links look
like those that never were (law 8).
"""

from dataclasses import dataclass, field

from sealbench.errors import AbsentError
from sealbench.shop.bench import Granted, Outcome, Work
from sealbench.shop.procedures.certificate import Issued, read_issued
from sealbench.shop.procedures.ended_link import find_ended, open_ended


@dataclass(frozen=True, slots=True)
class Addressed:
    """What a certificate is made of, and for whom; *jobs* are the numbers on the client's paper."""

    issued: Issued
    name: str = field(repr=False)
    jobs: tuple[int, ...]


def show_certificate(work: Work, *, token: str) -> Outcome[Addressed]:
    """Return the certificate behind the link with *token*; raise AbsentError for any other."""
    row = find_ended(token)
    if row is None or row.case.certified_at is None:
        raise AbsentError("there is no such link")
    content = open_ended(row, token)
    issued = read_issued(work, row.case)
    return Granted(Addressed(issued, str(content["name"]), tuple(content["jobs"])))
