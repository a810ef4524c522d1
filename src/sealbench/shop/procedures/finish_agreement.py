"""Finish an agreement: one PDF of the document, its signatures and their proof (C1).

It is made outside of any transaction, since an authority may be asked for the time, of what
the rows say after the commit of the last signature; only what verifies is kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sealbench import clock
from sealbench.agreement import Authority, Evidence, SigningKey
from sealbench.canon import JSON
from sealbench.dossier import select_directories
from sealbench.dossier.agreements import Finished, finish_agreement
from sealbench.errors import SealbenchError
from sealbench.policy import Action, AgreementState, Refused
from sealbench.shop.bench import Bench, Granted, Outcome, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import KEEPER, KEEPER_ACTOR
from sealbench.shop.procedures.agreement_evidence import recorded, signatures_of
from sealbench.shop.procedures.agreement_file import AgreementFile, ask, load_agreement, tell
from sealbench.shop.procedures.agreement_papers import (
    DOCUMENT,
    FINAL,
    has_paper,
    keep_paper,
    open_paper,
    take_paper,
)
from sealbench.shop.procedures.agreement_signing import drawing_of
from sealbench.shop.procedures.attached_file import AttachedFile
from sealbench.shop.procedures.client_key import key_content
from sealbench.shop.procedures.client_words import read_client
from sealbench.shop.procedures.directory_file import genesis_json, load_issues
from sealbench.shop.procedures.document_key import document_key
from sealbench.shop.procedures.file_content import read_content
from sealbench.shop.procedures.file_intake import FileUpload
from sealbench.shop.records.models import ClientKey, Home
from sealbench.statement import SignedStatement


@dataclass(frozen=True, slots=True)
class Ready:
    """Everything that a final PDF is made of, but for the proofs of its records."""

    document: AttachedFile
    key: SigningKey = field(repr=False)
    number: str
    evidence: Mapping[str, Any] = field(repr=False)
    signatures: Sequence[JSON] = field(repr=False)


def finish(bench: Bench, agreement: str) -> bool:
    """Make the final PDF of *agreement* and keep it; tell whether there was one to make.

    Raise what went wrong, after it was noted where the page of the agreement says it.
    """
    ready = bench.run(gather_agreement, agreement=agreement)
    if ready is None:
        return False
    try:
        made = _make(bench, ready)
        paper = take_paper(bench.objects, made.pdf, name=f"agreement-{ready.number}.pdf")
    except SealbenchError as exc:
        bench.run(note_trouble, agreement=agreement, trouble=str(exc))
        raise
    stamp = made.time_stamp.value
    return bench.run(keep_final, agreement=agreement, upload=paper.upload, time_stamp=stamp)


def gather_agreement(work: Work, *, agreement: str) -> Outcome[Ready | None]:
    """Return what the final PDF of *agreement* is made of; None where it is there, or too soon."""
    entered = _enter(work, agreement)
    if isinstance(entered, Refused):
        return entered
    file = entered.value
    if file.state is not AgreementState.IN_FORCE or has_paper(file, FINAL):
        return Granted(None)
    key = document_key(work)
    signed = signatures_of(file)
    evidence = {
        "number": file.number,
        "template": str(file.content["template"]),
        "size": int(file.content["size"]),
        "terms": file.terms(),
        "shop": str(work.read(Home.objects.get(pk=1))["name"]),
        "client": read_client(work, file.row.client).name,
        "genesis": SignedStatement.from_json(genesis_json()),
        "directories": _directories(work, signed),
        "claim": _claim(work, file, signed),
        "drawing": drawing_of(work, file),
        "root": key.root,
    }
    document = open_paper(work, file, DOCUMENT)
    return Granted(Ready(document, key, file.number, evidence, signed))


def keep_final(work: Work, *, agreement: str, upload: FileUpload, time_stamp: str) -> Outcome[bool]:
    """Keep the final PDF of *agreement*; another one that came first stays."""
    entered = _enter(work, agreement)
    if isinstance(entered, Refused):
        return entered
    file = entered.value
    if has_paper(file, FINAL):
        return Granted(value=False)
    keep_paper(work, file, upload, FINAL)
    file.content["time_stamp"] = time_stamp
    file.content.pop("trouble", None)
    file.save(work)
    tell(work, file, Event.AGREEMENT_FINISHED, KEEPER_ACTOR, time_stamp=time_stamp)
    return Granted(value=True)


def note_trouble(work: Work, *, agreement: str, trouble: str) -> Outcome[None]:
    """Note why the final PDF could not be made, for its page; no event: it is tried again."""
    entered = _enter(work, agreement)
    if isinstance(entered, Refused):
        return entered
    file = entered.value
    if file.content.get("trouble") != trouble:
        file.content["trouble"] = trouble
        file.save(work)
    return Granted(None)


def _enter(work: Work, agreement: str) -> Outcome[AgreementFile]:
    file = load_agreement(work, agreement)
    entered = ask(work, file, KEEPER, KEEPER_ACTOR, Action.KEEP_AGREEMENT)
    return entered if isinstance(entered, Refused) else Granted(file)


def _make(bench: Bench, ready: Ready) -> Finished:
    document = b"".join(read_content(bench.objects, ready.document))
    evidence = Evidence(**ready.evidence, records=recorded(ready.signatures))
    stamps = bench.config.time_stamps
    authority = Authority(stamps) if stamps else None
    return finish_agreement(document, evidence, ready.key, at=bench.now(), authority=authority)


def _directories(work: Work, signed: Sequence[JSON]) -> tuple[SignedStatement, ...]:
    times = [clock.from_text(str(_payload(each)["at"])) for each in signed]
    return tuple(select_directories(load_issues(work), times))


def _claim(work: Work, file: AgreementFile, signed: Sequence[JSON]) -> SignedStatement | None:
    """Return the claim of the client's key that signed, None where none did."""
    for each in signed:
        key = _payload(each)["actor"].get("key")
        for row in ClientKey.objects.filter(client=file.client) if key else ():
            content = key_content(work, row)
            if content["key"] == key:
                return SignedStatement.from_json(content["claim"])
    return None


def _payload(each: JSON) -> Any:
    return each["payload"]
