"""Events in words: one plain sentence for each, whatever its type."""

from collections.abc import Callable, Mapping

from sealbench.canon import JSON, JSONValue

_ACTIONS: Mapping[str, str] = {
    "client:dossier": "take the dossier home",
    "client:refuse": "decline to give a login",
    "client:request-presence": "ask to be present",
    "client:view": "see the client's page",
    "counter:start": "start the counter mode",
    "erasure:confirm": "confirm an erasure",
    "file:attach": "attach a file",
    "finding:override": "let a text pass that the screen had stopped",
    "file:fetch": "fetch a file",
    "file:look": "look into a file",
    "file:remove": "remove a file",
    "job:acknowledge": "acknowledge the shop's texts",
    "job:acknowledge-on-paper": "record an acknowledgement on paper",
    "job:object-to-paper": "object to an acknowledgement on paper",
    "job:assign": "assign the job",
    "job:cancel": "cancel the job",
    "job:attest": "state that no record is kept",
    "job:close": "close the job",
    "job:dossier": "hand out the dossier",
    "job:edit": "edit the job",
    "job:move": "move the job",
    "job:view": "see the job",
    "key:object": "object to a key",
    "link:claim": "claim the link",
    "link:issue": "issue the link",
    "link:reissue": "reissue the link",
    "login:ask": "ask for a login",
    "login:open": "open a login",
    "login:remove": "remove a login",
    "login:seal": "seal a login",
    "risk:record-change": "record that a login was changed",
    "risk:say-changed": "say whether a login was changed",
    "termination:announce": "announce the destruction",
    "termination:confirm": "confirm the return",
    "termination:destroy": "destroy the client's record",
    "termination:fetch": "fetch everything",
    "termination:hand-over": "hand everything over in person",
    "termination:object": "object to the destruction",
    "termination:run": "run the case of the client",
    "termination:second": "agree to the destruction",
    "termination:stop": "end the service",
    "record:view": "see the client's record",
}

_PLAIN: Mapping[str, str] = {
    "job:edited": "changed the record of the job",
    "job:attested": "stated that they keep no record of passwords or private information",
    "job:cancelled": "cancelled the job",
    "job:closed": "closed the job",
    "paper:objected-to": "objected: nothing was signed on paper",
    "client:looked-at": "found the client in a search",
    "link:issued": "issued the client's link",
    "link:claimed": "claimed the link with a key of their own",
    "link:code-missed": "tried to claim the link with a wrong code",
    "key:revoked": "revoked a key of the client",
    "key:objected-to": "objected to a key that was claimed in the client's name",
    "client-device:added": "let a second device use the client's key",
    "counter:started": "started the counter mode on the shop's tablet",
    "presence:requested": "asked to be present",
    "service:stopped": "ended the service",
    "case:looked-at": "looked at the case of the client",
    "copy:listed": "listed a copy that lies elsewhere",
    "copy:confirmed": "confirmed that a copy elsewhere is destroyed",
    "exception:listed": "listed something that must be kept by law",
    "return:collected": "counted what is to be returned",
    "return:fetched": "fetched everything",
    "return:handed-over": "handed everything over in person",
    "return:confirmed": "confirmed the return",
    "destruction:announced": "announced the destruction",
    "destruction:objected-to": "objected to the destruction",
    "destruction:seconded": "agreed to the destruction as the second person",
    "client-erasure:ordered": "ordered the destruction of the client's record",
}


_REASONS: Mapping[str, str] = {
    "call": "the client called",
    "counter": "the client was at the counter",
    "help": "to help somebody on the job",
    "oversight": "to check how the job is done",
    "other": "another reason",
}

_SHORT = 6  # letters of an id; enough to tell the logins of one job apart


def plain_time(text: str) -> str:
    """Return a time as people read it: ``2026-11-23 15:00:00``, in UTC."""
    return text.replace("T", " ").removesuffix("Z")


def sentence(payload: JSON) -> str:
    """Return what the event says, as one sentence without its time."""
    kind = _text(payload, "type")
    told = _TOLD.get(kind)
    deed = told(payload) if told else _PLAIN.get(kind, f"recorded “{kind}”")
    return f"{actor_name(payload)} {deed}."


def actor_name(payload: JSON) -> str:
    """Return who did it: the name at the time, or what they were."""
    actor = payload.get("actor")
    if not isinstance(actor, Mapping):
        return "Somebody"
    kinds = {"client": "The client", "keeper": "The shop's clock", "command": "The shop's server"}
    return _text(actor, "name") or kinds.get(_text(actor, "kind"), "A stranger")


def _taken_in(payload: JSON) -> str:
    people = _names(payload.get("people"))
    return f"took in the job for “{_text(payload, 'service')}”" + _for(people, " and gave it to ")


def _assigned(payload: JSON) -> str:
    parts = [
        _for(_names(payload.get("people") or payload.get("added")), "gave the job to "),
        _for(_names(payload.get("gone") or payload.get("removed")), "took it from "),
    ]
    return " and ".join(part for part in parts if part) or "changed who is on the job"


def _moved(payload: JSON) -> str:
    return f"moved the job from “{_text(payload, 'old')}” to “{_text(payload, 'new')}”"


def _asked(payload: JSON) -> str:
    because = _text(payload, "reason")
    extra = ", though this service needs none" if payload.get("override") is True else ""
    return f"asked for a login{extra}" + _for(because, ": ")


def _acknowledged(payload: JSON) -> str:
    paper = _text(payload, "type") == "job:acknowledged-on-paper"
    deed = "recorded that the client signed on paper" if paper else "acknowledged"
    backup = f"backup: {_text(payload, 'answer')}"
    return f"{deed} what the shop promises and what stays the client's own risk; {backup}"


def _looked(payload: JSON) -> str:
    what = "the job" if _text(payload, "type") == "job:looked-at" else "the client's record"
    reason = _text(payload, "reason")
    why = f", not being on the job: {_REASONS.get(reason, reason)}" if reason else ""
    return f"looked at {what}{why}" + _for(_text(payload, "words"), " (“", "”)")


def _sealed(payload: JSON) -> str:
    fields = _statement(payload)
    openings, expires = fields.get("openings"), _text(fields, "expires")
    limits = f" for {_many(openings, 'opening')} until {plain_time(expires)}" if expires else ""
    return f"sealed {_login(payload)}{limits}"


def _opened(payload: JSON) -> str:
    purpose, method = _text(payload, "purpose"), _text(payload, "method")
    left = _many(payload.get("left"), "opening")
    return f"opened {_login(payload)} for “{purpose}”, confirmed by {method}; {left} left"


def _declined(payload: JSON) -> str:
    return "declined to give a login" + _for(_text(payload, "reason"), ": ")


def _way_closed(payload: JSON) -> str:
    whose = _names(payload.get("people")) or "a person"
    return f"took from {whose} the way to {_login(payload)}"


def _removed(payload: JSON) -> str:
    return f"removed {_login(payload)}"


def _expired(payload: JSON) -> str:
    used_up = _text(payload, "why") == "count"
    why = "whose openings were used up" if used_up else "whose time was over"
    return f"destroyed {_login(payload)}, {why}"


def _lost(payload: JSON) -> str:
    return f"lost {_login(payload)} with the shop's disk: nobody can open it any more"


def _risk_told(payload: JSON) -> str:
    people = _names(payload.get("people")) or "somebody"
    known = _many(payload.get("count"), "login")
    return f"asked for new passwords: {people} has left and knows {known}"


def _changed(payload: JSON) -> str:
    whose = f"the password of {_login(payload)}"
    if _text(payload, "type") == "login:change-recorded":
        how = _for(_text(payload, "how"), " (", ")")
        return f"recorded that the client had changed {whose}{how}"
    changed = _text(payload, "type") == "login:changed"
    return f"said that {whose} was {'changed' if changed else 'not changed'}"


def _handed_out(payload: JSON) -> str:
    actor = payload.get("actor")
    client = isinstance(actor, Mapping) and actor.get("kind") == "client"
    return "took the dossier home" if client else "handed out the dossier"


def _reissued(payload: JSON) -> str:
    how = _for(_text(payload, "identified"), " (", ")")
    return f"made a new link after identifying the client{how}, which ended the old one"


def _refused(payload: JSON) -> str:
    action = _text(payload, "action")
    rule = _text(payload, "rule") or _text(payload, "clause")
    return f"was refused to {_ACTIONS.get(action, action)} by rule {rule}"


def _attached(payload: JSON) -> str:
    unread = ", which could not be screened" if payload.get("read") is False else ""
    return f"attached {_file(payload)} of {_many(payload.get('size'), 'byte')}{unread}"


def _let_pass(payload: JSON) -> str:
    named = payload.get("findings")
    found = [each for each in named if isinstance(each, Mapping)] if isinstance(named, list) else []
    said = [f"{_text(each, 'kind')} ({_text(each, 'reason')})".replace("_", " ") for each in found]
    return "let a text pass that the screen had stopped: " + (", ".join(said) or "nothing named")


def _looked_into(payload: JSON) -> str:
    return f"looked into {_file(payload)}"


def _fetched(payload: JSON) -> str:
    return f"fetched {_file(payload)}"


def _file_removed(payload: JSON) -> str:
    return f"removed {_file(payload)}"


def _ordered(payload: JSON) -> str:
    if _text(payload, "file"):
        return f"ordered the destruction of the key of {_file(payload)}"
    return f"ordered the destruction of the job's key{_with(payload.get('destroys'))}"


def _confirmed(payload: JSON) -> str:
    if _text(payload, "file"):
        return f"confirmed that the key of {_file(payload)} is destroyed"
    return f"confirmed that the job's key is destroyed{_with(payload.get('destroyed'))}"


_TOLD: Mapping[str, Callable[[JSON], str]] = {
    "job:taken-in": _taken_in,
    "job:assigned": _assigned,
    "job:moved": _moved,
    "job:acknowledged": _acknowledged,
    "job:acknowledged-on-paper": _acknowledged,
    "job:looked-at": _looked,
    "record:looked-at": _looked,
    "link:reissued": _reissued,
    "login:asked-for": _asked,
    "login:sealed": _sealed,
    "login:opened": _opened,
    "login:declined": _declined,
    "login:removed": _removed,
    "login:expired": _expired,
    "login:lost": _lost,
    "risk:told": _risk_told,
    "login:changed": _changed,
    "login:left-unchanged": _changed,
    "login:change-recorded": _changed,
    "file:attached": _attached,
    "finding:overridden": _let_pass,
    "file:looked-at": _looked_into,
    "file:fetched": _fetched,
    "file:removed": _file_removed,
    "dossier:handed-out": _handed_out,
    "login:way-closed": _way_closed,
    "erasure:ordered": _ordered,
    "erasure:confirmed": _confirmed,
    "action:refused": _refused,
}


def _text(fields: JSON, name: str) -> str:
    value = fields.get(name)
    return value if isinstance(value, str) else ""


def _login(payload: JSON) -> str:
    """Return which login it is, by the beginning of its id: labels are not recorded."""
    login = _text(payload, "login")
    return f"login {login[:_SHORT]}" if login else "a login"


def _file(payload: JSON) -> str:
    """Return which file it is, by the beginning of its id: names are not recorded."""
    return f"file {_text(payload, 'file')[:_SHORT]}"


def _statement(payload: JSON) -> JSON:
    signed = payload.get("statement")
    inner = signed.get("statement") if isinstance(signed, Mapping) else None
    return inner if isinstance(inner, Mapping) else {}


def _names(people: JSONValue) -> str:
    if not isinstance(people, list | tuple):
        return ""
    return ", ".join(_text(each, "name") or "a person" for each in people if _is_object(each))


def _is_object(value: JSONValue) -> bool:
    return isinstance(value, Mapping)


def _with(destroyed: JSONValue) -> str:
    logins = destroyed.get("logins") if isinstance(destroyed, Mapping) else None
    return f" and with it {_many(logins, 'sealed login')}" if isinstance(logins, int) else ""


def _many(number: JSONValue, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _for(text: str, before: str, after: str = "") -> str:
    return f"{before}{text}{after}" if text else ""
