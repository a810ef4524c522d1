"""Take the next directory of people, signed in a manager's browser."""

from collections.abc import Sequence

from sealbench.errors import ConflictError, VerificationError
from sealbench.ids import PersonId
from sealbench.policy import Action, Proof, Refused
from sealbench.seal import Directory, verify_chain
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.directory_file import (
    listed,
    load_genesis,
    load_issues,
    store_issue,
)
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.founding import record_directory
from sealbench.shop.procedures.person_file import (
    PersonFile,
    directory_entry,
    load_person,
    present_people,
)
from sealbench.shop.records.models import Person
from sealbench.statement import Context, Role, SignedStatement


def sign_directory(work: Work, *, who: Staff, signed: SignedStatement) -> Outcome[Directory]:
    """Keep *signed* as the next directory; who was pending is active and listed (A1)."""
    signed.statement.require(Context.DIRECTORY)
    facts = {"confirmed": (Proof.PASSKEY if signed.assertion else Proof.NONE).value}
    decision = enter(work, who=who, action=Action.SIGN_DIRECTORY, context=facts)
    if isinstance(decision, Refused):
        return decision
    present = present_people(work, locked=True)
    directory = _verified(work, who, signed)
    _check_people(work, present, signed, directory)
    store_issue(work, signed, directory)
    record_directory(work, directory, staff_actor(who))
    # Only those whom the manager saw: somebody may be enrolling on another node right now.
    waiting = Person.objects.filter(pk__in=[file.id for file in present], state="pending")
    waiting.update(state="active", listed_in=directory.number)
    return Granted(directory)


def _verified(work: Work, who: Staff, signed: SignedStatement) -> Directory:
    """Return the directory that the whole chain proves, signed by *who* in person."""
    issues = load_issues(work)
    if signed.statement.number("number") != len(issues) + 1:
        raise ConflictError("the directory was signed by somebody meanwhile", hint="look again")
    directory = verify_chain(load_genesis(work), [*issues, signed], now=work.now)
    own = load_person(work, who.person).key("statement_key")
    if signed.key(Role.STATEMENT) != own:
        raise VerificationError("signed by another person")
    if not (_is_here(work, directory) or directory.site.startswith("https://")):
        raise VerificationError("signed for another site")
    return directory


def _is_here(work: Work, directory: Directory) -> bool:
    """Tell whether *directory* is of this site; any other one is where the shop moves to."""
    return directory.site == work.config.site


def _check_people(
    work: Work, files: Sequence[PersonFile], signed: SignedStatement, directory: Directory
) -> None:
    """Raise ConflictError unless the directory lists just who is present, and revokes the rest.

    Who moves lists nobody's passkeys: none of them answers at another site.
    """
    present = [directory_entry(work, file) for file in files]
    if not _is_here(work, directory):
        present = [{**entry, "passkeys": []} for entry in present]
    before = Directory.from_statement(load_issues(work)[-1].statement)
    known = set(before.revoked) | {person.id for person in before.people}
    gone = known - {PersonId(str(entry["id"])) for entry in present}
    if list(listed(directory, signed)) != present or set(directory.revoked) != gone:
        raise ConflictError("the people have changed meanwhile", hint="look again")
