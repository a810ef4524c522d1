"""The certificate of erasure, made of what the case still knows: nothing that names the client."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sealbench import __version__, agreement, canon, ledger
from sealbench.errors import AbsentError, UnavailableError
from sealbench.shop.bench import Work, open_event
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures import erasure_facts
from sealbench.shop.procedures.case_file import names_of
from sealbench.shop.procedures.document_key import document_keys
from sealbench.shop.procedures.erasure_facts import Place
from sealbench.shop.records.models import CaseEntry, Checkpoint, Head, Home, Termination
from sealbench.shop.records.models import Event as EventRow
from sealbench.statement import SignedStatement

SCOPE = "Everything that the shop could read of the client, in the system and its backups."
_OF_A_JOB = (
    "Everything that the shop could read of job {number}, in the system and its backups; "
    "the client's particulars and other jobs are not part of it."
)
_MEDIA = "Database of the shop, as ciphertext, and the folder of its keys, outside of every backup."
_ROOTS = "Keys of 256 random bits, overwritten in place and read back; none is derived."
_MEMORY = (
    "The process that held the record is replaced, and every index of clients in memory is made "
    "anew without it; neither is ever on a disk."
)
_CHECKED = "Every key was asked for after it was overwritten, and none was there."


@dataclass(frozen=True, slots=True)
class Issued:
    """What a certificate is made of: the case, what it knows, what lies elsewhere, the leaf."""

    row: Termination
    content: Mapping[str, Any] = field(repr=False)
    copies: Sequence[agreement.CopyElsewhere]
    exemptions: Sequence[agreement.Exemption]
    places: Sequence[Place]
    shop: agreement.Issuer
    proof: agreement.LedgerProof
    runners: Sequence[str]
    key: agreement.SigningKey = field(repr=False)

    def to_pdf(self) -> bytes:
        """Return the certificate, sealed by the shop; the same sheet whenever it is asked for."""
        at = _instant(self.row.certified_at or 0)
        sheet = agreement.render_erasure(self.certificate(at=at))
        return agreement.sign(sheet, self.key, at=at, reason="certificate of erasure")

    def certificate(self, *, at: datetime) -> agreement.ErasureCertificate:
        """Return the certificate as it stands at *at*: about a case, whose client nobody knows."""
        destroys = self.content["destroys"]
        return agreement.ErasureCertificate(
            case=self.row.pk,
            issued_at=at,
            issuer=self.shop,
            scope=scope_of(self.content),
            steps=_steps(self.row, self.content),
            destroyed=agreement.Destroyed(
                keys=destroys["keys"],
                rows=destroys["rows"] + destroys["events"],
                files=destroys.get("files", 0),
                outbox=destroys["outbox"],
            ),
            roots=tuple(
                agreement.RootTurn(each["realm"], each["before"], each["after"])
                for each in self.content["roots"]
            ),
            places=tuple(
                agreement.EscrowPlace(each.name, each.kind, _instant(each.at))
                for each in self.places
            ),
            copies=tuple(self.copies),
            exemptions=tuple(self.exemptions),
            method=_method(self.content, self.runners),
            proof=agreement.ClientProof(self.content["method"], self.content.get("level", "none")),
            ledger=self.proof,
        )


def scope_of(content: Mapping[str, Any]) -> str:
    """Return what the case of *content* destroyed, in words."""
    number = content.get("number")
    return _OF_A_JOB.format(number=number) if number else SCOPE


def read_issued(work: Work, row: Termination) -> Issued:
    """Return what the certificate of the case in *row* is made of; raise AbsentError."""
    if row.certified_at is None or row.destroyed_at is None:
        raise AbsentError("there is no certificate yet")
    content: dict[str, Any] = work.read(row)
    copies, exemptions = read_copies(work, row)
    return Issued(
        row=row,
        content=content,
        copies=copies,
        exemptions=exemptions,
        places=erasure_facts.places(work).acknowledged,
        shop=issuer(work),
        proof=ledger_proof(work, row.pk),
        runners=names_of(work, content["runners"]),
        key=document_keys(work).at(row.certified_at),
    )


def read_copies(
    work: Work, case: Termination
) -> tuple[list[agreement.CopyElsewhere], list[agreement.Exemption]]:
    """Return what lies elsewhere, and what the law obliges the shop to keep."""
    copies: list[agreement.CopyElsewhere] = []
    exemptions: list[agreement.Exemption] = []
    for row in CaseEntry.objects.filter(case=case).order_by("listed_at", "pk"):
        words = {name: str(value) for name, value in work.read(row).items()}
        if row.kind == "exception":
            until: date = _instant(row.due_at).date()
            exemptions.append(agreement.Exemption(words["what"], words["reason"], until))
            continue
        at = _instant(row.confirmed_at) if row.confirmed_at is not None else None
        detail = "" if at else f"to be destroyed by {_instant(row.due_at).date()}"
        copies.append(agreement.CopyElsewhere(words["what"], words["holder"], at, detail))
    return copies, exemptions


def issuer(work: Work) -> agreement.Issuer:
    """Return the shop as certificates name it."""
    content = work.read(Home.objects.get(pk=1))
    return agreement.Issuer(*(str(content[part]) for part in ("name", "address", "phone")))


def ledger_proof(work: Work, case: str) -> agreement.LedgerProof:
    """Return where the confirmation of *case* stands in the ledger, by the newest checkpoint."""
    home, head = Home.objects.get(pk=1), Head.objects.get(pk=1)
    note = Checkpoint.objects.order_by("-size").values_list("note", flat=True)[0]
    checkpoint = ledger.Checkpoint.from_text(ledger.Note.from_text(note).text)
    genesis = SignedStatement.from_json(home.genesis)
    return agreement.LedgerProof(
        origin=home.origin,
        leaf_index=_leaf(work, case),
        tree_size=checkpoint.size,
        root_hash=checkpoint.root.hex(),
        checkpoint_at=_instant(head.signed_at),
        fingerprint=canon.fingerprint(dict(genesis.statement.fields)),
    )


def _leaf(work: Work, case: str) -> int:
    """Return the index of the confirmation: among the house's events, one of the newest."""
    subject = work.house.subject
    rows = EventRow.objects.filter(subject=subject.id).order_by("-counter")
    for index, counter, sealed in rows.values_list("leaf_id", "counter", "sealed").iterator():
        event = canon.parse(open_event(subject, counter, bytes(sealed))[1])
        if event["type"] == Event.CLIENT_ERASURE_CONFIRMED and event["case"] == case:
            return int(index)
        if event["type"] == Event.ERASURES_REPLAYED and case in _texts(event["cases"]):
            return int(index)
    raise UnavailableError("the confirmation of this erasure is not in the journal")


def _texts(value: canon.JSONValue) -> Sequence[object]:
    return value if isinstance(value, list) else ()


def _steps(row: Termination, content: Mapping[str, Any]) -> tuple[agreement.Step, ...]:
    kinds = agreement.StepKind
    waived = "" if row.confirmed_at else "the client was told on every channel and did not confirm"
    returned = "" if row.returned_at else "nothing was fetched"
    return (
        agreement.Step(kinds.STOPPED, _instant(row.stopped_at), f"by {content['stopped_by']}"),
        agreement.Step(kinds.COLLECTED, _maybe(row.collected_at), returned),
        agreement.Step(kinds.RETURNED, _maybe(row.returned_at), returned),
        agreement.Step(kinds.CONFIRMED, _maybe(row.confirmed_at), waived),
        agreement.Step(kinds.DESTROYED, _maybe(row.destroyed_at)),
    )


def _method(content: Mapping[str, Any], runners: Sequence[str]) -> agreement.Method:
    return agreement.Method(
        media=_MEDIA,
        root_store=_ROOTS,
        memory=_MEMORY,
        run_by=", ".join(runners) or "nobody of the shop",
        approved_by=content["approver"],
        performed_by="the program of the shop, on the server",
        verified_by="the program of the shop, before it confirmed the erasure in the ledger",
        verification=_CHECKED,
        tool_version=f"Sealbench {__version__}",
    )


def _maybe(seconds: int | None) -> datetime | None:
    return None if seconds is None else _instant(seconds)


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
