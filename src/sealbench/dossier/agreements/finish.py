"""Make the final PDF: only of what verifies, and verified again before anybody gets it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from sealbench import agreement, canon
from sealbench.agreement import Authority, Evidence, SigningKey
from sealbench.agreement.audit import Audit, Place, render_audit
from sealbench.dossier import roots
from sealbench.dossier.agreements.ledger_place import check_ledger, newest_checkpoint
from sealbench.dossier.agreements.signatures import check_signatures
from sealbench.dossier.agreements.verify import verify_agreement
from sealbench.dossier.leaves import AHEAD
from sealbench.dossier.report import Check, Result
from sealbench.errors import MalformedError, UnavailableError, VerificationError


class TimeStamped(StrEnum):
    """Whether the seal bears a time stamp; the value lasts."""

    MADE = "made"
    NOT_ASKED = "without time stamp: no authority is configured"
    FAILED = "without time stamp: the authority made none"
    OTHER_TIME = "without time stamp: the authority's clock is not the shop's"


@dataclass(frozen=True, slots=True)
class Finished:
    """The final PDF, and the state of its time stamp."""

    pdf: bytes = field(repr=False)
    time_stamp: TimeStamped


def finish_agreement(
    document: bytes,
    evidence: Evidence,
    key: SigningKey,
    *,
    at: datetime,
    authority: Authority | None = None,
) -> Finished:
    """Return *document* with the page of signatures and *evidence*, sealed by *key*.

    It asks the authority and takes up to its patience for it: never inside of a transaction.
    Raise VerificationError if a signature does not hold, the certificate has ended or is not
    the one that the manager named, MalformedError for a document that cannot be extended.
    """
    key.require_valid(at)
    if key.root != evidence.root or evidence.size != len(document):
        raise VerificationError(
            "the evidence is of another seal or document", hint="have management sign again"
        )
    sheet = render_audit(_audit(document, evidence, at))
    finished = _sealed(document, sheet, evidence, key, at, authority)
    _require(verify_agreement(finished.pdf, fingerprint=None, now=at).checks)
    return finished


def _audit(document: bytes, evidence: Evidence, at: datetime) -> Audit:
    genesis_check, genesis = roots.check_genesis(evidence)
    directories_check, people = roots.check_directories(evidence, genesis)
    signatures = check_signatures(evidence, document, people)
    ledger_check = check_ledger(evidence, genesis)
    _require((genesis_check, directories_check, *signatures.checks, ledger_check))
    if genesis is None:
        raise VerificationError("genesis does not hold")
    checkpoint = newest_checkpoint(evidence, genesis)
    return Audit(
        number=evidence.number,
        shop=evidence.shop,
        client=evidence.client,
        made_at=at,
        document_hash=sha256(document).digest(),
        document_size=len(document),
        terms=evidence.terms,
        signatures=signatures.signed,
        ledger=Place(
            origin=checkpoint.origin,
            tree_size=checkpoint.size,
            root_hash=checkpoint.root.hex(),
            fingerprint=canon.fingerprint(dict(evidence.genesis.statement.fields)),
        ),
        root_hash=sha256(evidence.root).digest(),
        drawing=evidence.drawing,
    )


def _sealed(
    document: bytes,
    sheet: bytes,
    evidence: Evidence,
    key: SigningKey,
    at: datetime,
    authority: Authority | None,
) -> Finished:
    attached, state = evidence.to_bytes(), TimeStamped.NOT_ASKED
    if authority is not None:
        try:
            pdf = agreement.extend(document, sheet, attached, key, at=at, authority=authority)
            state = _judge_stamp(pdf, key, at, authority)
            if state is TimeStamped.MADE:
                return Finished(pdf, state)
        except (UnavailableError, MalformedError, VerificationError):
            state = TimeStamped.FAILED
    return Finished(agreement.extend(document, sheet, attached, key, at=at), state)


def _judge_stamp(pdf: bytes, key: SigningKey, at: datetime, authority: Authority) -> TimeStamped:
    """Tell whether the stamp holds, by one of the roots if there are some, and is of *at*.

    One of another time would be no final PDF: it does not verify.
    """
    stamp = agreement.check(pdf, [key.root], now=at, stamps=authority.roots).stamp
    if stamp is None or (authority.roots and not stamp.trusted):
        return TimeStamped.FAILED
    return TimeStamped.OTHER_TIME if abs(stamp.at - at) > AHEAD else TimeStamped.MADE


def _require(checks: tuple[Check, ...]) -> None:
    failed = [each for each in checks if each.result is Result.FAILS]
    if failed:
        raise VerificationError(f"{failed[0].name}: {failed[0].detail}")
