"""What everything else hangs on: genesis, its fingerprint, the directories, the checkpoint."""

from sealbench import canon
from sealbench.dossier.directories import NOBODY, People, prove_people
from sealbench.dossier.findings import judged, unchecked
from sealbench.dossier.report import Check, Result
from sealbench.dossier.value import Dossier, Proven
from sealbench.errors import MalformedError, VerificationError
from sealbench.ledger import Checkpoint, VerifierKey, verify_checkpoint
from sealbench.seal import Genesis, verify_genesis

_PRINTED = 40  # hexadecimal digits of a fingerprint on paper
_NO_GENESIS = "genesis does not hold, so nothing can be proven from it"
_BROKEN = (MalformedError, VerificationError)


def check_genesis(dossier: Proven) -> tuple[Check, Genesis | None]:
    """Check that genesis is signed by its own key."""
    try:
        genesis = verify_genesis(dossier.genesis, fingerprint=dossier.fingerprint)
    except _BROKEN as exc:
        return Check("genesis", Result.FAILS, str(exc)), None
    return Check("genesis", Result.HOLDS, "signed by the key that it names"), genesis


def check_fingerprint(dossier: Proven, fingerprint: str | None) -> Check:
    """Check that the dossier is of the home whose *fingerprint* was given."""
    own = canon.fingerprint(dict(dossier.genesis.statement.fields))
    if fingerprint is None:
        return unchecked(
            "fingerprint",
            f"none was given: compare {own} with your receipt, for without that a forged "
            "dossier looks genuine",
        )
    given = "".join(fingerprint.split())
    if given == dossier.fingerprint or given.lower() == own.replace(" ", ""):
        return Check("fingerprint", Result.HOLDS, "the one that was given")
    return Check("fingerprint", Result.FAILS, f"another home: this dossier is of {own}")


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


def check_directories(dossier: Dossier, genesis: Genesis | None) -> tuple[Check, People]:
    """Check that each directory is proven from genesis."""
    if genesis is None:
        return unchecked("directories", _NO_GENESIS), NOBODY
    try:
        people = prove_people(genesis, dossier.directories)
    except _BROKEN as exc:
        return Check("directories", Result.FAILS, str(exc)), NOBODY
    numbers = ", ".join(str(each.number) for each in people.directories)
    return judged("directories", [], f"numbers {numbers} are proven from genesis"), people


def check_checkpoint(dossier: Proven, genesis: Genesis | None) -> tuple[Check, Checkpoint | None]:
    """Check that the log of genesis signed the checkpoint."""
    if genesis is None:
        return unchecked("checkpoint", _NO_GENESIS), None
    key = VerifierKey(genesis.origin, genesis.log_key)
    try:
        checkpoint = verify_checkpoint(dossier.checkpoint, key)
    except _BROKEN as exc:
        return Check("checkpoint", Result.FAILS, str(exc)), None
    detail = f"signed by the log of genesis at {checkpoint.size} entries"
    return Check("checkpoint", Result.HOLDS, detail), checkpoint
