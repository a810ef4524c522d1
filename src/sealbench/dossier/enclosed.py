"""What a dossier encloses beside its events: records of consent, and final agreements by hash.

A consent belongs to a wish in the events (`login:kept`), signed as it is there.  An agreement is
of the client and not of the job: the event that finished it stands in the client's own journal
and is proven under the checkpoint of the dossier.
"""

from collections.abc import Mapping
from typing import Any

from sealbench import canon
from sealbench.canon import JSON
from sealbench.dossier import consent, leaves
from sealbench.dossier.consent_report import verify_consent
from sealbench.dossier.findings import judged, unchecked
from sealbench.dossier.report import Check
from sealbench.dossier.state import require_signed
from sealbench.dossier.value import Dossier, Entry
from sealbench.errors import MalformedError, VerificationError
from sealbench.ledger import Checkpoint, Leaf, verify_opening
from sealbench.statement import formats as f

FINISHED = "agreement:finished"
_ENDED = frozenset({"keep:withdrawn", "keep:ended"})


def check_enclosed(dossier: Dossier, checkpoint: Checkpoint | None) -> tuple[Check, ...]:
    """Return the checks of what is enclosed; none where nothing is, and nothing had to be."""
    kept = _kept(dossier)
    checks = []
    if kept or dossier.consents:
        checks.append(_check_consents(dossier, kept))
    if dossier.agreements:
        checks.append(_check_agreements(dossier, checkpoint))
    return tuple(checks)


def final_hash(entry: Entry) -> str:
    """Return SHA-256 of the final PDF that *entry* tells of; raise MalformedError."""
    if entry.type != FINISHED:
        raise MalformedError("not the event that finished an agreement")
    f.hashed(entry.payload.get("final"))
    return canon.unb64u(entry.text("final")).hex()


def consent_id(value: JSON) -> str:
    """Return the id of the login that the consent *value* is about."""
    record: Any = value["record"]
    return str(record["record_id"])


def _kept(dossier: Dossier) -> dict[str, Entry]:
    """Return the events by which a login was kept, by its id."""
    return {each.text("keep"): each for each in dossier.entries if each.type == "login:kept"}


def _check_consents(dossier: Dossier, kept: Mapping[str, Entry]) -> Check:
    if not dossier.consents:
        return unchecked("consents", "logins were kept, and no record of consent is enclosed")
    found = [consent_id(each) for each in dossier.consents]
    problems = [f"{keep}: no record of consent" for keep in sorted(kept.keys() - set(found))]
    if len(set(found)) != len(found):
        problems.append("a record of consent stands there twice")
    ended = {each.text("keep") for each in dossier.entries if each.type in _ENDED}
    for keep, value in zip(found, dossier.consents, strict=True):
        try:
            _require_consent(value, kept.get(keep), ended=keep in ended)
        except (MalformedError, VerificationError) as exc:
            problems.append(f"{keep}: {exc}")
    return judged("consents", problems, f"{len(found)}, each of what the client signed")


def _require_consent(value: JSON, event: Entry | None, *, ended: bool) -> None:
    """Raise VerificationError unless the consent holds and is of the wish that was recorded."""
    if event is None:
        raise VerificationError("the events know nothing of it")
    report = verify_consent(canon.to_bytes(value))
    if not report.holds:
        raise VerificationError("the record of consent does not hold")
    evidence: Any = value["evidence"]
    if evidence[0] != require_signed(event).to_json():
        raise VerificationError("it is of another wish than was recorded")
    if ended and report.state not in consent.ENDED:
        raise VerificationError("it was ended, and the record does not say so")


def _check_agreements(dossier: Dossier, checkpoint: Checkpoint | None) -> Check:
    if checkpoint is None:
        return unchecked("agreements", "there is no checkpoint that holds")
    said, problems = [], []
    for entry in dossier.agreements:
        number = entry.text("number")
        try:
            said.append(f"{number}: final PDF with SHA-256 {final_hash(entry)}")
            verify_opening(
                Leaf.from_bytes(entry.leaf), r=entry.r, payload=canon.to_bytes(entry.payload)
            )
            leaves.require_included(entry, dossier.checkpoint, checkpoint)
        except (MalformedError, VerificationError) as exc:
            problems.append(f"agreement {number}: {exc}")
    return judged("agreements", problems, "; ".join(said))
