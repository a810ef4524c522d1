"""What a client must get back: all that is sealed of them, read before it is asked for."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from sealbench.errors import SealbenchError
from sealbench.ids import JobId
from sealbench.keyring import HOUSE, Node, client_node, job_node, record_node
from sealbench.shop.bench import Bench, Granted, Outcome, Work, rows
from sealbench.shop.procedures.agreement_file import agreements_of
from sealbench.shop.procedures.agreement_papers import FINAL, open_paper
from sealbench.shop.procedures.attached_file import AttachedFile, files_of_client
from sealbench.shop.procedures.case_scope import Scope
from sealbench.shop.procedures.client_rows import rows_of
from sealbench.shop.procedures.file_content import read_content
from sealbench.shop.records.models import Event, File, Job, Paper
from sealbench.shop.records.models.sealed import Sealed
from tests.support.endings import Leaver

SECRETS = {"secret", "code"}
"""What opens or finds, and says nothing of the client: of the ledger, and of a link."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a shop keeps of a client: words by their tables, files by name and hash, and events."""

    words: set[tuple[str, str]] = field(repr=False)
    files: Counter[tuple[str, str]] = field(repr=False)
    events: int


def kept_of(bench: Bench, who: Leaver) -> Kept:
    """Return what is kept of *who* now."""
    words = {
        (place, text)
        for place, content in sealed(bench, who)
        for text in leaves(content)
        if text not in ("", "None")
    }
    marks = [f"client:{who.client}", *(f"job:{pk}" for pk in jobs(who))]
    files = Counter((file.name, sha256(data).hexdigest()) for file, data in _contents(bench, who))
    return Kept(words, files, Event.objects.filter(subject__in=marks).count())


def jobs(who: Leaver) -> list[str]:
    return list(Job.objects.filter(client=who.client).values_list("pk", flat=True))


def sealed(bench: Bench, who: Leaver) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield what every sealed row of the client says, by table: the rows that die with them."""
    nodes: Sequence[Node] = [
        client_node(who.client),
        HOUSE,
        *(record_node(JobId(pk)) for pk in jobs(who)),
        *(job_node(JobId(pk)) for pk in jobs(who)),
    ]
    for file in _files(bench, who):
        yield "records_file", {"name": file.name, "by": file.by}
    for found in rows_of(Scope(who.client)):
        for row in found:
            if isinstance(row, Sealed) and not isinstance(row, File | Paper):
                yield row._meta.db_table, _opened(bench, row, nodes)


def leaves(content: Any, name: str = "") -> Iterator[str]:
    """Yield every text in *content* but secrets."""
    if name in SECRETS:
        return
    if isinstance(content, Mapping):
        for part, value in content.items():
            yield from leaves(value, part)
    elif isinstance(content, list):
        for value in content:
            yield from leaves(value, name)
    elif isinstance(content, str):
        yield content


def _files(bench: Bench, who: Leaver) -> list[AttachedFile]:
    def read(work: Work) -> Outcome[list[AttachedFile]]:
        papers = [open_paper(work, each, FINAL) for each in agreements_of(work, who.client)]
        return Granted([*files_of_client(work, who.client), *papers])

    return bench.run(read)


def _contents(bench: Bench, who: Leaver) -> Iterator[tuple[AttachedFile, bytes]]:
    for file in _files(bench, who):
        yield file, b"".join(read_content(bench.objects, file))


def _opened(bench: Bench, row: Sealed, nodes: Sequence[Node]) -> Mapping[str, Any]:
    for node in nodes:
        try:
            return rows.read(row, bench.keys.key(node), node.name)
        except SealbenchError:
            continue
    raise AssertionError(f"no key of the client opens {row}")
