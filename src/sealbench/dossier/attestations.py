"""Attestations: what the technicians stated at the end of the job, and whether it covers the end.

A statement counts until the next access of the same person.  The event that closes the job
names those that count; a job that was closed without asking for them has none.
"""

from sealbench import clock
from sealbench.dossier.deeds import confirmed, reference_of, require
from sealbench.dossier.findings import judged, unchecked
from sealbench.dossier.report import Check
from sealbench.dossier.state import Story, ids, require_signed
from sealbench.dossier.value import Entry
from sealbench.errors import VerificationError
from sealbench.statement import Context, Role, verify_signatures

_NAME = "attestations"
_ACCESSES = frozenset({"login:opened", "kept-login:opened", "file:looked-at"})
_TECHNICIAN = "technician"


def note_access(story: Story, entry: Entry) -> None:
    """Note who learnt something by *entry*: what they stated before holds no more."""
    if entry.type in _ACCESSES:
        who = str(entry.actor.get("id", ""))
        story.accessed.add(who)
        story.stated.pop(who, None)


def attest(story: Story, entry: Entry) -> str:
    """Take in what a technician stated; return how it was confirmed: always by passkey."""
    signed = require_signed(entry)
    require(story, signed, Context.ATTESTATION, entry)
    statement, who = signed.statement, str(entry.actor.get("id", ""))
    if statement.text("home") != story.dossier.genesis.statement.text("home"):
        raise VerificationError("stated for another home")
    if statement.text("person") != who:
        raise VerificationError("stated by another person")
    if reference_of(entry.payload.get("text")) != ("attestation", statement.fields["text"]):
        raise VerificationError("the technician stated another text")
    key = signed.key(Role.STATEMENT)
    people = story.people.person(who, clock.from_text(entry.at))
    listed = [each for each in people if each.statement_key == key]
    if not listed:
        raise VerificationError("not signed by this person's key in the directory of that time")
    verify_signatures(signed, {Role.STATEMENT: key})
    level = confirmed(story, signed, listed)
    if level != "passkey":
        raise VerificationError("not confirmed by a passkey that a directory lists")
    if story.ended_at is not None:
        raise VerificationError("stated after the job had ended")
    story.stated[who] = statement.hash
    return level


def note_closing(story: Story, entry: Entry) -> None:
    """Hold what the closing names against what was stated; before the job counts as ended."""
    named = entry.payload.get("attested")
    if named is None:
        return
    if not isinstance(named, list | tuple) or sorted(map(str, named)) != sorted(
        story.stated.values()
    ):
        story.blame(_NAME, entry, "the closing names other statements than those that hold")
    left = set(ids(entry.payload.get("left")))
    silent = (story.accessed | story.assigned) - story.stated.keys()
    for _ in sorted(each for each in silent - left if _states(story, each, entry)):
        story.blame(_NAME, entry, "closed without the statement of somebody who worked on the job")
    story.without = len(left & silent)


def check_attestations(story: Story) -> Check:
    """Check that everybody who worked on the job stated, after it, that no record is kept."""
    problems = story.problems.get(_NAME, ())
    if story.without is None and not problems:
        why = "not closed" if story.ended_at is None else "none was asked for when the job ended"
        return unchecked(_NAME, why)
    if not problems and (story.without or not story.stated):
        missing = story.without or "everybody"
        return unchecked(
            _NAME, f"stated by {len(story.stated)}; by {missing} not, being no technician any more"
        )
    return judged(_NAME, problems, f"stated by {len(story.stated)}, each after the last access")


def _states(story: Story, who: str, entry: Entry) -> bool:
    """Tell whether *who* may have been able to state it: a directory of that time says if not."""
    people = story.people.person(who, clock.from_text(entry.at))
    return not people or any(_TECHNICIAN in each.roles for each in people)
