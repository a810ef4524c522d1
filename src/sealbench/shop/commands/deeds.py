"""What a running server does for a command, written once: the command alone does the same.

A deed calls procedures, and returns what the command prints.  Its name is the contract of
docs/spec/command-socket.md.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from sealbench import __version__, canon
from sealbench.agreement import SigningKey, require_fit, try_out
from sealbench.backup import Vault
from sealbench.canon import JSON, JSONValue
from sealbench.errors import ConflictError, MalformedError, UnavailableError
from sealbench.policy import Fact
from sealbench.shop.bench import Bench
from sealbench.shop.commands.status import STATUS
from sealbench.shop.procedures.actors import COMMAND_ACTOR
from sealbench.shop.procedures.end_due_cases import end_due_cases, waiting_cases
from sealbench.shop.procedures.explain_policy import Question, explain_policy
from sealbench.shop.procedures.publish_ledger import publish_ledger
from sealbench.shop.procedures.record_backup import record_backup
from sealbench.shop.procedures.record_drill import record_drill
from sealbench.shop.procedures.replace_certificate import replace_certificate
from sealbench.shop.procedures.resume_erasures import resume_erasures
from sealbench.shop.queries.certificate import certificate
from sealbench.shop.queries.people import people

_DIGITS = 6

Tell = Callable[[str], None]
"""Called with how far a deed has come."""


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that a command has done; one that *writes* has no duty of the keeper beside it."""

    name: str
    run: Callable[[Bench, Tell], JSON]
    patience: float = 10.0  # seconds that it may take in the server
    writes: bool = True
    arguments: Mapping[str, str] = field(default_factory=dict, repr=False)

    def given(self, arguments: Mapping[str, str]) -> "Deed":
        """Return the deed with its *arguments*; raise MalformedError, since it takes none."""
        if arguments:
            raise MalformedError("this command takes no arguments")
        return self


@dataclass(frozen=True, slots=True)
class AskedDeed:
    """A deed that takes the texts named in *takes*, all of them."""

    name: str
    act: Callable[[Bench, Mapping[str, str]], JSON]
    takes: frozenset[str]

    def given(self, arguments: Mapping[str, str]) -> Deed:
        """Return the deed with its *arguments*; raise MalformedError unless they are whole."""
        if arguments.keys() != self.takes:
            raise MalformedError(
                "the command takes other arguments", hint="restart the server after an upgrade"
            )
        return Deed(self.name, lambda bench, _tell: self.act(bench, arguments), arguments=arguments)


Known = Deed | AskedDeed


def _resume(bench: Bench, tell: Tell) -> JSON:
    tell("finishing what was ordered")
    finished = resume_erasures(bench)
    tell("publishing the ledger")
    return {"finished": finished, "public": publish_ledger(bench)}


def _erase(bench: Bench, tell: Tell) -> JSON:
    tell("finishing what was ordered")
    finished = resume_erasures(bench)
    tell("ending the cases that are due")
    destroyed = end_due_cases(bench)
    return {"finished": finished, "destroyed": destroyed, **_waiting(bench, tell)}


def _waiting(bench: Bench, _tell: Tell) -> JSON:
    texts = {rule.id: rule.text for rule in bench.policy.rules}
    return {
        "waiting": [
            {"case": each.case, "rule": each.rule, "why": texts[each.rule]}
            for each in waiting_cases(bench)
        ]
    }


def _status(bench: Bench, _tell: Tell) -> JSON:
    # The parent is granian's supervisor: whoever ends the worker alone gets a new one.
    return {"site": bench.config.site, "version": __version__, "process": os.getppid()}


def _record_backup(bench: Bench, arguments: Mapping[str, str]) -> JSON:
    vault = Vault.open(Path(arguments["folder"]))
    manifest = vault.read(arguments["backup"])
    return {"recorded": bench.run(record_backup, manifest=manifest, actor=COMMAND_ACTOR)}


def _record_drill(bench: Bench, arguments: Mapping[str, str]) -> JSON:
    backups, findings = (_count(arguments[name]) for name in ("backups", "findings"))
    bench.run(record_drill, backups=backups, findings=findings, actor=COMMAND_ACTOR)
    return {"recorded": True}


def _certificate(bench: Bench, _tell: Tell) -> JSON:
    return _present(bench)


def _present(bench: Bench) -> JSON:
    found = certificate(bench)
    if found is None:
        raise UnavailableError(
            "the shop has no certificate for documents yet",
            hint="it is made with the first document; or bring one along",
        )
    return found.to_json()


def _bring(bench: Bench, arguments: Mapping[str, str]) -> JSON:
    key = SigningKey.from_bytes(canon.unb64u(arguments["key"]))
    require_fit(key, now=bench.now())
    try_out(key, at=bench.now())  # beside the writer: it takes the better part of a second
    bench.run(replace_certificate, key=key)
    return _present(bench)


def _renew(bench: Bench, arguments: Mapping[str, str]) -> JSON:
    bench.run(replace_certificate, early=arguments["early"] == "yes")
    return _present(bench)


def _explain(bench: Bench, arguments: Mapping[str, str]) -> JSON:
    found = bench.run(explain_policy, who=None, question=_question(bench, arguments))
    return {
        "granted": found.granted,
        "when": found.when,
        "rules": [asdict(each) for each in found.rules],
        "facts": {name: _plain(value) for name, value in found.facts.items()},
        "assumed": {name: _plain(value) for name, value in found.assumed.items()},
    }


def _question(bench: Bench, asked: Mapping[str, str]) -> Question:
    named = [each.id for each in people(bench) if asked["person"] in {each.id, each.name}]
    if len(named) > 1:
        raise ConflictError("two people have this name", hint="name the person by id")
    try:
        at = datetime.fromisoformat(asked["at"]) if asked["at"] else None
    except ValueError as exc:
        raise MalformedError("not a time", hint="such as 2026-11-27T22:00") from exc
    if at is not None and at.tzinfo is not None:
        raise MalformedError("a time by the shop's clock names no zone")
    return Question(
        action=asked["action"],
        person=named[0] if named else asked["person"],
        number=_count(asked["job"]) if asked["job"] else None,
        login=asked["login"],
        purpose=asked["purpose"],
        to=asked["to"],
        at=at,
    )


def _plain(value: Fact) -> JSONValue:
    return value if isinstance(value, str | int | bool) else sorted(value)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > _DIGITS:
        raise MalformedError("not a count")
    return int(text)


RESUME = Deed("resume", _resume, patience=300)
ERASE = Deed("erase", _erase, patience=300)
CERTIFICATE = Deed("certificate", _certificate, writes=False)
BRING_CERTIFICATE = AskedDeed("bring_certificate", _bring, frozenset({"key"}))
RENEW_CERTIFICATE = AskedDeed("renew_certificate", _renew, frozenset({"early"}))
WAITING = Deed("waiting", _waiting, writes=False)
RECORD_BACKUP = AskedDeed("record_backup", _record_backup, frozenset({"folder", "backup"}))
RECORD_DRILL = AskedDeed("record_drill", _record_drill, frozenset({"backups", "findings"}))
EXPLAIN = AskedDeed(
    "explain_policy",
    _explain,
    frozenset({"person", "action", "job", "login", "purpose", "to", "at"}),
)
DEEDS: Mapping[str, Known] = {
    deed.name: deed
    for deed in (
        RESUME,
        ERASE,
        WAITING,
        RECORD_BACKUP,
        RECORD_DRILL,
        EXPLAIN,
        CERTIFICATE,
        BRING_CERTIFICATE,
        RENEW_CERTIFICATE,
        Deed(STATUS, _status, writes=False),
    )
}
