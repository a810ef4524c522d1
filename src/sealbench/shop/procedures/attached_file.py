"""A file of a job: a key that two others have to open, and what lies under it.

The key that sealed the object is wrapped by the file's own key within a wrap by that of the
job's record, so that it dies with the file and with the record, whichever ends first.
Under it lie the object and the row: the name of a file that was removed comes back from no
backup either.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sealbench import canon
from sealbench.errors import AbsentError, GoneError
from sealbench.ids import ClientId, FileId, JobId
from sealbench.keyring import Key, file_node, record_node
from sealbench.shop.bench import Work, rows
from sealbench.shop.procedures.file_intake import FileUpload
from sealbench.shop.procedures.job_file import JobFile
from sealbench.shop.records.models import File


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file, opened as far as its row goes: what it is called, how large it is, who brought it.

    *was_read* tells whether the screen could read what is in it.
    """

    id: FileId
    name: str = field(repr=False)
    size: int
    by: str = field(repr=False)
    at: int
    was_read: bool
    key: Key

    def to_json(self) -> dict[str, canon.JSONValue]:
        """Return what the client's page shows of it."""
        return {
            "id": self.id,
            "name": self.name,
            "size": self.size,
            "by": self.by,
            "at": self.at,
            "read": self.was_read,
        }


def keep_file(work: Work, file: JobFile, upload: FileUpload, *, by: str) -> None:
    """Keep the row of *upload*, and with it the only way to the key of its object."""
    own = work.turn.grow(file_node(upload.id))
    inner = own.wrap(upload.key, aad=_wrap_aad(upload.id, file.client))
    wrap = work.key(file.node).seal(inner, aad=_wrap_aad(upload.id, file.client))
    row = File(pk=upload.id, job=file.row, attached_at=work.seconds, wrap=wrap)
    content: dict[str, canon.JSONValue] = {
        "name": upload.name,
        "size": upload.size,
        "by": by,
        "read": upload.was_read,
    }
    rows.write(row, upload.key, file.client, content)
    row.save(force_insert=True)


def load_file(work: Work, file: JobFile, wanted: str) -> AttachedFile:
    """Return the file *wanted* of the job in *file*, locked; raise AbsentError or GoneError."""
    row = File.objects.select_for_update().filter(pk=wanted, job=file.row).first()
    if row is None:
        raise AbsentError("there is no such file")
    return open_file(work, row, file.client)


def files_of_job(work: Work, file: JobFile) -> list[AttachedFile]:
    """Return the files of the job in *file* that can still be opened, in order of time."""
    return list(_opened(work, File.objects.filter(job=file.row), file.client))


def files_of_client(work: Work, client: ClientId) -> list[AttachedFile]:
    """Return the files of all jobs of *client*, in order of time."""
    return list(_opened(work, File.objects.filter(job__client=client), client))


def open_file(work: Work, row: File, client: ClientId) -> AttachedFile:
    """Return what *row* seals; raise GoneError when its key or its record's was destroyed."""
    aad = _wrap_aad(row.pk, client)
    inner = work.key(record_node(JobId(row.job_id))).open(bytes(row.wrap), aad=aad)
    key = work.key(file_node(FileId(row.pk))).unwrap(inner, aad=aad)
    content = rows.read(row, key, client)
    return AttachedFile(
        id=FileId(row.pk),
        name=str(content["name"]),
        size=int(str(content["size"])),
        by=str(content["by"]),
        at=row.attached_at,
        was_read=content["read"] is True,
        key=key,
    )


def _opened(work: Work, found: Iterable[File], client: ClientId) -> Iterable[AttachedFile]:
    for row in sorted(found, key=lambda each: (each.attached_at, each.pk)):
        try:
            yield open_file(work, row, client)
        except GoneError:
            continue  # its key was ended, and the row is about to follow


def _wrap_aad(file: str, client: str) -> bytes:
    """Return what both wraps of a file's key are bound to."""
    return f"sealbench/file-key/v1\0{file}\0{client}".encode()
