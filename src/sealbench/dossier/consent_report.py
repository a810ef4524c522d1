"""Check a consent to keep a login offline: what was signed, and that the record says the same.

report = verify_consent(data)           # MalformedError: it is no consent
report.holds, report.checks             # docs/spec/consent.md, "Verifying"
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sealbench import canon, clock
from sealbench.dossier import consent
from sealbench.dossier.leaves import AHEAD
from sealbench.dossier.report import Check, Result
from sealbench.errors import MalformedError, VerificationError
from sealbench.statement import Role, SignedStatement, verify_signatures

LIMITS = (
    "Whether the shop kept to it: the events in the dossier of the job prove each opening.",
    "Whose key signed: compare it with the key on your receipt or in your package.",
    "What happened after this file was made, such as a later withdrawal.",
)


@dataclass(frozen=True, slots=True)
class ConsentReport:
    """What was checked about one consent; *key* is the client's that signed, *state* DPV's."""

    id: str
    client: str
    shop: str
    key: str
    state: str
    until: str
    checks: tuple[Check, ...]
    limits: tuple[str, ...] = LIMITS

    @property
    def holds(self) -> bool:
        """Tell whether nothing failed."""
        return all(each.result is not Result.FAILS for each in self.checks)

    def to_json(self) -> canon.JSON:
        """Return the form that `sealbench verify --json` prints."""
        return {
            "consent": self.id,
            "client": self.client,
            "shop": self.shop,
            "key": self.key,
            "state": self.state,
            "until": self.until,
            "holds": self.holds,
            "checks": [
                {"name": each.name, "result": each.result.value, "detail": each.detail}
                for each in self.checks
            ],
            "limits": list(self.limits),
        }


def verify_consent(data: bytes) -> ConsentReport:
    """Return what was found about the consent in *data*; raise MalformedError for another form.

    A line's end after it, as in a return package, is let pass.
    """
    value: Any = consent.read(data.removesuffix(b"\n"))
    evidence = [SignedStatement.from_json(each) for each in value["evidence"]]
    record: Mapping[str, Any] = value["record"]
    last = record["event"][-1]
    return ConsentReport(
        id=record["record_id"],
        client=record["pii_principal_id"],
        shop=record["party_identification"][0]["party_name"],
        key=canon.b64u(evidence[0].key(Role.CLIENT)),
        state=last["event_state"],
        until=last["validity_duration"],
        checks=(
            Check("form", Result.HOLDS, "ISO/IEC TS 27560, with the receipt of this record"),
            _checked("signatures", f"{len(evidence)} by the client", _signatures, evidence),
            _checked(
                "wish", "purpose and time are those that were signed", _wish, record, evidence
            ),
            _checked(
                "events", "they are those that were signed, in order", _events, record, evidence
            ),
        ),
    )


def _checked(name: str, detail: str, check: Any, *about: Any) -> Check:
    try:
        check(*about)
    except (VerificationError, MalformedError) as exc:
        return Check(name, Result.FAILS, str(exc))
    return Check(name, Result.HOLDS, detail)


def _signatures(evidence: Sequence[SignedStatement]) -> None:
    for each in evidence:
        verify_signatures(each, {Role.CLIENT: each.key(Role.CLIENT)})


def _wish(record: Mapping[str, Any], evidence: Sequence[SignedStatement]) -> None:
    """Raise VerificationError unless the record says what the client signed, and no more."""
    wish = evidence[0].statement
    purposes = record["pii_processing"]["purposes"]
    said = [(each["purpose"], each["purpose_type"], each["retention_period"]) for each in purposes]
    why = wish.text("why")
    if said != [(why, consent.PURPOSE[why], wish.text("expires"))]:
        raise VerificationError("the record names another purpose or time than was signed")
    shops = [each["party_id"] for each in record["party_identification"]]
    if {*shops, *purposes[0]["pii_controllers"]} != {wish.text("home")}:
        raise VerificationError("the record names another shop than was signed")
    # After its end there is nobody to whom it is sealed any more.
    if len(purposes[0]["recipients"]) > len(wish.fields["recipients"]):  # type: ignore[arg-type]  # a list by its form
        raise VerificationError("the record names more people than were signed")


def _events(record: Mapping[str, Any], evidence: Sequence[SignedStatement]) -> None:
    """Raise VerificationError unless the events are those of the evidence, then at most an end."""
    events = record["event"]
    times = [clock.from_text(each["event_time"]) for each in events]
    if times != sorted(times):
        raise VerificationError("the events do not stand in the order of time")
    signed = len(evidence)
    states = [each["event_state"] for each in events]
    wanted = [consent.GIVEN, *[consent.RECONFIRMED] * (signed - 1)]
    ended = states[signed:]
    if states[:signed] != wanted or len(ended) > 1 or not set(ended) <= consent.ENDED:
        raise VerificationError("an event that nobody signed, or one is missing")
    for at, each in zip(times, evidence, strict=False):
        if abs(at - each.statement.at) > AHEAD:
            raise VerificationError("an event is of another time than what was signed")
    client = record["pii_principal_id"]
    if {each["entity_id"] for each in events[:signed]} != {client}:
        raise VerificationError("somebody else gave it")
