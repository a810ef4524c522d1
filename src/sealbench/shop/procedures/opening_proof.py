"""What proves that a person is there and wants this very login opened.

The opening key signs the statement; it lies in the identity file, which a passkey or the
passphrase unwraps.  By passkey the same ceremony asserts the statement as well
(docs/spec/statement.md, context opening).
"""

from dataclasses import dataclass

from sealbench import canon
from sealbench.errors import MalformedError, VerificationError
from sealbench.policy import Proof
from sealbench.shop.bench import Work
from sealbench.shop.procedures.passkey_proof import credential_hash, risen_count
from sealbench.shop.records.statements.open_login import OpeningRows
from sealbench.statement import (
    Assertion,
    Role,
    SignedStatement,
    verify_assertion,
    verify_signatures,
)


@dataclass(frozen=True, slots=True)
class OpeningProof:
    """How the person proved to be there, and the count that their passkey showed."""

    kind: Proof
    count: int = 0


_NOTHING = OpeningProof(Proof.NONE)


def credential_of(signed: SignedStatement) -> str:
    """Return the hash of the passkey that asserted *signed*, empty if none did."""
    return credential_hash(signed.assertion.id) if signed.assertion else ""


def prove_opening(work: Work, found: OpeningRows, signed: SignedStatement) -> OpeningProof:
    """Return what *signed* proves about the opening of the login in *found*: maybe nothing."""
    fields = signed.statement.fields
    meant = (work.config.site, found.job.pk, found.login.pk)
    if (fields["site"], fields["job"], fields["login"]) != meant:
        return _NOTHING
    try:
        key = canon.unb64u(str(work.read(found.person)["opening_key"]), size=32)
        verify_signatures(signed, {Role.OPENING: key})
        if signed.assertion is None:
            return OpeningProof(Proof.PASSPHRASE)
        return OpeningProof(Proof.PASSKEY, _asserted(work, found, signed, signed.assertion))
    except (MalformedError, VerificationError):
        return _NOTHING


def _asserted(work: Work, found: OpeningRows, signed: SignedStatement, assertion: Assertion) -> int:
    """Return the passkey's count; raise VerificationError unless it is theirs and has risen."""
    if found.passkey is None:
        raise VerificationError("a passkey of somebody else")
    spki = canon.unb64u(str(work.read(found.passkey)["spki"]))
    verify_assertion(assertion, signed.statement, spki=spki, site=work.config.site)
    return risen_count(assertion, found.passkey)
