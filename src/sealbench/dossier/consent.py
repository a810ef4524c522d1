"""The record of a consent to keep a login, and its receipt (docs/spec/consent.md).

The fields are those of ISO/IEC TS 27560:2023, their values terms of the Data Privacy Vocabulary
(DPV) where it has one; what the client signed stands beside them as the evidence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sealbench import canon
from sealbench.canon import JSON, JSONValue
from sealbench.errors import MalformedError
from sealbench.statement import Context, SignedStatement
from sealbench.statement import formats as f

SCHEMA: Final = "ISO/IEC TS 27560:2023"
DPV: Final = "https://w3id.org/dpv#"
PURPOSE: Final = {
    "further-job": "dpv:ServiceProvision",
    "regular-care": "dpv:TechnicalServiceProvision",
    "urgent-help": "dpv:CustomerCare",
}
GIVEN, RECONFIRMED, WITHDRAWN, EXPIRED, TERMINATED = (
    "dpv:ConsentGiven",
    "dpv:RenewedConsentGiven",
    "dpv:ConsentWithdrawn",
    "dpv:ConsentExpired",
    "dpv:ConsentInvalidated",
)
ENDED: Final = frozenset({WITHDRAWN, EXPIRED, TERMINATED})


@dataclass(frozen=True, slots=True)
class Party:
    """The shop, as the one who is answerable."""

    id: str
    name: str
    address: str
    phone: str


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened to a consent, when and by whom."""

    at: str
    state: str
    by: str
    until: str


@dataclass(frozen=True, slots=True)
class Consent:
    """One consent: what was signed, to whom it was given, and what became of it."""

    statement: SignedStatement
    shop: Party
    people: Sequence[str]  # ids
    happenings: Sequence[Happening]
    confirmed: Sequence[SignedStatement] = field(default=())


def to_json(consent: Consent) -> JSON:
    """Return the consent record with its receipt; raise MalformedError for what is none."""
    fields = consent.statement.statement.fields
    record: dict[str, JSONValue] = {
        "schema_version": SCHEMA,
        "record_id": fields["keep"],
        "pii_principal_id": fields["client"],
        "pii_processing": _processing(consent),
        "party_identification": [_party(consent.shop)],
        "event": [_event(each) for each in consent.happenings],
    }
    receipt: dict[str, JSONValue] = {
        "schema_version": SCHEMA,
        "receipt_id": consent.statement.statement.hash,
        "consent_receipt": canon.b64u(canon.digest(record)),
    }
    made: dict[str, JSONValue] = {
        "v": 1,
        "kind": "consent",
        "vocabulary": DPV,
        "record": record,
        "receipt": receipt,
        "evidence": [each.to_json() for each in (consent.statement, *consent.confirmed)],
    }
    check(made)
    return made


def read(data: bytes) -> Mapping[str, Any]:
    """Return the consent in *data*; raise MalformedError unless it has exactly this form."""
    value = canon.from_bytes(data)
    check(value)
    return value


def check(value: JSONValue) -> None:
    """Raise MalformedError unless *value* is a consent with the receipt and evidence of it."""
    _FORM(value)
    fields: Any = value
    record, evidence = fields["record"], fields["evidence"]
    first = SignedStatement.from_json(evidence[0]).statement
    first.require(Context.KEEP)
    stated = (record["record_id"], record["pii_principal_id"], fields["receipt"]["receipt_id"])
    if stated != (first.text("keep"), first.text("client"), first.hash):
        raise MalformedError("the evidence is about another consent")
    if fields["receipt"]["consent_receipt"] != canon.b64u(canon.digest(record)):
        raise MalformedError("the receipt is of another record")
    for each in evidence[1:]:
        act = SignedStatement.from_json(each).statement
        act.require(Context.CLIENT_ACT)
        if (act.text("act"), act.text("subject")) != ("confirm-keep", record["record_id"]):
            raise MalformedError("the evidence is about another consent")


def _processing(consent: Consent) -> dict[str, JSONValue]:
    fields = consent.statement.statement.fields
    purpose: dict[str, JSONValue] = {
        "purpose": f.text(fields["why"]),
        "purpose_type": PURPOSE[f.text(fields["why"])],
        "lawful_basis": "dpv:ExplicitlyExpressedConsent",
        "pii_information": [{"pii_type": "dpv-pd:Authenticating", "pii_optional": True}],
        "pii_controllers": [consent.shop.id],
        "collection_method": "dpv:DataSubject",
        "processing_method": ["dpv:Store", "dpv:Access"],
        "storage_locations": ["the shop's server, sealed: it cannot read it"],
        "retention_period": f.text(fields["expires"]),
        "recipient_third_parties": [],
        "recipients": list(consent.people),
        "withdrawal_method": "the client's link, at once; or the shop's counter, in person",
        "privacy_rights": ["dpv:RightToWithdrawConsent", "dpv:RightToErasure"],
    }
    return {
        "privacy_notice": "the page of the job, which names people, time, openings and reason",
        "language": "en",
        "purposes": [purpose],
    }


def _party(shop: Party) -> dict[str, JSONValue]:
    return {
        "party_id": shop.id,
        "party_name": shop.name,
        "party_address": shop.address,
        "party_phone": shop.phone,
        "party_role": "dpv:DataController",
        "party_type": "dpv:Organisation",
    }


def _event(happening: Happening) -> dict[str, JSONValue]:
    return {
        "event_time": happening.at,
        "event_type": "dpv:Consent",
        "event_state": happening.state,
        "entity_id": happening.by,
        "validity_duration": happening.until,
    }


def _text(value: JSONValue) -> None:
    f.text(value)


def _same(*texts: str) -> f.Form:
    return f.one_of(*texts)


def _texts(value: JSONValue) -> None:
    if not isinstance(value, list | tuple):
        raise MalformedError("expected a list")
    for each in value:
        f.text(each)


def _list(form: f.Form, least: int = 0) -> f.Form:
    """Return the form of a list in any order: what happened stands in the order of time."""

    def check_list(value: JSONValue) -> None:
        if not isinstance(value, list | tuple) or not least <= len(value) <= 1000:  # noqa: PLR2004
            raise MalformedError("expected a list")
        for each in value:
            form(each)

    return check_list


def _signed(value: JSONValue) -> None:
    SignedStatement.from_json(value)


_PURPOSE_FORM = f.record(
    {
        "purpose": _same(*PURPOSE),
        "purpose_type": _same(*PURPOSE.values()),
        "lawful_basis": _same("dpv:ExplicitlyExpressedConsent"),
        "pii_information": _list(
            f.record({"pii_type": _same("dpv-pd:Authenticating"), "pii_optional": f.boolean}), 1
        ),
        "pii_controllers": _list(f.identifier, 1),
        "collection_method": _text,
        "processing_method": _texts,
        "storage_locations": _texts,
        "retention_period": f.time,
        "recipient_third_parties": _texts,
        "recipients": _list(f.identifier),
        "withdrawal_method": _text,
        "privacy_rights": _texts,
    }
)
_FORM = f.record(
    {
        "v": f.integer(1, 1),
        "kind": _same("consent"),
        "vocabulary": _same(DPV),
        "record": f.record(
            {
                "schema_version": _same(SCHEMA),
                "record_id": f.identifier,
                "pii_principal_id": f.identifier,
                "pii_processing": f.record(
                    {
                        "privacy_notice": _text,
                        "language": _text,
                        "purposes": _list(_PURPOSE_FORM, 1),
                    }
                ),
                "party_identification": _list(
                    f.record(
                        {
                            "party_id": f.identifier,
                            "party_name": _text,
                            "party_address": _text,
                            "party_phone": _text,
                            "party_role": _same("dpv:DataController"),
                            "party_type": _same("dpv:Organisation"),
                        }
                    ),
                    1,
                ),
                "event": _list(
                    f.record(
                        {
                            "event_time": f.time,
                            "event_type": _same("dpv:Consent"),
                            "event_state": _same(
                                GIVEN, RECONFIRMED, WITHDRAWN, EXPIRED, TERMINATED
                            ),
                            "entity_id": f.identifier,
                            "validity_duration": f.time,
                        }
                    ),
                    1,
                ),
            }
        ),
        "receipt": f.record(
            {"schema_version": _same(SCHEMA), "receipt_id": f.hashed, "consent_receipt": f.hashed}
        ),
        "evidence": _list(_signed, 1),
    }
)
