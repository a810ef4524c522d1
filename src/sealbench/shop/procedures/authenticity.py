"""Who signed a sign-in statement: by passkey, or by name and passphrase."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sealbench import canon
from sealbench.errors import MalformedError, VerificationError
from sealbench.ids import PersonId
from sealbench.policy import Proof
from sealbench.seal import name_form
from sealbench.shop.bench import Bench, Work
from sealbench.shop.bench.home import House
from sealbench.shop.bench.nonces import check_nonce, spend_nonce
from sealbench.shop.config import Config
from sealbench.shop.procedures.passkey_proof import credential_hash, risen_count
from sealbench.shop.procedures.person_file import PersonFile
from sealbench.shop.records.models import Passkey, Person, Sealed
from sealbench.shop.records.statements.open_login import raise_sign_count
from sealbench.statement import (
    Assertion,
    Context,
    Role,
    SignedStatement,
    verify_assertion,
    verify_signatures,
)

_NOBODY = bytes(32)

# How the content of a row under the house key is opened: in the writer, or before it.
Read = Callable[[Sealed], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Proven:
    """A person and how they proved to be there: by *passkey*, which shows *count*, or without."""

    file: PersonFile
    proof: Proof
    passkey: str = ""  # the hash of its credential id
    count: int = 0


def authenticate(work: Work, signed: SignedStatement, *, name: str, nonce: str) -> Proven | None:
    """Return who signed in by *signed*, or None: unknown, wrong key and wrong name look alike.

    *nonce* is the purpose for which its nonce was given.  Raise VerificationError for another
    place, ConflictError for a statement that was used before.
    """
    _check_place(signed, work.config, work.house)
    spend_nonce(work, signed.statement.text("nonce"), nonce)
    proven = _prove(work.read, signed, name=name, site=work.config.site)
    if proven and proven.count:
        raise_sign_count(credential=proven.passkey, count=proven.count)
    return proven


def recognise(bench: Bench, signed: SignedStatement, *, name: str, nonce: str) -> PersonId | None:
    """Return who proves by *signed* to be there, before the writer is asked; nothing is spent.

    Who was deactivated is a stranger here.  Raise VerificationError for another place or a
    nonce that was not given here just now.
    """
    _check_place(signed, bench.config, bench.house)
    seconds = int(bench.now().timestamp())
    check_nonce(bench.house, signed.statement.text("nonce"), nonce, seconds=seconds)
    proven = _prove(bench.read_house, signed, name=name, site=bench.config.site)
    if proven is None or proven.file.row.state == "deactivated":
        return None
    return proven.file.id


def _check_place(signed: SignedStatement, config: Config, house: House) -> None:
    statement = signed.statement
    statement.require(Context.SIGN_IN)
    if (statement.text("site"), statement.text("home")) != (config.site, house.id):
        raise VerificationError("this was signed for another place")


def _prove(read: Read, signed: SignedStatement, *, name: str, site: str) -> Proven | None:
    if signed.assertion:
        return _by_passkey(read, signed, signed.assertion, site)
    return _by_passphrase(read, signed, name)


def _by_passkey(
    read: Read, signed: SignedStatement, assertion: Assertion, site: str
) -> Proven | None:
    row = (
        Passkey.objects.select_related("person")
        .filter(pk=credential_hash(assertion.id), revoked_at=None)
        .first()
    )
    if row is None:
        return None
    spki = canon.unb64u(str(read(row)["spki"]))
    try:
        verify_assertion(assertion, signed.statement, spki=spki, site=site)
        count = risen_count(assertion, row)
    except (VerificationError, MalformedError):
        return None
    return Proven(PersonFile(row.person, read(row.person)), Proof.PASSKEY, row.pk, count)


def _by_passphrase(read: Read, signed: SignedStatement, name: str) -> Proven | None:
    """Do the same work for every name: open all rows, verify, then compare the keys."""
    presented = signed.key(Role.SIGN_IN)
    found = _named(read, name)
    expected = found.key("sign_in_key") if found else _NOBODY
    try:
        verify_signatures(signed, {Role.SIGN_IN: presented})
    except VerificationError:
        return None
    if not hmac.compare_digest(presented, expected) or found is None:
        return None
    return Proven(found, Proof.PASSPHRASE)


def _named(read: Read, name: str) -> PersonFile | None:
    """Return the person of *name*: one who is present, else one who was deactivated."""
    form = name_form(name)
    files = [PersonFile(row, read(row)) for row in Person.objects.order_by("pk")]
    same = [file for file in files if name_form(file.name) == form]
    same.sort(key=lambda file: file.row.state == "deactivated")
    return same[0] if same else None
