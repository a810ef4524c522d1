"""Who signed a sign-in statement: by passkey, or by name and passphrase."""

import hmac
from dataclasses import dataclass

from sealbench import canon
from sealbench.errors import MalformedError, VerificationError
from sealbench.keyring import HOUSE
from sealbench.policy import Proof
from sealbench.seal import name_form
from sealbench.shop.bench import Work
from sealbench.shop.bench.nonces import spend_nonce
from sealbench.shop.procedures.passkey_proof import credential_hash
from sealbench.shop.procedures.person_file import PersonFile
from sealbench.shop.records.models import Passkey, Person
from sealbench.statement import (
    Context,
    Role,
    SignedStatement,
    verify_assertion,
    verify_signatures,
)

_NOBODY = bytes(32)


@dataclass(frozen=True, slots=True)
class Proven:
    """A person and how they proved to be there."""

    file: PersonFile
    proof: Proof


def authenticate(work: Work, signed: SignedStatement, *, name: str, nonce: str) -> Proven | None:
    """Return who signed in by *signed*, or None: unknown, wrong key and wrong name look alike.

    *nonce* is the purpose for which its nonce was given.  Raise VerificationError for another
    place, ConflictError for a statement that was used before.
    """
    statement = signed.statement
    statement.require(Context.SIGN_IN)
    if (statement.text("site"), statement.text("home")) != (work.config.site, work.house.id):
        raise VerificationError("this was signed for another place")
    spend_nonce(work, statement.text("nonce"), nonce)
    if signed.assertion:
        return _by_passkey(work, signed)
    return _by_passphrase(work, signed, name)


def _by_passkey(work: Work, signed: SignedStatement) -> Proven | None:
    if signed.assertion is None:
        return None
    row = (
        Passkey.objects.select_related("person")
        .filter(pk=credential_hash(signed.assertion.id), revoked_at=None)
        .first()
    )
    if row is None:
        return None
    spki = canon.unb64u(str(work.read(row)["spki"]))
    try:
        verify_assertion(signed.assertion, signed.statement, spki=spki, site=work.config.site)
    except (VerificationError, MalformedError):
        return None
    return Proven(PersonFile(row.person, work.read(row.person, HOUSE)), Proof.PASSKEY)


def _by_passphrase(work: Work, signed: SignedStatement, name: str) -> Proven | None:
    """Do the same work for every name: open all rows, verify, then compare the keys."""
    presented = signed.key(Role.SIGN_IN)
    found = _named(work, name)
    expected = found.key("sign_in_key") if found else _NOBODY
    try:
        verify_signatures(signed, {Role.SIGN_IN: presented})
    except VerificationError:
        return None
    if not hmac.compare_digest(presented, expected) or found is None:
        return None
    return Proven(found, Proof.PASSPHRASE)


def _named(work: Work, name: str) -> PersonFile | None:
    """Return the person of *name*: one who is present, else one who was deactivated."""
    form = name_form(name)
    files = [PersonFile(row, work.read(row)) for row in Person.objects.order_by("pk")]
    same = [file for file in files if name_form(file.name) == form]
    same.sort(key=lambda file: file.row.state == "deactivated")
    return same[0] if same else None
