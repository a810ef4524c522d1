"""Everything of a client as the package's writer takes it: rows, dossiers, and files in chunks."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

from sealbench.errors import UnavailableError
from sealbench.package import Content, PackageFile
from sealbench.shop.bench import Bench, Receipt
from sealbench.shop.procedures.attached_file import AttachedFile
from sealbench.shop.procedures.file_content import read_content
from sealbench.shop.procedures.return_content import Collected
from sealbench.shop.queries.dossier_rows import Handed
from sealbench.shop.queries.package_rows import with_dossiers, with_record

_KIND = "application/octet-stream"  # nobody knows what is in it


def whole_package(bench: Bench, collected: Collected, receipts: Sequence[Receipt]) -> Content:
    """Return what *collected* brings, after the commit of *receipts*."""
    handed = [
        Handed(each.job, each.subject, each.consents, each.owner, each.finished)
        for each in collected.handed
    ]
    content = with_dossiers(bench, collected.content, handed, receipts)
    if collected.record is not None:
        content = with_record(content, collected.client, collected.record, receipts)
    return replace(
        content,
        agreements=[_paper(bench, each) for each in collected.papers],
        files=[_file(bench, number, file) for number, file in collected.files],
    )


def _paper(bench: Bench, paper: AttachedFile) -> PackageFile:
    read = partial(read_content, bench.objects, paper)
    return PackageFile(paper.name, "", "application/pdf", paper.size, read)


@contextmanager
def told_when_full() -> Iterator[None]:
    """Raise UnavailableError where a disk does not take the package.

    That it was asked for is recorded by then: asked for again, it is made anew.
    """
    try:
        yield
    except OSError as exc:
        raise UnavailableError(
            "the package could not be written",
            hint="make room on the server's disk, then ask for it again",
        ) from exc


def _file(bench: Bench, number: int, file: AttachedFile) -> PackageFile:
    read = partial(read_content, bench.objects, file)
    return PackageFile(file.name, str(number), _KIND, file.size, read)
