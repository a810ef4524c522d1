"""Gather what the final PDF of an agreement is made of, by what the rows say (C1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sealbench import clock
from sealbench.agreement import SigningKey
from sealbench.canon import JSON
from sealbench.dossier import select_directories
from sealbench.policy import Action, AgreementState, Refused
from sealbench.shop.bench import Granted, Outcome, Work
from sealbench.shop.procedures.agreement_evidence import signatures_of
from sealbench.shop.procedures.agreement_file import (
    CLOCK,
    AgreementFile,
    enter_agreement,
    load_agreement,
)
from sealbench.shop.procedures.agreement_papers import DOCUMENT, FINAL, has_paper, open_paper
from sealbench.shop.procedures.agreement_signing import drawing_of, named_seal
from sealbench.shop.procedures.attached_file import AttachedFile
from sealbench.shop.procedures.client_key import key_content
from sealbench.shop.procedures.client_words import read_client
from sealbench.shop.procedures.directory_file import genesis_json, load_issues
from sealbench.shop.procedures.document_key import document_keys
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


def gather_agreement(work: Work, *, agreement: str) -> Outcome[Ready | None]:
    """Return what the final PDF of *agreement* is made of; None where it is there, or too soon."""
    file = load_agreement(work, agreement)
    entered = enter_agreement(work, file, CLOCK, Action.KEEP_AGREEMENT)
    if isinstance(entered, Refused):
        return entered
    if file.state is not AgreementState.IN_FORCE or has_paper(file, FINAL):
        return Granted(None)
    keys = document_keys(work)
    key = keys.named(named_seal(work, file)) or keys.now
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
