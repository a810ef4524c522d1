"""`dossier.json`: the records of a dossier in their exact form (docs/spec/dossier.md)."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from sealbench import canon, clock
from sealbench.canon import JSON, JSONValue
from sealbench.dossier import consent
from sealbench.dossier.value import Device, Dossier, Entry, Job, Shop
from sealbench.errors import MalformedError
from sealbench.ids import JobId
from sealbench.statement import Context, SignedStatement
from sealbench.statement import formats as f

VERSION = 1
MOST_ENTRIES = 20_000
_MOST_DIRECTORIES = 2_000
_MOST_ENCLOSED = 200


def listing(form: f.Form, least: int, most: int) -> f.Form:
    """Return the form of a list of *least* to *most* of *form*."""

    def check(value: JSONValue) -> None:
        if not isinstance(value, list) or not least <= len(value) <= most:
            raise MalformedError("not a list of the length allowed")
        for item in value:
            form(item)

    return check


def _object(value: JSONValue) -> None:
    if not isinstance(value, Mapping):
        raise MalformedError("expected an object")


def _payload(value: JSONValue) -> None:
    """Require what every event has; the rest differs from type to type."""
    if not isinstance(value, Mapping) or not {"v", "type", "at", "actor"} <= value.keys():
        raise MalformedError("an event has a version, a type, a time and an actor")
    f.version(value["v"])
    f.text(value["type"])
    f.time(value["at"])
    _object(value["actor"])


def _texts(*names: str) -> dict[str, f.Form]:
    return dict.fromkeys(names, f.text)


EVENT: Mapping[str, f.Form] = {
    "index": f.integer(0),
    "counter": f.integer(0, MOST_ENTRIES - 1),
    "leaf": f.text,
    "r": f.hashed,
    "payload": _payload,
}
_FORM = f.record(
    {
        "v": f.integer(VERSION, VERSION),
        "made_at": f.time,
        "home": f.identifier,
        "origin": f.origin,
        "shop": f.record(_texts("name", "address", "phone")),
        "genesis": _object,
        "directories": listing(_object, 1, _MOST_DIRECTORIES),
        "job": f.record(
            {
                "id": f.identifier,
                "number": f.integer(1),
                "device": f.record(_texts("kind", "make", "model")),
                **_texts("state", "service", "place", "problem", "reason"),
            }
        ),
        "subject": f.record({"id": f.text, "secret": f.hashed}),
        "first": f.integer(0, 0),
        "count": f.integer(1, MOST_ENTRIES),
        "events": listing(f.record(EVENT), 1, MOST_ENTRIES),
        "checkpoint": f.text,
    }
)
_ENCLOSED: Mapping[str, f.Form] = {
    "consents": listing(consent.check, 1, _MOST_ENCLOSED),
    "agreements": listing(f.record({**EVENT, "proof": f.text}), 1, _MOST_ENCLOSED),
}


def to_json(dossier: Dossier) -> JSON:
    """Return the records of *dossier*, without the proofs, which are files of their own."""
    genesis = dossier.genesis
    return {
        "v": VERSION,
        "made_at": clock.to_text(dossier.made_at),
        "home": genesis.statement.text("home"),
        "origin": genesis.statement.text("origin"),
        "shop": asdict(dossier.shop),
        "genesis": genesis.to_json(),
        "directories": [signed.to_json() for signed in dossier.directories],
        "job": asdict(dossier.job),
        "subject": {"id": dossier.subject, "secret": canon.b64u(dossier.secret)},
        "first": 0,
        "count": dossier.count,
        "events": [entry_to_json(entry) for entry in dossier.entries],
        "checkpoint": dossier.checkpoint,
        **_enclosed(dossier),
    }


def from_json(value: JSON, proof_of: Callable[[int], str]) -> Dossier:
    """Return the dossier in *value*; *proof_of* gives the proof of a counter.

    Raise MalformedError for any other form.
    """
    _FORM({name: each for name, each in value.items() if name not in _ENCLOSED})
    for name in _ENCLOSED.keys() & value.keys():
        _ENCLOSED[name](value[name])
    fields: Any = value  # every form in it was checked
    genesis = SignedStatement.from_json(fields["genesis"])
    genesis.statement.require(Context.GENESIS)
    for name in ("home", "origin"):
        if genesis.statement.text(name) != fields[name]:
            raise MalformedError("home and origin are those of genesis")
    job = _job(fields["job"])
    if fields["subject"]["id"] != f"job:{job.id}":
        raise MalformedError("the subject is the job")
    return Dossier(
        made_at=clock.from_text(fields["made_at"]),
        shop=Shop(**fields["shop"]),
        genesis=genesis,
        directories=tuple(SignedStatement.from_json(each) for each in fields["directories"]),
        job=job,
        secret=canon.unb64u(fields["subject"]["secret"]),
        entries=_entries(fields["events"], proof_of),
        checkpoint=fields["checkpoint"],
        count=fields["count"],
        consents=tuple(fields.get("consents", ())),
        agreements=tuple(entry_of(each, each["proof"]) for each in fields.get("agreements", ())),
    )


def _enclosed(dossier: Dossier) -> JSON:
    """Return what is enclosed; a list of nothing is left out, as before there were any."""
    finished: list[JSON] = [
        {**entry_to_json(each), "proof": each.proof} for each in dossier.agreements
    ]
    found: dict[str, list[JSON]] = {"consents": list(dossier.consents), "agreements": finished}
    return {name: list(each) for name, each in found.items() if each}


def entry_to_json(entry: Entry) -> JSON:
    """Return the event without its proof."""
    return {
        "index": entry.index,
        "counter": entry.counter,
        "leaf": entry.leaf.decode(),
        "r": canon.b64u(entry.r),
        "payload": entry.payload,
    }


def _job(fields: Mapping[str, Any]) -> Job:
    rest = {name: value for name, value in fields.items() if name not in {"id", "device"}}
    return Job(id=JobId(fields["id"]), device=Device(**fields["device"]), **rest)


def _entries(events: list[Mapping[str, Any]], proof_of: Callable[[int], str]) -> tuple[Entry, ...]:
    counters = [event["counter"] for event in events]
    if len(set(counters)) != len(counters):
        raise MalformedError("an event stands there twice")
    return tuple(entry_of(event, proof_of(event["counter"])) for event in events)


def entry_of(event: Mapping[str, Any], proof: str) -> Entry:
    """Return the event whose form was checked, with its *proof*."""
    return Entry(
        index=event["index"],
        counter=event["counter"],
        leaf=event["leaf"].encode(),
        r=canon.unb64u(event["r"]),
        payload=event["payload"],
        proof=proof,
    )
