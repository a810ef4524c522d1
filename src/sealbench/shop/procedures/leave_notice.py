"""Leave a notice for a client: a text without content, which staff send on every channel."""

from collections.abc import Sequence

from sealbench.ids import new_id
from sealbench.shop.bench import Work
from sealbench.shop.procedures.job_file import JobFile
from sealbench.shop.records.models import Notice


def leave_notice(
    work: Work, file: JobFile, kind: str, text: str, *, also: Sequence[str] = ()
) -> None:
    """Keep *text* for the desk to send; it names no login and carries no token (law 6).

    It goes to every channel of the client, and to *also*: those that were just changed
    hear of it too (law 13).
    """
    row = Notice(pk=new_id(), job=file.row, kind=kind, created_at=work.seconds)
    work.write(row, file.node, {"text": text, "also": list(also)})
    row.save(force_insert=True)
