"""The PDFs of an agreement: sealed like files, each under a key of its own below the client's.

The key dies with the client, as the agreement itself does.
"""

from dataclasses import dataclass, field
from hashlib import sha256

from sealbench import canon
from sealbench.agreement import inspect_pdf
from sealbench.agreement.unfit import MOST_BYTES
from sealbench.errors import AbsentError
from sealbench.ids import FileId
from sealbench.keyring import client_node
from sealbench.shop.bench import Work, rows
from sealbench.shop.bench.seats import Seats
from sealbench.shop.objects import ObjectStore
from sealbench.shop.procedures.agreement_file import AgreementFile
from sealbench.shop.procedures.attached_file import AttachedFile
from sealbench.shop.procedures.file_intake import FileIntake, FileUpload
from sealbench.shop.records.models import Paper

DOCUMENT, FINAL = "document", "final"
MOST_FINAL = 2 * MOST_BYTES


@dataclass(frozen=True, slots=True)
class PaperUpload:
    """A PDF that lies sealed in the store; *document* is SHA-256 of it, in base64url."""

    upload: FileUpload
    document: str
    pages: int = field(default=0)


def take_document(objects: ObjectStore, data: bytes, *, name: str, seats: Seats) -> PaperUpload:
    """Screen and seal a client's own PDF, which stays as it is.

    Raise UnfitError, with its reason, where it is not taken, UnreadError where it cannot be
    screened, UnavailableError where too many are looked through now.
    """
    with seats.taken():
        found = inspect_pdf(data)
    return _sealed(objects, data, name=name, pages=found.pages, seats=seats)


def take_paper(objects: ObjectStore, data: bytes, *, name: str) -> PaperUpload:
    """Seal a PDF of our own making."""
    return _sealed(objects, data, name=name, pages=0)


def keep_paper(work: Work, file: AgreementFile, upload: FileUpload, kind: str) -> None:
    """Keep the row of a paper, and with it the only way to the key of its object."""
    wrap = work.key(file.node).wrap(upload.key, aad=_aad(upload.id, file))
    row = Paper(pk=upload.id, agreement=file.row, kind=kind, kept_at=work.seconds, wrap=wrap)
    content: dict[str, canon.JSONValue] = {"name": upload.name, "size": upload.size}
    rows.write(row, upload.key, file.client, content)
    row.save(force_insert=True)


def has_paper(file: AgreementFile, kind: str) -> bool:
    """Tell whether there is a paper of *kind*."""
    return Paper.objects.filter(agreement=file.row, kind=kind).exists()


def open_paper(work: Work, file: AgreementFile, kind: str) -> AttachedFile:
    """Return the paper of *kind*, opened as far as its row goes; raise AbsentError."""
    row = Paper.objects.filter(agreement=file.row, kind=kind).first()
    if row is None:
        raise AbsentError("there is no such paper yet")
    key = work.key(client_node(file.client)).unwrap(bytes(row.wrap), aad=_aad(row.pk, file))
    content = rows.read(row, key, file.client)
    return AttachedFile(
        id=FileId(row.pk),
        name=str(content["name"]),
        size=int(str(content["size"])),
        by="",
        at=row.kept_at,
        was_read=False,
        key=key,
    )


def _sealed(
    objects: ObjectStore, data: bytes, *, name: str, pages: int, seats: Seats | None = None
) -> PaperUpload:
    intake = FileIntake(objects, name=name, limit=MOST_FINAL, seats=seats)
    try:
        intake.take(data)
        upload = intake.read_through()
    except BaseException:
        intake.abandon()
        raise
    return PaperUpload(upload, canon.b64u(sha256(data).digest()), pages)


def _aad(paper: str, file: AgreementFile) -> bytes:
    return f"sealbench/paper-key/v1\0{paper}\0{file.id}\0{file.client}".encode()
