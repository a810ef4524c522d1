"""Files that strangers made, read for the screen: PDFs, office documents and pictures.

    kind = kind_of(head)                        # by its first bytes, whatever its name says
    for said in read_file(kind, data):
        ...                                     # Step(3, 12), …, at last Reading(found, data)

Each is read and screened in a process of its own with little memory, little time, no files
and no network (`sealbench.confined`); what comes back is where something was found, never a
text.  Pictures come back made anew of their pixels.  What cannot be read within limits is an
UnreadError: law 11 has no file stored that was not screened.  The promise is A2.
"""

from sealbench.reading.asking import read_file
from sealbench.reading.kinds import HEAD, READ_APART, Kind, ends_like_archive, kind_of
from sealbench.reading.report import Found, Reading, Step
from sealbench.reading.unread import MOST_BYTES, Unread, UnreadError

__all__ = [
    "HEAD",
    "MOST_BYTES",
    "READ_APART",
    "Found",
    "Kind",
    "Reading",
    "Step",
    "Unread",
    "UnreadError",
    "ends_like_archive",
    "kind_of",
    "read_file",
]
