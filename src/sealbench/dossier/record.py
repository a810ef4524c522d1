"""The record of a client: who found or opened it, on whatever job, with what proves that.

It comes in the return package, since no dossier has it (docs/spec/dossier.md, "record.json").
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sealbench import canon, clock
from sealbench.canon import JSON
from sealbench.dossier import leaves, roots
from sealbench.dossier.findings import judged
from sealbench.dossier.form import EVENT, MOST_ENTRIES, entry_of, entry_to_json, listing
from sealbench.dossier.report import Check, Result
from sealbench.dossier.value import Entry
from sealbench.errors import MalformedError
from sealbench.ids import ClientId
from sealbench.statement import Context, SignedStatement
from sealbench.statement import formats as f

_VERSION = 1
_KIND = "record"


def _object(value: canon.JSONValue) -> None:
    if not isinstance(value, Mapping):
        raise MalformedError("expected an object")


_FORM = f.record(
    {
        "v": f.integer(_VERSION, _VERSION),
        "kind": f.one_of(_KIND),
        "genesis": _object,
        "subject": f.record({"client": f.identifier, "secret": f.hashed}),
        "count": f.integer(1, MOST_ENTRIES),
        "events": listing(f.record({**EVENT, "proof": f.text}), 1, MOST_ENTRIES),
        "checkpoint": f.text,
    }
)


@dataclass(frozen=True, slots=True)
class Record:
    """The journal of a client's own record, proven as the events of a dossier are."""

    genesis: SignedStatement
    client: ClientId
    secret: bytes = field(repr=False)
    entries: tuple[Entry, ...]
    checkpoint: str
    count: int

    @property
    def fingerprint(self) -> str:
        """Return the fingerprint of the home, 43 letters, as the client's link carries it."""
        return self.genesis.statement.hash


@dataclass(frozen=True, slots=True)
class RecordReport:
    """What was checked about a record."""

    count: int
    fingerprint: str
    checks: tuple[Check, ...]

    @property
    def holds(self) -> bool:
        """Tell whether nothing failed; what could not be checked does not count."""
        return all(check.result is not Result.FAILS for check in self.checks)

    def to_json(self) -> JSON:
        """Return the form that `sealbench verify --json` prints."""
        return {
            "kind": _KIND,
            "events": self.count,
            "fingerprint": self.fingerprint,
            "holds": self.holds,
            "checks": [
                {"name": c.name, "result": c.result.value, "detail": c.detail} for c in self.checks
            ],
        }


def write_record(record: Record) -> bytes:
    """Return the file `record.json`."""
    return canon.to_bytes(
        {
            "v": _VERSION,
            "kind": _KIND,
            "genesis": record.genesis.to_json(),
            "subject": {"client": record.client, "secret": canon.b64u(record.secret)},
            "count": record.count,
            "events": [{**entry_to_json(each), "proof": each.proof} for each in record.entries],
            "checkpoint": record.checkpoint,
        }
    )


def read_record(data: bytes) -> Record:
    """Return the record in *data*; raise MalformedError for any other form."""
    value = canon.from_bytes(data)
    _FORM(value)
    fields: Any = value  # every form in it was checked
    genesis = SignedStatement.from_json(fields["genesis"])
    genesis.statement.require(Context.GENESIS)
    return Record(
        genesis=genesis,
        client=ClientId(fields["subject"]["client"]),
        secret=canon.unb64u(fields["subject"]["secret"]),
        entries=tuple(entry_of(each, each["proof"]) for each in fields["events"]),
        checkpoint=fields["checkpoint"],
        count=fields["count"],
    )


def verify_record(record: Record, *, fingerprint: str | None, now: datetime) -> RecordReport:
    """Return what holds and what fails; nothing is raised for it."""
    genesis_check, genesis = roots.check_genesis(record)
    checkpoint_check, checkpoint = roots.check_checkpoint(record.checkpoint, genesis)
    checks = (
        genesis_check,
        roots.check_fingerprint(record, fingerprint, kind="record"),
        checkpoint_check,
        leaves.check_commitments(record),
        leaves.check_numbers(record),
        leaves.check_inclusion(record, checkpoint),
        _check_times(record, now),
    )
    own = canon.fingerprint(dict(record.genesis.statement.fields))
    return RecordReport(record.count, own, checks)


def _check_times(record: Record, now: datetime) -> Check:
    problems = leaves.backwards(record)
    if clock.from_text(record.entries[-1].at) > now + leaves.AHEAD:
        problems.append("the last event is from the future")
    return judged("times", problems, f"in order, up to {record.entries[-1].at}")
