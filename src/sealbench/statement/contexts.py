"""The table of contexts (docs/spec/statement.md, "Contexts"): fields, signers, assertion."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from sealbench.canon import JSONValue
from sealbench.errors import MalformedError
from sealbench.statement import formats as f


class Context(StrEnum):
    """What a statement is about; the text is what is signed."""

    GENESIS = "sealbench/genesis/v1"
    ENROLMENT = "sealbench/enrolment/v1"
    SIGN_IN = "sealbench/sign-in/v1"
    OPENING = "sealbench/opening/v1"
    DIRECTORY = "sealbench/directory/v1"
    RECOVERY = "sealbench/recovery/v1"
    HOUSE_RULE = "sealbench/house-rule/v1"
    CLAIM = "sealbench/claim/v1"
    VISIT = "sealbench/visit/v1"
    SEAL = "sealbench/seal/v1"
    KEEP = "sealbench/keep/v1"
    CLIENT_ACT = "sealbench/client-act/v1"
    ACKNOWLEDGEMENT = "sealbench/acknowledgement/v1"
    AGREEMENT = "sealbench/agreement/v1"
    AGREEMENT_END = "sealbench/agreement-end/v1"
    ATTESTATION = "sealbench/attestation/v1"


class Role(StrEnum):
    """Which key of its holder signed."""

    CLIENT = "client"
    OPENING = "opening"
    SIGN_IN = "sign-in"
    STATEMENT = "statement"


class Asserted(StrEnum):
    """When a passkey assertion belongs to a statement."""

    NEVER = "never"
    BY_METHOD = "if the method is passkey"
    FROM_SECOND = "from number 2 on"
    BY_PERSON = "unless the role is client"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Schema:
    """What a context demands; *signers* names the field of the key, "" if it is not named."""

    fields: Mapping[str, f.Form]
    signers: Mapping[Role, str]
    asserted: Asserted = Asserted.NEVER
    distinct: tuple[str, ...] = field(default=())


_METHOD = f.one_of("passkey", "passphrase")
_FRESH: Mapping[str, f.Form] = {"nonce": f.hashed, "own": f.hashed}
_ROLE = f.one_of("auditor", "front desk", "management", "technician")
_DAYS = ("Friday", "Monday", "Saturday", "Sunday", "Thursday", "Tuesday", "Wednesday")
_PERSON = f.record(
    {
        "id": f.identifier,
        "name": f.name,
        "roles": f.listing(_ROLE, 1, 4),
        "recipient": f.recipient,
        "opening_key": f.key,
        "statement_key": f.key,
        "passkeys": f.listing(
            f.record({"id": f.credential, "spki": f.spki}), least=0, most=16, by="id"
        ),
        "since": f.time,
    }
)
_TEXT = f.record({"version": f.number, "language": f.word, "hash": f.hashed})
_RULE = f.record(
    {
        "deed": f.word,
        "person": f.either("", f.identifier),
        "role": f.either("", _ROLE),
        "client": f.either("", f.identifier),
        "job": f.integer(0),
        "place": f.one_of("", "in the shop", "on site", "remote"),
        "service": f.either("", f.identifier),
        "days": f.listing(f.one_of(*_DAYS), 0, 7),
        "start": f.integer(0, 1439),
        "end": f.integer(1, 1440),
    }
)
_REVOCATION = f.record({"id": f.identifier, "at": f.time})

NO_KEYS: Mapping[Role, bytes] = MappingProxyType({})
NO_PASSKEYS: Mapping[bytes, bytes] = MappingProxyType({})

ACTS = (
    "refuse",
    "ask-presence",
    "remove",
    "object",
    "re-seal-declined",
    "stop-service",
    "stop-job",
    "object-to-paper",
    "login-changed",
    "login-unchanged",
)
# These name the kept login that they are about.
KEEP_ACTS = ("confirm-keep", "withdraw-keep")
# What a login is kept for: chosen, never written, since it is stated in clear.
KEEP_REASONS = ("further-job", "regular-care", "urgent-help")
# These name the case that the stop has opened.
CASE_ACTS = (
    "fetch-return",
    "confirm-return",
    "announce-destruction",
    "object-to-destruction",
)

SCHEMAS: Mapping[Context, Schema] = {
    Context.GENESIS: Schema(
        {
            "v": f.version,
            "home": f.identifier,
            "origin": f.origin,
            "log_key": f.key,
            "statement_key": f.key,
        },
        {Role.STATEMENT: "statement_key"},
    ),
    Context.ENROLMENT: Schema(
        {
            "home": f.identifier,
            "site": f.site,
            "invitation": f.hashed,
            "name": f.name,
            "recipient": f.recipient,
            "opening_key": f.key,
            "statement_key": f.key,
            "sign_in_key": f.key,
            **_FRESH,
        },
        {
            Role.OPENING: "opening_key",
            Role.SIGN_IN: "sign_in_key",
            Role.STATEMENT: "statement_key",
        },
        distinct=("opening_key", "statement_key", "sign_in_key"),
    ),
    Context.SIGN_IN: Schema(
        {"site": f.site, "home": f.identifier, "method": _METHOD, **_FRESH},
        {Role.SIGN_IN: ""},
        Asserted.BY_METHOD,
    ),
    Context.OPENING: Schema(
        {
            "site": f.site,
            "job": f.identifier,
            "login": f.identifier,
            "purpose": f.word,
            "method": _METHOD,
            **_FRESH,
        },
        {Role.OPENING: ""},
        Asserted.BY_METHOD,
    ),
    Context.DIRECTORY: Schema(
        {
            "v": f.version,
            "origin": f.origin,
            "site": f.site,
            "number": f.number,
            "expires": f.time,
            "previous": f.either("", f.hashed),
            "people": f.listing(_PERSON, 1, 500, by="id"),
            "revoked": f.listing(_REVOCATION, 0, 5000, by="id"),
        },
        {Role.STATEMENT: ""},
        Asserted.FROM_SECOND,
    ),
    Context.RECOVERY: Schema(
        {
            "site": f.site,
            "home": f.identifier,
            "recipient": f.recipient,
            "method": f.one_of("founding", "passkey"),
            **_FRESH,
        },
        {Role.STATEMENT: ""},
        Asserted.BY_METHOD,
    ),
    Context.HOUSE_RULE: Schema(
        {
            "site": f.site,
            "home": f.identifier,
            "act": f.one_of("add", "retire"),
            "number": f.number,
            "rule": _RULE,
            "text": f.line(600),
            "method": _METHOD,
            **_FRESH,
        },
        {Role.STATEMENT: ""},
        Asserted.BY_METHOD,
    ),
    Context.CLAIM: Schema(
        {
            "site": f.site,
            "home": f.identifier,
            "link": f.hashed,
            "key": f.key,
            "recipient": f.recipient,
            "device_stays": f.boolean,
            **_FRESH,
        },
        {Role.CLIENT: "key"},
    ),
    Context.VISIT: Schema(
        {"site": f.site, "home": f.identifier, "key": f.key, **_FRESH},
        {Role.CLIENT: "key"},
    ),
    Context.SEAL: Schema(
        {
            "job": f.identifier,
            "login": f.identifier,
            "recipients": f.listing(f.hashed, 1, 16),
            "ciphertext": f.hashed,
            "expires": f.time,
            "openings": f.count,
        },
        {Role.CLIENT: ""},
    ),
    Context.KEEP: Schema(
        {
            "site": f.site,
            "home": f.identifier,
            "client": f.identifier,
            "job": f.identifier,
            "keep": f.identifier,
            "recipients": f.listing(f.hashed, 1, 16),
            "ciphertext": f.hashed,
            "why": f.one_of(*KEEP_REASONS),
            "expires": f.time,
            "openings": f.count,
            **_FRESH,
        },
        {Role.CLIENT: ""},
    ),
    Context.CLIENT_ACT: Schema(
        {
            "job": f.identifier,
            "act": f.one_of(*ACTS, *KEEP_ACTS, *CASE_ACTS),
            "subject": f.either("", f.identifier),
            **_FRESH,
        },
        {Role.CLIENT: ""},
    ),
    Context.ACKNOWLEDGEMENT: Schema(
        {
            "site": f.site,
            "home": f.identifier,
            "job": f.identifier,
            "policy": _TEXT,
            "responsibility": _TEXT,
            "backup": _TEXT,
            "answer": f.one_of("yes", "no", "not known"),
            **_FRESH,
        },
        {Role.CLIENT: ""},
    ),
    Context.AGREEMENT: Schema(
        {
            "site": f.site,
            "home": f.identifier,
            "agreement": f.identifier,
            "client": f.identifier,
            "document": f.hashed,
            "terms": f.hashed,
            "role": f.one_of("management", "client", "witness"),
            "seal": f.either("", f.hashed),
            "drawing": f.either("", f.hashed),
            **_FRESH,
        },
        {Role.STATEMENT: ""},
        Asserted.BY_PERSON,
    ),
    Context.AGREEMENT_END: Schema(
        {
            "site": f.site,
            "home": f.identifier,
            "agreement": f.identifier,
            "document": f.hashed,
            "ends": f.time,
            "role": f.one_of("management", "client"),
            **_FRESH,
        },
        {Role.STATEMENT: ""},
        Asserted.BY_PERSON,
    ),
    Context.ATTESTATION: Schema(
        {
            "site": f.site,
            "home": f.identifier,
            "job": f.identifier,
            "person": f.identifier,
            "text": _TEXT,
            **_FRESH,
        },
        {Role.STATEMENT: ""},
        Asserted.ALWAYS,
    ),
}


def check_fields(fields: Mapping[str, JSONValue]) -> Context:
    """Return the context of *fields* if they are exactly what it demands."""
    context = _context(fields.get("context"))
    schema = SCHEMAS[context]
    f.record({"context": f.text, "at": f.time, **schema.fields})(fields)
    if len({fields[each] for each in schema.distinct}) != len(schema.distinct):
        raise MalformedError("keys are not distinct")
    if "expires" in fields and not f.text(fields["expires"]) > f.text(fields["at"]):
        raise MalformedError("expired before it began")
    if fields.get("act") in {"remove", *KEEP_ACTS, *CASE_ACTS} and not fields["subject"]:
        raise MalformedError("an act without its subject")
    if context is Context.AGREEMENT:
        _check_agreement(fields)
    if "ends" in fields and f.text(fields["ends"]) < f.text(fields["at"]):
        raise MalformedError("ended before it was said")
    return context


def signers(context: Context, fields: Mapping[str, JSONValue]) -> Mapping[Role, str]:
    """Return the roles that must sign, each with the key (base64url) if *fields* name it."""
    if context is Context.SIGN_IN and fields["method"] == "passkey":
        return {}
    if SCHEMAS[context].asserted is Asserted.BY_PERSON and fields["role"] == "client":
        return {Role.CLIENT: ""}
    return {
        role: f.text(fields[named]) if named else ""
        for role, named in SCHEMAS[context].signers.items()
    }


def asserted(context: Context, fields: Mapping[str, JSONValue]) -> bool | None:
    """Return whether an assertion must be there; None where it may."""
    when = SCHEMAS[context].asserted
    if when is Asserted.BY_METHOD:
        return fields["method"] == "passkey"
    if when is Asserted.FROM_SECOND:
        return True if fields["number"] != 1 else None
    if when is Asserted.BY_PERSON:
        return fields["role"] != "client"
    return when is Asserted.ALWAYS


def _check_agreement(fields: Mapping[str, JSONValue]) -> None:
    """Require the seal of who signs for the shop, and the drawing of who saw it drawn."""
    if (fields["role"] == "management") != (fields["seal"] != ""):
        raise MalformedError("management names the seal, and nobody else")
    if fields["role"] == "witness" and fields["drawing"] == "":
        raise MalformedError("a witness without a drawing")
    if fields["role"] == "management" and fields["drawing"] != "":
        raise MalformedError("management draws nothing")


def _context(value: JSONValue) -> Context:
    try:
        return Context(f.text(value))
    except ValueError as exc:
        raise MalformedError("unknown context") from exc
