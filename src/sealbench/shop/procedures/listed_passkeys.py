"""The passkeys by which a person confirms what weighs more than a visit: those of the directory."""

from sealbench.errors import VerificationError
from sealbench.seal import Directory
from sealbench.shop.bench import Staff, Work
from sealbench.shop.bench.nonces import spend_nonce
from sealbench.shop.procedures.directory_file import load_issues
from sealbench.shop.procedures.person_file import PersonFile, load_person
from sealbench.statement import Role, SignedStatement, verify_signed


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


def verify_person(work: Work, who: Staff, signed: SignedStatement, nonce: str) -> None:
    """Raise VerificationError unless *who* signed, by key and by a passkey of the directory.

    *nonce* is the purpose for which its nonce was given: ConflictError if it was used before.
    """
    file = load_person(work, who.person)
    spend_nonce(work, signed.statement.text("nonce"), nonce)
    keys = {Role.STATEMENT: file.key("statement_key")}
    verify_signed(signed, keys, passkeys=listed_passkeys(work, file), site=work.config.site)
