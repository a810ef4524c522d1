"""The passkeys by which a person confirms what weighs more than a visit: those of the directory."""

from sealbench.errors import VerificationError
from sealbench.seal import Directory
from sealbench.shop.bench import Work
from sealbench.shop.procedures.directory_file import load_issues
from sealbench.shop.procedures.person_file import PersonFile


def listed_passkeys(work: Work, file: PersonFile) -> dict[bytes, bytes]:
    """Return the passkeys that the newest directory lists of the person, by credential.

    One that was added since by passphrase is not enough: another manager has to have seen it.
    """
    person = Directory.from_statement(load_issues(work)[-1].statement).person(file.id)
    if person is None or not person.passkeys:
        raise VerificationError(
            "the directory lists no passkey of yours", hint="sign the directory with it first"
        )
    return {passkey.id: passkey.spki for passkey in person.passkeys}
