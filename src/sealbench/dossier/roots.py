"""What everything else hangs on: genesis, its fingerprint, the directories, the checkpoint."""

from typing import Protocol

from sealbench import canon
from sealbench.dossier.directories import NOBODY, People, prove_people
from sealbench.dossier.findings import judged, unchecked
from sealbench.dossier.report import Check, Result
from sealbench.errors import MalformedError, VerificationError
from sealbench.ledger import Checkpoint, VerifierKey, verify_checkpoint
from sealbench.seal import Genesis, verify_genesis
from sealbench.statement import SignedStatement

_PRINTED = 40  # hexadecimal digits of a fingerprint on paper
_NO_GENESIS = "genesis does not hold, so nothing can be proven from it"
_BROKEN = (MalformedError, VerificationError)


class Rooted(Protocol):
    """Whatever is proven from a genesis that travels along: a dossier, an agreement, a record."""

    @property
    def genesis(self) -> SignedStatement:
        """Return the genesis statement."""
        ...

    @property
    def fingerprint(self) -> str:
        """Return the hash of genesis, 43 letters."""
        ...


class Listed(Rooted, Protocol):
    """What brings the directories along that it refers to."""

    @property
    def directories(self) -> tuple[SignedStatement, ...]:
        """Return the directories, in rising order."""
        ...


def check_genesis(held: Rooted) -> tuple[Check, Genesis | None]:
    """Check that genesis is signed by its own key."""
    try:
        genesis = verify_genesis(held.genesis, fingerprint=held.fingerprint)
    except _BROKEN as exc:
        return Check("genesis", Result.FAILS, str(exc)), None
    return Check("genesis", Result.HOLDS, "signed by the key that it names"), genesis


def check_fingerprint(held: Rooted, fingerprint: str | None, *, kind: str = "dossier") -> Check:
    """Check that it is of the home whose *fingerprint* was given."""
    own = canon.fingerprint(dict(held.genesis.statement.fields))
    if fingerprint is None:
        return unchecked(
            "fingerprint",
            f"none was given: compare {own} with your receipt, for without that a forged "
            f"{kind} looks genuine",
        )
    given = "".join(fingerprint.split())
    if given == held.fingerprint or given.lower() == own.replace(" ", ""):
        return Check("fingerprint", Result.HOLDS, "the one that was given")
    return Check("fingerprint", Result.FAILS, f"another home: this {kind} is of {own}")


def is_fingerprint(text: str) -> bool:
    """Tell whether *text* has the form of a fingerprint, as links or as papers show it."""
    given = "".join(text.split())
    if len(given) == _PRINTED:
        return all(letter in "0123456789abcdef" for letter in given.lower())
    try:
        canon.unb64u(given, size=32)
    except MalformedError:
        return False
    return True


def check_directories(held: Listed, genesis: Genesis | None) -> tuple[Check, People]:
    """Check that each directory is proven from genesis."""
    if genesis is None:
        return unchecked("directories", _NO_GENESIS), NOBODY
    try:
        people = prove_people(genesis, held.directories)
    except _BROKEN as exc:
        return Check("directories", Result.FAILS, str(exc)), NOBODY
    numbers = ", ".join(str(each.number) for each in people.directories)
    return judged("directories", [], f"numbers {numbers} are proven from genesis"), people


def check_checkpoint(note: str, genesis: Genesis | None) -> tuple[Check, Checkpoint | None]:
    """Check that the log of genesis signed the checkpoint."""
    if genesis is None:
        return unchecked("checkpoint", _NO_GENESIS), None
    key = VerifierKey(genesis.origin, genesis.log_key)
    try:
        checkpoint = verify_checkpoint(note, key)
    except _BROKEN as exc:
        return Check("checkpoint", Result.FAILS, str(exc)), None
    detail = f"signed by the log of genesis at {checkpoint.size} entries"
    return Check("checkpoint", Result.HOLDS, detail), checkpoint
