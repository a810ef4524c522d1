"""Verify a final agreement offline: the seal is not enough, management must have signed it."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from sealbench import canon
from sealbench.agreement import Seal, check, check_extension, read_evidence
from sealbench.agreement.evidence import Evidence
from sealbench.dossier import roots
from sealbench.dossier.agreements.ledger_place import check_ledger
from sealbench.dossier.agreements.report import AgreementReport
from sealbench.dossier.agreements.signatures import check_signatures
from sealbench.dossier.leaves import AHEAD
from sealbench.dossier.report import Check, Result
from sealbench.errors import MalformedError, VerificationError

MOST_BYTES = 64 * 1024 * 1024
_BROKEN = (MalformedError, VerificationError)


def is_pdf(begin: bytes) -> bool:
    """Tell whether a file that begins with *begin* is a PDF, and so perhaps an agreement."""
    return begin.startswith(b"%PDF-")


def verify_agreement(
    pdf: bytes, *, fingerprint: str | None, now: datetime, stamps: Sequence[bytes] = ()
) -> AgreementReport:
    """Return what holds, what fails and what cannot be checked about the final agreement *pdf*.

    *fingerprint* is that of the home, from a receipt or link; *stamps* are the roots (DER) under
    which time stamps are trusted.  Raise MalformedError for a PDF that holds no evidence, a
    document with nothing but a seal among them, and UnavailableError where the PDF reader is
    not installed.  What fails is not raised: the report says it.
    """
    if len(pdf) > MOST_BYTES or not is_pdf(pdf):
        raise MalformedError("not a final agreement")
    return judge(Evidence.from_bytes(read_evidence(pdf)), pdf, fingerprint, now, stamps)


def judge(
    evidence: Evidence,
    pdf: bytes,
    fingerprint: str | None,
    now: datetime,
    stamps: Sequence[bytes],
) -> AgreementReport:
    """Return the report of *pdf*, which holds *evidence*."""
    document = pdf[: evidence.size]
    genesis_check, genesis = roots.check_genesis(evidence)
    directories_check, people = roots.check_directories(evidence, genesis)
    signatures = check_signatures(evidence, document, people)
    seal_checks = _check_seal(evidence, pdf, now, stamps)
    checks = (
        genesis_check,
        roots.check_fingerprint(evidence, fingerprint, kind="agreement"),
        directories_check,
        *seal_checks,
        _check_document(evidence, pdf),
        *signatures.checks,
        check_ledger(evidence, genesis),
    )
    return AgreementReport(
        number=evidence.number,
        shop=evidence.shop,
        client=evidence.client,
        agreement=evidence.records[0].signed.statement.text("agreement"),
        fingerprint=canon.fingerprint(dict(evidence.genesis.statement.fields)),
        document=sha256(document).digest(),
        size=evidence.size,
        terms=evidence.terms,
        checks=checks,
        signatures=signatures.signed,
    )


def _check_document(evidence: Evidence, pdf: bytes) -> Check:
    """Check that what a reader shows is what was signed, and pages after it."""
    try:
        if not 0 < evidence.size < len(pdf):
            raise VerificationError("the document would be larger than the file")
        check_extension(pdf, evidence.size)
    except _BROKEN as exc:
        return Check("document", Result.FAILS, str(exc))
    digest = sha256(pdf[: evidence.size]).hexdigest()
    return Check("document", Result.HOLDS, f"its first {evidence.size} bytes, SHA-256 {digest}")


def _check_seal(
    evidence: Evidence, pdf: bytes, now: datetime, stamps: Sequence[bytes]
) -> tuple[Check, Check, Check]:
    """Check the seal, the time that its certificate covers, and its time stamp."""
    try:
        seal = check(pdf, [evidence.root], now=None, stamps=stamps)
        if seal.at > now + AHEAD:
            raise VerificationError("sealed in the future")
    except _BROKEN as exc:
        why = "the seal does not hold"
        return (
            Check("seal", Result.FAILS, str(exc)),
            Check("certificate", Result.OPEN, why),
            Check("time stamp", Result.OPEN, why),
        )
    detail = f"nothing was changed since {seal.signer} sealed it at {_time(seal.at)}"
    return Check("seal", Result.HOLDS, detail), _check_certificate(seal, now), _check_stamp(seal)


def _check_certificate(seal: Seal, now: datetime) -> Check:
    if now <= seal.until:
        return Check("certificate", Result.HOLDS, f"it holds until {_time(seal.until)}")
    stamp = seal.stamp
    if stamp is not None and stamp.trusted and stamp.at <= seal.until:
        detail = f"it ended at {_time(seal.until)}, after the time stamp"
        return Check("certificate", Result.HOLDS, detail)
    detail = f"it ended at {_time(seal.until)}, and no trusted time stamp is older"
    return Check("certificate", Result.OPEN, detail)


def _check_stamp(seal: Seal) -> Check:
    stamp = seal.stamp
    if stamp is None:
        return Check("time stamp", Result.OPEN, "sealed without a time stamp")
    detail = f"{_time(stamp.at)}, by {stamp.authority}"
    if abs(stamp.at - seal.at) > AHEAD:
        return Check("time stamp", Result.FAILS, f"{detail}, is not of the time of the seal")
    if not stamp.trusted:
        return Check("time stamp", Result.OPEN, f"{detail}: whom to trust was not said")
    return Check("time stamp", Result.HOLDS, detail)


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
