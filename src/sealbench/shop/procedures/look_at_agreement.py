"""Look at an agreement: what it says, how far it is, and the bytes that are signed (C1, A5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sealbench.agreement import Drawing, Terms
from sealbench.policy import Action, Refused, Resource, SignerRole
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.agreement_file import (
    AgreementFile,
    by_staff,
    enter_agreement,
    load_agreement,
    tell,
)
from sealbench.shop.procedures.agreement_papers import FINAL, has_paper
from sealbench.shop.procedures.agreement_signing import drawing_of, is_to_be_signed_again
from sealbench.shop.procedures.client_words import read_client
from sealbench.shop.procedures.looks import is_first_look
from sealbench.shop.records.models import AgreementSignature

_TURNS = (SignerRole.MANAGEMENT, "client", SignerRole.WITNESS)  # of those in the same second


@dataclass(frozen=True, slots=True)
class SignedLine:
    """One signature as pages show it; *by* is a person of the shop, "" the client."""

    role: str
    by: str = field(repr=False)
    level: str
    at: int


@dataclass(frozen=True, slots=True)
class AgreementView:
    """An agreement, opened; *state* is as of now, *trouble* why there is no final PDF yet.

    *again*: management signs once more, since the certificate that it named has ended.
    """

    id: str
    client: str
    client_name: str = field(repr=False)
    number: str
    state: str
    template: str
    document: str
    size: int
    pages: int
    terms: Terms
    begins_at: int
    ends_at: int
    signatures: Sequence[SignedLine]
    drawing: Drawing | None = field(repr=False)
    final: bool
    time_stamp: str
    trouble: str
    again: bool
    resource: Resource


def look_at_agreement(work: Work, *, who: Staff, agreement: str) -> Outcome[AgreementView]:
    """Return *agreement* as the desk and management see it; the look is recorded per visit."""
    file = load_agreement(work, agreement)
    decision = enter_agreement(work, file, by_staff(work, who), Action.LOOK_AT_AGREEMENT)
    if isinstance(decision, Refused):
        return decision
    tell_look(work, who, file)
    return Granted(view_of(work, file))


def tell_look(work: Work, who: Staff, file: AgreementFile) -> None:
    """Record the look of *who* once per visit."""
    if is_first_look(who, f"agreement:{file.id}"):
        tell(work, file, Event.AGREEMENT_LOOKED_AT, staff_actor(who))


def view_of(work: Work, file: AgreementFile) -> AgreementView:
    """Return what pages show of *file*."""
    content: Mapping[str, Any] = file.content
    return AgreementView(
        id=file.id,
        client=file.client,
        client_name=read_client(work, file.row.client).name,
        number=file.number,
        state=file.state_at(work.seconds),
        template=str(content["template"]),
        document=file.document,
        size=int(content["size"]),
        pages=int(content["pages"]),
        terms=file.terms(),
        begins_at=file.row.begins_at,
        ends_at=file.row.ends_at,
        signatures=_signatures(work, file),
        drawing=drawing_of(work, file),
        final=has_paper(file, FINAL),
        time_stamp=str(content.get("time_stamp", "")),
        trouble=str(content.get("trouble", "")),
        again=is_to_be_signed_again(work, file),
        resource=file.resource(),
    )


def _signatures(work: Work, file: AgreementFile) -> list[SignedLine]:
    rows = AgreementSignature.objects.filter(agreement=file.row)
    found = []
    for row in sorted(rows, key=lambda row: (row.signed_at, _TURNS.index(row.role))):
        content = work.read(row, file.node)
        line = SignedLine(row.role, str(content["by"]), str(content["level"]), row.signed_at)
        found.append(line)
    return found
