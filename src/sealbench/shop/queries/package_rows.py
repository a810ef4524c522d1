"""The return package as its writer takes it, with a dossier of each job, after the commit."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sealbench import canon
from sealbench.dossier import write_dossier, write_record
from sealbench.ids import ClientId
from sealbench.package import Content, PackageFile
from sealbench.shop.bench import Bench, Receipt, Subject
from sealbench.shop.bench.events import Event
from sealbench.shop.queries.dossier_rows import Handed, gather, gather_record


def with_dossiers(
    bench: Bench,
    content: Content,
    handed: Sequence[Handed],
    receipts: Sequence[Receipt],
) -> Content:
    """Return *content* with the dossiers of *handed*, each proven by its own one of *receipts*."""
    proven = [each for each in receipts if _hands_out(each)]
    files = [_file(bench, each, receipt) for each, receipt in zip(handed, proven, strict=True)]
    return replace(content, dossiers=files)


def with_record(
    content: Content,
    client: ClientId,
    subject: Subject,
    receipts: Sequence[Receipt],
) -> Content:
    """Return *content* with what proves who found or opened the record of *client*."""
    size = max(receipt.size for receipt in receipts)
    record = gather_record(client=client, subject=subject, size=size)
    if record is None:
        return content
    data = write_record(record)

    def read() -> Iterator[bytes]:
        yield data

    file = PackageFile("record.json", "", "application/json", len(data), read)
    return replace(content, dossiers=[*content.dossiers, file])


def _hands_out(receipt: Receipt) -> bool:
    return canon.parse(receipt.payload)["type"] == Event.DOSSIER_HANDED_OUT


def _file(bench: Bench, handed: Handed, receipt: Receipt) -> PackageFile:
    dossier = gather(bench, handed, receipt)
    data = write_dossier(dossier)

    def read() -> Iterator[bytes]:
        yield data

    number = str(handed.job.number)
    return PackageFile(f"dossier-{number}.zip", number, "application/zip", len(data), read)
