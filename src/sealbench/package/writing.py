"""Write the return package: one zip, streamed into one age file."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from sealbench.canon import JSON
from sealbench.package import readme, tables
from sealbench.package.archive import Archive
from sealbench.package.names import Folder, harmless
from sealbench.package.value import Content, PackageFile, Slip
from sealbench.seal import SealedWriter, Sink, Wrap

CLIENT, EVENTS, INDEX = "client", "events.jsonl", "index"
TABLES = ("devices", "jobs", "notes", "keys", "links", "notices", "looks")
_NO_JOB = "without-job"


def write_package(content: Content, output: Sink, wrap: Wrap) -> Slip:
    """Write *content* to *output* as one zip in one age file for whom *wrap* names.

    Return what the slip says.  Raise VerificationError if a file gives more or fewer bytes
    than it says: what was written until then is no whole file, and nobody can open it.
    """
    counted = _Counted(output)
    with SealedWriter(counted, wrap) as sink, Archive(sink) as archive:
        counts = _fill(archive, content)
    return Slip(counted.sha256, counted.size, archive.entries, counts["files"])


class _Counted:
    """Pass bytes on, and keep their hash and number."""

    def __init__(self, output: Sink) -> None:
        self._output = output
        self._hash = hashlib.sha256()
        self.size = 0

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def write(self, data: bytes, /) -> int:
        self._hash.update(data)
        self.size += len(data)
        return self._output.write(data)

    def flush(self) -> None:
        self._output.flush()


def _fill(archive: Archive, content: Content) -> dict[str, int]:
    _add_table(archive, CLIENT, [content.client])
    rows = {name: getattr(content, name) for name in TABLES}
    for name, table in rows.items():
        _add_table(archive, name, table)
    events = _Tally(content.events)
    archive.add(EVENTS, tables.to_json_lines(events))
    _add_consents(archive, content.consents)
    index: list[JSON] = []
    index += _add_files(archive, "agreements", content.agreements)
    index += _add_files(archive, "dossiers", content.dossiers)
    index += (files := _add_files(archive, "files", content.files, by_job=True))
    _add_table(archive, INDEX, index)
    counts = {
        **{name: len(table) for name, table in rows.items()},
        "events": events.count,
        "consents": len(content.consents),
        "others": len(index) - len(files),
        "files": len(files),
    }
    archive.add("README.txt", [readme.render_text(content, counts).encode()])
    archive.add("README.html", [readme.render_html(content, counts).encode()])
    return counts


class _Tally:
    """Pass rows on, and count them."""

    def __init__(self, rows: Iterable[JSON]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[JSON]:
        for row in self._rows:
            self.count += 1
            yield row


def _add_table(archive: Archive, name: str, rows: Sequence[JSON]) -> None:
    archive.add(f"{name}.csv", tables.to_csv(rows))
    archive.add(f"{name}.json", tables.to_json(rows))


def _add_consents(archive: Archive, consents: Sequence[JSON]) -> None:
    for number, consent in enumerate(consents, 1):
        archive.add(f"consents/{number:04}.json", tables.to_json_lines([consent]))


def _add_files(
    archive: Archive, top: str, files: Iterable[PackageFile], *, by_job: bool = False
) -> list[JSON]:
    """Add *files* below *top*, and return their rows of the index."""
    folders: dict[str, Folder] = {}
    rows: list[JSON] = []
    for file in files:
        folder = f"{top}/{_job_folder(file.job)}" if by_job else top
        path = f"{folder}/{folders.setdefault(folder, Folder()).take(file.name)}"
        rows.append(
            {
                "path": path,
                "name": _sayable(file.name),
                "job": file.job,
                "media_type": file.media_type,
                "size": file.size,
                "sha256": archive.add_file(path, file),
            }
        )
    return rows


def _job_folder(job: str) -> str:
    return harmless(f"job-{job.casefold()}") if job else _NO_JOB


def _sayable(name: str) -> str:
    """Return *name*, half a character, which no file of text can hold, written out."""
    return name.encode(errors="backslashreplace").decode()
