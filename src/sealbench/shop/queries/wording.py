"""Events in words: one sentence per kind, for timelines; ids never stand in them."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sealbench import clock
from sealbench.policy import action_from_text
from sealbench.shop.bench.events import Event

Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sentence:
    """An event as a timeline shows it; *weight* is plain, login, marked, danger or refused."""

    text: str
    at: int  # unix seconds
    weight: str
    clause: str


SENTENCES: dict[Event, str | Promise] = {
    Event.HOUSE_FOUNDED: _("{actor} founded the shop's ledger"),
    Event.PAGES_PUBLISHED: _("The shop put new pages into use; their hashes are in the ledger"),
    Event.SHOP_EDITED: _("{actor} changed the shop's particulars: {changed}"),
    Event.SERVICE_EDITED: _("{actor} changed the catalogue: {name} ({deed})"),
    Event.STRANGERS_TURNED_AWAY: _("Strangers were turned away: {count}"),
    Event.BACKUP_MADE: _("A backup was made, {rows} records and {files} files"),
    Event.BACKUP_FAILED: _("A backup failed ({code})"),
    Event.BACKUPS_DRILLED: _("Backups were restored on trial: {backups}; findings: {findings}"),
    Event.LEDGER_ROLLED_BACK: _("The ledger goes on from an older state: {size} of {known} lines"),
    Event.HOME_RESTORED: _("This home was restored from a backup made {made} ({backup})"),
    Event.ERASURES_REPLAYED: _(
        "What was ended after the backup was taken out again: clients {clients}, files {files}"
    ),
    Event.PLACE_REGISTERED: _("{actor} registered a place of the escrow ({reached})"),
    Event.PLACE_SETTLED: _("A place of the escrow was looked at: erasures behind: {behind}"),
    Event.PLACE_RETIRED: _("{actor} gave up a place of the escrow ({reached})"),
    Event.PLACE_GONE: _("{actor} vouched that a copy of the key is destroyed"),
    Event.HOUSE_RULE_ADDED: _("{actor} added house rule H-{number}: {text}"),
    Event.HOUSE_RULE_RETIRED: _("{actor} retired house rule H-{number}: {text}"),
    Event.HOUSE_WORD_ADDED: _("{actor} added house word W-{number} ({sort})"),
    Event.HOUSE_WORD_RETIRED: _("{actor} retired house word W-{number} ({sort})"),
    Event.HOUSE_WORD_TRIED: _("{actor} tried a house word ({sort}) on {notes} notes, as counts"),
    Event.RECOVERY_SET: _("{actor} set the recovery key: {fingerprint}"),
    Event.PERSON_INVITED: _("{actor} invited somebody to the shop"),
    Event.PERSON_ENROLLED: _("{actor} enrolled"),
    Event.PERSON_SIGNED_IN: _("{actor} signed in"),
    Event.PERSON_SIGNED_OUT: _("{actor} signed out"),
    Event.PERSON_DEACTIVATED: _("{actor} deactivated a person"),
    Event.ROLE_REMOVED: _("{actor} took a role away from a person"),
    Event.PASSKEY_ADDED: _("{actor} added a passkey"),
    Event.PASSKEY_REMOVED: _("{actor} removed a passkey"),
    Event.DIRECTORY_SIGNED: _("{actor} signed the directory of people"),
    Event.JOB_TAKEN_IN: _("{actor} took the job in: {service}, for {people}"),
    Event.JOB_EDITED: _("{actor} changed the job: {changed}"),
    Event.JOB_MOVED: _("{actor} moved the job from “{old}” to “{new}”"),
    Event.JOB_ASSIGNED: _("{actor} put on the job: {people}; off it: {gone}"),
    Event.JOB_LOOKED_AT: _("{actor} looked at the job"),
    Event.JOB_CANCELLED: _("{actor} cancelled the job"),
    Event.JOB_CLOSED: _("{actor} closed the job"),
    Event.JOB_ATTESTED: _("{actor} stated that they keep no record"),
    Event.JOB_ACKNOWLEDGED: _("{actor} acknowledged what stays their own risk; backup: {answer}"),
    Event.ACKNOWLEDGED_ON_PAPER: _("{actor} recorded a signature on paper; backup: {answer}"),
    Event.PAPER_OBJECTED: _("{actor} objected: nothing was signed on paper"),
    Event.CLIENT_LOOKED_AT: _("{actor} found the client in a search"),
    Event.RECORD_LOOKED_AT: _("{actor} looked at the client's record"),
    Event.NOTICE_SENT: _("{actor} sent the client a message ({channel})"),
    Event.DOSSIER_HANDED_OUT: _("{actor} handed out the dossier"),
    Event.LINK_ISSUED: _("{actor} made the client's link"),
    Event.LINK_CLAIMED: _("{actor} claimed the link"),
    Event.LINK_CODE_MISSED: _("A wrong code was tried on the client's link"),
    Event.LINK_REISSUED: _("{actor} made a new link after identifying the client: {identified}"),
    Event.KEY_REVOKED: _("{actor} revoked a key of the client"),
    Event.KEY_OBJECTED: _("{actor} objected to the key that claimed the link"),
    Event.DEVICE_ADDED: _("{actor} let a second device in"),
    Event.COUNTER_STARTED: _("{actor} started the shop's tablet for the client"),
    Event.COUNTER_BEGUN: _("{actor} sat down at the shop's tablet"),
    Event.COUNTER_ENDED: _("{actor} was done at the shop's tablet"),
    Event.LOGIN_ASKED: _("{actor} asked for a login"),
    Event.LOGIN_REFUSED_BY_CLIENT: _("{actor} refused to give a login"),
    Event.PRESENCE_REQUESTED: _("{actor} asked to be present"),
    Event.LOGIN_SEALED: _("{actor} sealed a login"),
    Event.LOGIN_OPENED: _("{actor} opened a login for: {purpose}; openings left: {left}"),
    Event.LOGIN_REMOVED: _("{actor} removed a login"),
    Event.LOGIN_EXPIRED: _("A login expired and was destroyed"),
    Event.LOGIN_LOST: _("A login was lost with the disk; nobody can open it any more"),
    Event.LOGIN_WAY_CLOSED: _("{actor} closed the way to a login of: {people}"),
    Event.RISK_TOLD: _("The client was told to change what {people} knows: {count}"),
    Event.LOGIN_CHANGED: _("{actor} said that a login was changed"),
    Event.LOGIN_UNCHANGED: _("{actor} said that a login was not changed"),
    Event.CHANGE_RECORDED: _("{actor} recorded that the client had changed a login ({how})"),
    Event.LOGIN_KEPT: _("{actor} asked the shop to keep a login after the job"),
    Event.KEPT_OPENED: _("{actor} opened a kept login for: {purpose}; openings left: {left}"),
    Event.KEPT_WAY_CLOSED: _("{actor} closed the way to a kept login of: {people}"),
    Event.KEEP_CONFIRMED: _("{actor} confirmed that a login is kept"),
    Event.KEEP_WITHDRAWN: _("{actor} withdrew a kept login"),
    Event.KEEP_ENDED: _("A kept login ended and was destroyed"),
    Event.FINDING_OVERRIDDEN: _("{actor} let pass what the screen had stopped: {findings}"),
    Event.FILE_ATTACHED: _("{actor} attached a file"),
    Event.FILE_LOOKED_AT: _("{actor} looked into a file"),
    Event.FILE_FETCHED: _("{actor} fetched a file"),
    Event.FILE_REMOVED: _("{actor} removed a file"),
    Event.AGREEMENT_REQUIRED: _("{actor} required an agreement"),
    Event.AGREEMENT_DRAFTED: _("{actor} drafted agreement {number}"),
    Event.AGREEMENT_LOOKED_AT: _("{actor} looked at agreement {number}"),
    Event.AGREEMENT_REVIEWED: _("{actor} read the document of agreement {number}"),
    Event.AGREEMENT_SIGNED: _("{actor} signed agreement {number} ({role})"),
    Event.AGREEMENT_FINISHED: _("The final PDF of agreement {number} was made"),
    Event.AGREEMENT_FETCHED: _("{actor} fetched agreement {number}"),
    Event.AGREEMENT_WITHDRAWN: _("{actor} withdrew agreement {number}"),
    Event.AGREEMENT_END_SET: _("{actor} ended agreement {number}: it ends {ends}"),
    Event.AGREEMENT_WARNED: _("Agreement {number} ends soon; days left: at most {days}"),
    Event.AGREEMENT_ENDED: _("Agreement {number} has ended"),
    Event.ERASURE_ORDERED: _("The destruction of the job's key was ordered"),
    Event.ERASURE_CONFIRMED: _("The destruction of the job's key is confirmed"),
    Event.SERVICE_STOPPED: _("{actor} ended the service"),
    Event.CASE_LOOKED_AT: _("{actor} looked at the case"),
    Event.COPY_LISTED: _("{actor} listed a copy that lies elsewhere"),
    Event.COPY_CONFIRMED: _("{actor} confirmed that a copy elsewhere is destroyed"),
    Event.EXCEPTION_LISTED: _("{actor} listed something that must be kept by law"),
    Event.RETURN_COLLECTED: _("{actor} counted what is to be returned"),
    Event.RETURN_FETCHED: _("{actor} fetched everything"),
    Event.RETURN_HANDED_OVER: _("{actor} handed everything over; compared: {document}"),
    Event.RETURN_CONFIRMED: _("{actor} confirmed the return ({level})"),
    Event.DESTRUCTION_ANNOUNCED: _("{actor} announced the destruction"),
    Event.DESTRUCTION_OBJECTED: _("{actor} objected to the destruction"),
    Event.DESTRUCTION_SECONDED: _("{actor} agreed to the destruction as the second person"),
    Event.CLIENT_ERASURE_ORDERED: _("{actor} ordered the destruction of a client's record"),
    Event.CLIENT_ERASURE_CONFIRMED: _("The destruction of a client's record is confirmed"),
    Event.CERTIFICATE_ISSUED: _("A certificate of erasure was issued"),
    Event.CERTIFICATE_REPLACED: _("The certificate for documents was replaced"),
    Event.REFUSED: _("{actor} was refused: {action}"),
}

_OF_A_KEEP: dict[str, str | Promise] = {
    Event.ERASURE_ORDERED: _("The destruction of a kept login's key was ordered"),
    Event.ERASURE_CONFIRMED: _("The destruction of a kept login's key is confirmed"),
}
_OF_A_FILE: dict[str, str | Promise] = {
    Event.ERASURE_ORDERED: _("The destruction of a file's key was ordered"),
    Event.ERASURE_CONFIRMED: _("The destruction of a file's key is confirmed"),
}
"""What is said instead where the event names a file, or a kept login."""

_OF_A_JOB: dict[str, str | Promise] = {
    Event.SERVICE_STOPPED: _("{actor} ended job {number} for good"),
    Event.CLIENT_ERASURE_ORDERED: _(
        "{actor} ordered the destruction of the record of job {number}"
    ),
    Event.CLIENT_ERASURE_CONFIRMED: _("The destruction of the record of job {number} is confirmed"),
}
"""What is said instead where a case is about one job alone: it names the job's number."""

_SPECIAL = {"keep": _OF_A_KEEP, "file": _OF_A_FILE, "number": _OF_A_JOB}

REASON_WORDS: dict[str, Promise] = {
    "call": _("The client called"),
    "counter": _("The client is at the counter"),
    "help": _("To help somebody on the job"),
    "oversight": _("To check how the job is done"),
    "other": _("Another reason"),
}

KIND_WORDS: dict[str, Promise] = {
    "password": _("password"),
    "pin": _("PIN"),
    "pattern": _("unlock gesture"),
    "recovery_key": _("recovery key"),
    "licence_key": _("licence key"),
    "wifi_key": _("key of a network"),
    "api_key": _("key of a program"),
    "private_key": _("private key"),
    "card_number": _("card number"),
    "username_with_password": _("user name with password"),
    "other_secret": _("other secret"),
    "unseen": _("what nobody can read"),
}
"""What the screen finds, by the kinds of its findings."""

OVERRIDE_WORDS: dict[str, Promise] = {
    "number": _("A number of a part, an order or a device"),
    "word": _("An ordinary word or a name"),
    "sample": _("An example or a test value that opens nothing"),
    "harmless": _("Something else that is no login and nothing private"),
}
"""Why a finding is none, by `findings.REASONS`; nothing can be typed instead."""

_BY_KIND = {event.value: words for event, words in SENTENCES.items()}
_DANGER = {
    Event.JOB_CLOSED,
    Event.JOB_CANCELLED,
    Event.FILE_REMOVED,
    Event.ERASURE_ORDERED,
    Event.ERASURE_CONFIRMED,
    Event.KEY_REVOKED,
    Event.KEY_OBJECTED,
    Event.LINK_REISSUED,
    Event.SERVICE_STOPPED,
    Event.PAPER_OBJECTED,
    Event.DESTRUCTION_ANNOUNCED,
    Event.CLIENT_ERASURE_ORDERED,
    Event.CLIENT_ERASURE_CONFIRMED,
}


_LOOKS = {Event.JOB_LOOKED_AT, Event.RECORD_LOOKED_AT}


def sentence(payload: Payload) -> Sentence:
    """Return the event *payload* in words; one of an unknown kind says its kind."""
    kind = str(payload["type"])
    special = next((words for name, words in _SPECIAL.items() if name in payload), {})
    template = str(special.get(kind) or _BY_KIND.get(kind, kind))
    text = template.format_map(_details(payload)) + _why(kind, payload)
    return Sentence(
        text[0].upper() + text[1:],
        int(clock.from_text(str(payload["at"])).timestamp()),
        _weight(kind, payload),
        str(payload.get("clause", "")),
    )


def actor_words(actor: Mapping[str, str]) -> str:
    """Return who acted, in words: a person by name, a client by how sure the key is."""
    kind = actor.get("kind", "")
    if kind == "person":
        name = actor.get("name", "")
        by_passphrase = actor.get("method") == "passphrase"
        return gettext("{name} (by passphrase)").format(name=name) if by_passphrase else name
    if kind == "client":
        return gettext("the client ({level})").format(level=actor.get("level", "first claim"))
    words = {
        "keeper": gettext("the clock of the shop"),
        "command": gettext("a command on the machine"),
        "stranger": gettext("somebody unknown"),
    }
    return words.get(kind, kind)


def _details(payload: Payload) -> Mapping[str, str]:
    found: dict[str, str] = defaultdict(lambda: "-")
    found["channel"] = gettext("by hand")  # where nothing else is said
    for name, value in payload.items():
        found[name] = _READERS.get(name, _plain)(value)
    return found


def _why(kind: str, payload: Payload) -> str:
    """Return why somebody looked who was not on the job, to be added to the sentence."""
    if kind not in _LOOKS or "reason" not in payload:
        return ""
    reason = str(REASON_WORDS.get(str(payload["reason"]), payload["reason"]))
    words = payload.get("words")
    said = f"{reason} (“{words}”)" if words else reason
    return gettext(", not being on the job: {reason}").format(reason=said)


def _weight(kind: str, payload: Payload) -> str:
    if "rule" in payload:
        return "refused"
    if (kind in _LOOKS and "reason" in payload) or kind == Event.FINDING_OVERRIDDEN:
        return "marked"
    if kind in _DANGER:
        return "danger"
    return "login" if kind.startswith(("login:", "kept-login:", "keep:")) else "plain"


def _plain(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(str(each) for each in value) or "-"
    return str(value) or "-"


def _names(people: list[Mapping[str, str]]) -> str:
    return ", ".join(each["name"] for each in people) or gettext("nobody")


def findings_words(findings: Sequence[Mapping[str, Any]]) -> str:
    """Return what was let pass in words: kinds with their fields, and the reasons."""
    said = [
        gettext("{kind} in “{field}” ({reason})").format(
            kind=KIND_WORDS.get(each["kind"], each["kind"]),
            field=each["field"],
            reason=OVERRIDE_WORDS.get(each["reason"], each["reason"]),
        )
        for each in findings
    ]
    return ", ".join(said)


def _action(text: str) -> str:
    return action_from_text(text).text.replace(":", " ")


_READERS: dict[str, Callable[[Any], str]] = {
    "actor": actor_words,
    "people": _names,
    "gone": _names,
    "action": _action,
    "findings": findings_words,
}
