"""One good statement per context (two where the method matters), with fixed keys."""

import base64
import hashlib
from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sealbench import canon
from sealbench.canon import JSONValue
from sealbench.seal import bech32, recipient_of
from sealbench.statement import Context, Role, SignedStatement, Statement, sign
from tests.statement.passkey import SITE, es256

AT = "2026-11-23T15:00:00Z"
LATER = "2026-11-30T15:00:00Z"
Fields = dict[str, JSONValue]


def octets(label: str) -> bytes:
    """32 fixed bytes for a *label*."""
    return hashlib.sha256(label.encode()).digest()


def b32(label: str) -> str:
    """A fixed identifier for a *label*."""
    return base64.b32encode(octets(label)[:15]).decode().lower()


def h(label: str) -> str:
    """32 fixed bytes in base64url for a *label*."""
    return canon.b64u(octets(label))


def private(label: str) -> Ed25519PrivateKey:
    """The Ed25519 key whose seed is `octets(label)`."""
    return Ed25519PrivateKey.from_private_bytes(octets(label))


def public(label: str) -> str:
    """The public key of `private(label)` in base64url."""
    return canon.b64u(private(label).public_key().public_bytes_raw())


def identity(label: str) -> str:
    """The age identity whose seed is `octets(label)`."""
    return bech32.encode("age-secret-key-pq-", octets(label)).upper()


def recipient(label: str) -> str:
    """The recipient of `identity(label)`."""
    return recipient_of(identity(label))


HOME, JOB, LOGIN = b32("home"), b32("job"), b32("login")
AGREEMENT = b32("agreement")
ORIGIN = f"sealbench.org/log/{b32('log')}"
_FRESH: Fields = {"nonce": h("nonce"), "own": h("own")}
_AGREED: Fields = {
    "site": SITE,
    "home": HOME,
    "agreement": AGREEMENT,
    "client": b32("client"),
    "document": h("document"),
    "terms": h("terms"),
    "seal": "",
    "drawing": "",
    **_FRESH,
}
_ENDED: Fields = {
    "site": SITE,
    "home": HOME,
    "agreement": AGREEMENT,
    "document": h("document"),
    "ends": LATER,
    **_FRESH,
}

OLGA: Fields = {
    "id": b32("olga"),
    "name": "Olga Brandt",
    "roles": ["management", "technician"],
    "recipient": recipient("olga"),
    "opening_key": public("olga opening"),
    "statement_key": public("olga statement"),
    "passkeys": [{"id": canon.b64u(es256().id), "spki": canon.b64u(es256().spki)}],
    "since": AT,
}

_OLGA = {Role.STATEMENT: "olga statement"}


def _house_rule(act: str) -> Fields:
    return {
        "site": SITE,
        "home": HOME,
        "act": act,
        "number": 3,
        "rule": {
            "deed": "open-logins",
            "person": "",
            "role": "technician",
            "client": b32("client"),
            "job": 1017,
            "place": "on site",
            "service": b32("service"),
            "days": ["Friday", "Saturday"],
            "start": 1200,
            "end": 420,
        },
        "text": "Nobody with the role technician opens logins for the client of job 1017 on jobs "
        "on site on jobs of the kind “Cleaning” on Friday and Saturday between 20:00 and 07:00.",
        "method": "passkey",
        **_FRESH,
    }


# name → context, fields without context and at, seeds by role
SAMPLES: Mapping[str, tuple[Context, Fields, Mapping[Role, str]]] = {
    "genesis": (
        Context.GENESIS,
        {
            "v": 1,
            "home": HOME,
            "origin": ORIGIN,
            "log_key": public("log"),
            "statement_key": public("olga statement"),
        },
        {Role.STATEMENT: "olga statement"},
    ),
    "enrolment": (
        Context.ENROLMENT,
        {
            "home": HOME,
            "site": SITE,
            "invitation": h("invitation"),
            "name": "Tariq Öztürk",
            "recipient": recipient("tariq"),
            "opening_key": public("tariq opening"),
            "statement_key": public("tariq statement"),
            "sign_in_key": public("tariq sign-in"),
            **_FRESH,
        },
        {
            Role.OPENING: "tariq opening",
            Role.SIGN_IN: "tariq sign-in",
            Role.STATEMENT: "tariq statement",
        },
    ),
    "sign-in by passphrase": (
        Context.SIGN_IN,
        {"site": SITE, "home": HOME, "method": "passphrase", **_FRESH},
        {Role.SIGN_IN: "tariq sign-in"},
    ),
    "sign-in by passkey": (
        Context.SIGN_IN,
        {"site": "http://localhost:8000", "home": HOME, "method": "passkey", **_FRESH},
        {},
    ),
    "opening by passphrase": (
        Context.OPENING,
        {
            "site": SITE,
            "job": JOB,
            "login": LOGIN,
            "purpose": "install-updates",
            "method": "passphrase",
            **_FRESH,
        },
        {Role.OPENING: "tariq opening"},
    ),
    "opening by passkey": (
        Context.OPENING,
        {
            "site": SITE,
            "job": JOB,
            "login": LOGIN,
            "purpose": "install-updates",
            "method": "passkey",
            **_FRESH,
        },
        {Role.OPENING: "tariq opening"},
    ),
    "directory": (
        Context.DIRECTORY,
        {
            "v": 1,
            "origin": ORIGIN,
            "site": SITE,
            "number": 1,
            "expires": LATER,
            "previous": "",
            "people": [OLGA],
            "revoked": [{"id": b32("revoked"), "at": AT}],
        },
        {Role.STATEMENT: "olga statement"},
    ),
    "recovery at the founding": (
        Context.RECOVERY,
        {
            "site": SITE,
            "home": HOME,
            "recipient": recipient("paper"),
            "method": "founding",
            **_FRESH,
        },
        {Role.STATEMENT: "olga statement"},
    ),
    "recovery by passkey": (
        Context.RECOVERY,
        {
            "site": SITE,
            "home": HOME,
            "recipient": recipient("paper"),
            "method": "passkey",
            **_FRESH,
        },
        {Role.STATEMENT: "olga statement"},
    ),
    "house rule by passkey": (Context.HOUSE_RULE, _house_rule("add"), _OLGA),
    "house rule by passphrase": (
        Context.HOUSE_RULE,
        {**_house_rule("retire"), "method": "passphrase"},
        _OLGA,
    ),
    "claim": (
        Context.CLAIM,
        {
            "site": SITE,
            "home": HOME,
            "link": h("link"),
            "key": public("carla"),
            "recipient": recipient("carla"),
            "device_stays": False,
            **_FRESH,
        },
        {Role.CLIENT: "carla"},
    ),
    "visit": (
        Context.VISIT,
        {"site": SITE, "home": HOME, "key": public("carla"), **_FRESH},
        {Role.CLIENT: "carla"},
    ),
    "seal": (
        Context.SEAL,
        {
            "job": JOB,
            "login": LOGIN,
            "recipients": sorted([h("recipient a"), h("recipient b")]),
            "ciphertext": h("ciphertext"),
            "expires": LATER,
            "openings": 3,
        },
        {Role.CLIENT: "carla"},
    ),
    "keep": (
        Context.KEEP,
        {
            "site": SITE,
            "home": HOME,
            "client": "q" * 24,
            "job": JOB,
            "keep": LOGIN,
            "recipients": sorted([h("recipient a"), h("recipient b")]),
            "ciphertext": h("ciphertext"),
            "why": "regular-care",
            "expires": LATER,
            "openings": 3,
            **_FRESH,
        },
        {Role.CLIENT: "carla"},
    ),
    "client-act about a kept login": (
        Context.CLIENT_ACT,
        {"job": JOB, "act": "confirm-keep", "subject": LOGIN, **_FRESH},
        {Role.CLIENT: "carla"},
    ),
    "client-act": (
        Context.CLIENT_ACT,
        {"job": JOB, "act": "remove", "subject": LOGIN, **_FRESH},
        {Role.CLIENT: "carla"},
    ),
    "client-act without subject": (
        Context.CLIENT_ACT,
        {"job": JOB, "act": "ask-presence", "subject": "", **_FRESH},
        {Role.CLIENT: "carla"},
    ),
    "acknowledgement": (
        Context.ACKNOWLEDGEMENT,
        {
            "site": SITE,
            "home": HOME,
            "job": JOB,
            **{
                name: {"version": 1, "language": "en", "hash": h(name)}
                for name in ("policy", "responsibility", "backup")
            },
            "answer": "not known",
            **_FRESH,
        },
        {Role.CLIENT: "carla"},
    ),
    "attestation": (
        Context.ATTESTATION,
        {
            "site": SITE,
            "home": HOME,
            "job": JOB,
            "person": b32("tariq"),
            "text": {"version": 1, "language": "en", "hash": h("attestation")},
            **_FRESH,
        },
        {Role.STATEMENT: "tariq statement"},
    ),
    "agreement by management": (
        Context.AGREEMENT,
        {**_AGREED, "role": "management", "seal": h("root")},
        {Role.STATEMENT: "olga statement"},
    ),
    "agreement by the client": (
        Context.AGREEMENT,
        {**_AGREED, "role": "client"},
        {Role.CLIENT: "carla"},
    ),
    "agreement before a witness": (
        Context.AGREEMENT,
        {**_AGREED, "role": "witness", "drawing": h("drawing")},
        {Role.STATEMENT: "olga statement"},
    ),
    "agreement-end by management": (
        Context.AGREEMENT_END,
        {**_ENDED, "role": "management"},
        {Role.STATEMENT: "olga statement"},
    ),
    "agreement-end by the client": (
        Context.AGREEMENT_END,
        {**_ENDED, "role": "client"},
        {Role.CLIENT: "carla"},
    ),
}


def statement(name: str, **changes: JSONValue) -> Statement:
    """The sample *name*, with *changes*."""
    context, fields, _ = SAMPLES[name]
    return Statement.compose(context, **{"at": AT, **fields, **changes})


def signed(name: str) -> SignedStatement:
    """The sample *name*, signed, and asserted if its method is a passkey or its role a person's."""
    _, fields, seeds = SAMPLES[name]
    made = statement(name)
    asserted = (
        fields.get("method") == "passkey"
        or fields.get("role") in {"management", "witness"}
        or made.context is Context.ATTESTATION
    )
    answer = es256().answer(made, made.text("site")) if asserted else None
    return sign(made, {role: private(seed) for role, seed in seeds.items()}, answer)
