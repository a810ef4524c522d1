"""Signed deeds: what the client and the technicians signed, against the keys they have.

A client's key is known by the claim in this very job; a technician's by the directory of
that time.  Whatever the shop states about a signature, only what follows from these
records is believed.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Final

from sealbench import canon, clock
from sealbench.dossier.directories import People
from sealbench.dossier.state import (
    FIRST_CLAIM,
    IN_PERSON,
    UNSIGNED,
    ClaimedKey,
    SealedLogin,
    Story,
    ids,
    require_signed,
    signed_by,
)
from sealbench.dossier.value import Entry
from sealbench.errors import MalformedError, VerificationError
from sealbench.seal import Person, recipient_hashes
from sealbench.seal.chain import SKEW
from sealbench.statement import (
    Context,
    Role,
    SignedStatement,
    verify_assertion,
    verify_signatures,
)

# Which act of the client each event stands for.
ACTS: Final[Mapping[str, str]] = {
    "login:declined": "refuse",
    "presence:requested": "ask-presence",
    "login:removed": "remove",
    "file:removed": "remove",
    "paper:objected-to": "object-to-paper",
    "login:changed": "login-changed",
    "login:left-unchanged": "login-unchanged",
    "keep:confirmed": "confirm-keep",
    "keep:withdrawn": "withdraw-keep",
}
_SUBJECTS: Final[Mapping[str, str]] = {
    "file:removed": "file",
    "keep:confirmed": "keep",
    "keep:withdrawn": "keep",
}


def claim(story: Story, entry: Entry) -> str:
    """Take in a key that was claimed; return the level of the claim."""
    signed = require_signed(entry)
    require(story, signed, Context.CLAIM, entry)
    verify_signatures(signed)
    statement, sitting = signed.statement, entry.type == "counter:begun"
    if statement.text("home") != story.dossier.genesis.statement.text("home"):
        raise VerificationError("claimed for another home")
    if not sitting and statement.text("link") != entry.text("link"):
        raise VerificationError("claimed by another link")
    if entry.actor.get("key") != statement.text("key"):
        raise VerificationError("the claim is of another key")
    stays = statement.fields["device_stays"] is True
    at = clock.from_text(entry.at)
    # A key may claim a second link of the job: it counts from its first claim.
    story.keys.setdefault(statement.text("key"), ClaimedKey(at, stays, sitting))
    return IN_PERSON if sitting else FIRST_CLAIM


def seal(story: Story, entry: Entry) -> str:
    """Take in a sealed login; return the level of the client's signature."""
    signed = require_signed(entry)
    level = _client(story, entry, signed, Context.SEAL)
    statement, at = signed.statement, clock.from_text(entry.at)
    login = statement.text("login")
    if login != entry.text("login") or login in story.logins:
        raise VerificationError("another login, or one that was sealed before")
    recipients = frozenset(ids(statement.fields["recipients"]))
    story.logins[login] = SealedLogin(
        recipients, statement.time("expires"), statement.number("openings")
    )
    if story.ended_at is not None:
        raise VerificationError("sealed after the job had ended")
    named = _named(story.people, recipients, entry)
    if named != story.assigned:
        raise VerificationError("sealed to others than the people on the job")
    if all(each.expires <= at for each in story.people.around(at)):
        raise VerificationError("sealed by a directory that had expired")
    return level


def keep(story: Story, entry: Entry) -> str:
    """Check a request to keep a login after the job; return the level of the client's signature."""
    signed = require_signed(entry)
    level = _client(story, entry, signed, Context.KEEP)
    if signed.statement.text("keep") != entry.text("keep"):
        raise VerificationError("the client signed it for another login")
    if story.ended_at is not None:
        raise VerificationError("asked for after the job had ended")
    named = _named(story.people, frozenset(ids(signed.statement.fields["recipients"])), entry)
    if not named <= story.assigned:
        raise VerificationError("kept for others than the people on the job")
    return level


def kept_opening(story: Story, entry: Entry) -> str:
    """Check an opening of a login that the client lets the shop keep, by the request beside it.

    The request may be signed by a key that this job does not know: it names itself.
    """
    signed, request = require_signed(entry), SignedStatement.from_json(entry.payload.get("request"))
    require(story, signed, Context.OPENING, entry)
    request.statement.require(Context.KEEP)
    verify_signatures(request, {Role.CLIENT: request.key(Role.CLIENT)})
    keep = request.statement.text("keep")
    if {signed.statement.text("login"), entry.text("login"), entry.text("keep")} != {keep}:
        raise VerificationError("opened by the request for another login")
    for name in ("purpose", "method"):
        if signed.statement.text(name) != entry.text(name):
            raise VerificationError(f"the technician signed another {name}")
    recipients = frozenset(ids(request.statement.fields["recipients"]))
    level = _technician(story, entry, signed, recipients)
    if clock.from_text(entry.at) >= request.statement.time("expires"):
        raise VerificationError("opened after the time that the client set")
    if story.state != "in service" or story.ended_at is not None:
        raise VerificationError("opened while the job was not in service")
    if str(entry.actor.get("id", "")) not in story.assigned:
        raise VerificationError("opened by somebody who was not on the job")
    return level


def act(story: Story, entry: Entry) -> str:
    """Check what a client did; return the level, "unsigned" where an act needs no signature."""
    if entry.type == "login:removed":
        end_login(story, entry, "removed")
    signed = signed_by(entry)
    if signed is None:
        return UNSIGNED
    level = _client(story, entry, signed, Context.CLIENT_ACT)
    if signed.statement.text("act") != ACTS[entry.type]:
        raise VerificationError("the client signed another act")
    what = _SUBJECTS.get(entry.type, "login")
    if signed.statement.text("subject") != entry.text(what):
        raise VerificationError(f"the client signed it for another {what}")
    return level


def acknowledge(story: Story, entry: Entry) -> str:
    """Check that the texts in the event are those that the client signed; return the level."""
    signed = require_signed(entry)
    level = _client(story, entry, signed, Context.ACKNOWLEDGEMENT)
    statement = signed.statement
    if statement.text("home") != story.dossier.genesis.statement.text("home"):
        raise VerificationError("signed for another home")
    if statement.text("answer") != entry.text("answer"):
        raise VerificationError("the client signed another answer about the backup")
    for name, text in _texts(entry).items():
        if statement.fields.get(name) != text:
            raise VerificationError("the client signed another text")
    return level


def _texts(entry: Entry) -> Mapping[str, canon.JSONValue]:
    """Return the references of the three texts in the event; MalformedError for other ones."""
    texts = entry.payload.get("texts")
    found = dict(map(reference_of, texts if isinstance(texts, list | tuple) else ()))
    if sorted(found) != ["backup", "policy", "responsibility"]:
        raise MalformedError("a text is missing")
    return found


def reference_of(text: canon.JSONValue) -> tuple[str, canon.JSONValue]:
    """Return the name of a *text* in an event, and how a statement refers to it; MalformedError."""
    if not isinstance(text, Mapping) or not isinstance(text.get("body"), str):
        raise MalformedError("a text is missing")
    reference = {name: text.get(name) for name in ("version", "language")}
    digest = sha256(str(text["body"]).encode()).digest()
    return str(text.get("name")), {**reference, "hash": canon.b64u(digest)}


def opening(story: Story, entry: Entry) -> str:
    """Check an opening against directory, login and limits; return how it was confirmed."""
    signed = require_signed(entry)
    require(story, signed, Context.OPENING, entry)
    statement = signed.statement
    for name in ("login", "purpose", "method"):
        if statement.text(name) != entry.text(name):
            raise VerificationError(f"the technician signed another {name}")
    login = story.logins.get(entry.text("login"))
    if login is None:
        raise VerificationError("a login that was never sealed")
    level = _technician(story, entry, signed, login.recipients)
    if str(entry.actor.get("id", "")) in login.closed_to:
        raise VerificationError("opened after the way was taken from this person")
    _use_up(story, entry)
    return level


def end_login(story: Story, entry: Entry, how: str) -> None:
    """Note that a login is gone; raise VerificationError for one that was never sealed."""
    login = story.logins.get(entry.text("login"))
    if login is None:
        raise VerificationError("a login that was never sealed")
    login.ended = how


def require(story: Story, signed: SignedStatement, context: Context, entry: Entry) -> None:
    """Raise MalformedError or VerificationError unless *signed* is about this job, at that time."""
    signed.statement.require(context)
    if abs(signed.statement.at - clock.from_text(entry.at)) > SKEW:
        raise VerificationError("signed at another time")
    if signed.statement.fields.get("job", story.dossier.job.id) != story.dossier.job.id:
        raise VerificationError("signed for another job")


def _client(story: Story, entry: Entry, signed: SignedStatement, context: Context) -> str:
    require(story, signed, context, entry)
    name = canon.b64u(signed.key(Role.CLIENT))
    key = story.keys.get(name)
    if key is None or entry.actor.get("key") != name:
        raise VerificationError("signed by a key that claimed no link of this job")
    verify_signatures(signed, {Role.CLIENT: canon.unb64u(name)})
    if key.stopped:
        raise VerificationError(f"signed by a key that was {key.stopped}")
    stated = entry.actor.get("level")
    return key.level(clock.from_text(entry.at), stated if isinstance(stated, str) else "")


def _named(people: People, recipients: frozenset[str], entry: Entry) -> set[str]:
    """Return who stands behind *recipients* in the directories of that time."""
    listed = {
        recipient_hashes([person.recipient])[0]: person.id
        for directory in people.around(clock.from_text(entry.at))
        for person in directory.people
    }
    if not recipients <= listed.keys():
        raise VerificationError("sealed to somebody whom the directory does not list")
    return {str(listed[each]) for each in recipients}


def _technician(
    story: Story, entry: Entry, signed: SignedStatement, recipients: frozenset[str]
) -> str:
    at = clock.from_text(entry.at)
    who = str(entry.actor.get("id", ""))
    key = signed.key(Role.OPENING)
    listed = [each for each in story.people.person(who, at) if each.opening_key == key]
    if not listed:
        raise VerificationError("not signed by this person's key in the directory of that time")
    verify_signatures(signed, {Role.OPENING: key})
    if not recipients & set(recipient_hashes(sorted({p.recipient for p in listed}))):
        raise VerificationError("opened by somebody to whom it was not sealed")
    return confirmed(story, signed, listed)


def confirmed(story: Story, signed: SignedStatement, listed: Sequence[Person]) -> str:
    """Return how the person with the entries *listed* confirmed what they signed."""
    if signed.assertion is None:
        return "passphrase"
    passkeys = {key.id: key.spki for person in listed for key in story.people.passkeys(person)}
    spki = passkeys.get(signed.assertion.id)
    if spki is None:
        return "passkey that no directory lists"
    site = signed.statement.text("site")
    if site not in {each.site for each in story.people.directories}:
        raise VerificationError("confirmed at another site")
    verify_assertion(signed.assertion, signed.statement, spki=spki, site=site)
    return "passkey"


def _use_up(story: Story, entry: Entry) -> None:
    login = story.logins[entry.text("login")]
    login.opened += 1
    if login.ended or story.ended_at is not None:
        raise VerificationError("opened after its end")
    if clock.from_text(entry.at) >= login.expires:
        raise VerificationError("opened after the time that the client set")
    if login.opened > login.openings:
        raise VerificationError("opened more often than the client allowed")
    if entry.number("left") != login.openings - login.opened:
        raise VerificationError("the openings that are left do not add up")
    if story.state != "in service":
        raise VerificationError("opened while the job was not in service")


def key_id(key: str) -> str:
    """Return the id under which a signing *key* (base64url) is kept: SHA-256 of its text."""
    return canon.b64u(sha256(key.encode()).digest())


def describe(entry: Entry) -> str:
    """Return what was done, in the words of the report of signatures."""
    deeds = {
        "link:claimed": "claimed the link",
        "counter:begun": "began a sitting at the counter",
        "login:sealed": "sealed a login",
        "login:opened": "opened a login",
        "login:removed": "removed a login",
        "login:kept": "asked to keep a login",
        "kept-login:opened": "opened a kept login",
        "keep:confirmed": "confirmed that a login is kept",
        "keep:withdrawn": "withdrew a kept login",
        "login:changed": "said that a login was changed",
        "login:left-unchanged": "said that a login was not changed",
        "file:removed": "removed a file",
        "login:declined": "declined to give a login",
        "presence:requested": "asked to be present",
        "job:attested": "stated that no record is kept",
        "job:acknowledged": "acknowledged what stays their own risk",
        "paper:objected-to": "objected to a paper",
    }
    return deeds[entry.type]


BROKEN: Final = (MalformedError, VerificationError)
