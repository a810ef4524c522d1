"""Write vectors/{statement,directory,sealed-login,identity-file}.json from fixed keys.

Run `PYTHONPATH=src python -m tests.seal.make_vectors`.  Ciphertexts are random, as they must
be: the two files that hold some differ at each run; the others never do, and a test says so.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sealbench import canon
from sealbench.ids import HomeId, JobId, LoginId
from sealbench.seal import (
    ClientKeys,
    Directory,
    Login,
    Pin,
    age,
    derive,
    name_form,
    receipt_form,
    recipient_of,
    seal,
    wrap_by_passkey,
    wrap_by_passphrase,
)
from sealbench.seal.identity_file import PRF_LABEL, PRF_NONCE, PersonKeys, prf_inputs, prf_key
from sealbench.seal.padding import pad
from sealbench.seal.passphrase import salt_of
from sealbench.statement import SignedStatement, Statement
from tests.seal.chains import CHAINS, DOCUMENTS
from tests.seal.forgeries import forgeries
from tests.seal.people import GENESIS
from tests.statement.passkey import SITE, FixedPasskey, eddsa, es256, rs256
from tests.statement.samples import HOME, JOB, LOGIN, SAMPLES, h, identity, octets, public, signed

FOLDER = Path(__file__).parents[2] / "vectors"
WORDS = "abandon ability able about above absent zoo"
Form = dict[str, Any]


def statement_vectors() -> Form:
    """Every context, each algorithm of passkeys, and what must be refused."""
    return {
        "statements": [_statement(name) for name in SAMPLES],
        "assertions": list(_assertions()),
        "malformed": list(_malformed()),
        "weak_keys": [canon.b64u(each) for each in WEAK],
    }


WEAK = [
    bytes(32),
    b"\1" + bytes(31),
    (2**255 - 20).to_bytes(32, "little"),
    (2**255 - 19).to_bytes(32, "little"),
    b"\xff" * 32,
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
    bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"),
]


def _statement(name: str) -> Form:
    made = signed(name)
    return {
        "name": name,
        "seeds": {role.value: h(seed) for role, seed in SAMPLES[name][2].items()},
        "message": made.statement.message.decode(),
        "challenge": canon.b64u(made.statement.challenge),
        "hash": made.statement.hash,
        "signed": made.to_json(),
    }


def _assertions() -> list[Form]:
    statement = signed("opening by passkey").statement
    good = [("es256", es256()), ("eddsa", eddsa()), ("rs256", rs256())]
    bends: Mapping[str, Mapping[str, Any]] = {
        "no user presence": {"flags": 0x04},
        "no user verification": {"flags": 0x01},
        "another rp": {"rp": "evil.example"},
        "a registration": {"extra": {"type": "webauthn.create"}},
        "another site": {"extra": {"origin": "https://evil.example"}},
        "another challenge": {"extra": {"challenge": h("challenge")}},
        "cross-origin": {"extra": {"crossOrigin": True}},
        "top origin": {"extra": {"topOrigin": "https://evil.example"}},
    }
    rows = [_assertion(name, key, statement, valid=True) for name, key in good]
    for name, bend in bends.items():
        rows.append(_assertion(name, es256(), statement, valid=False, **bend))
    other = {**_assertion("another key", es256(), statement, valid=False)}
    return [*rows, {**other, "spki": canon.b64u(es256(6).spki)}]


def _assertion(
    name: str, key: FixedPasskey, statement: Statement, *, valid: bool, **bend: Any
) -> Form:
    return {
        "name": name,
        "valid": valid,
        "site": SITE,
        "spki": canon.b64u(key.spki),
        "statement": dict(statement.fields),
        "assertion": key.answer(statement, **bend).to_json(),
    }


def _malformed() -> list[Form]:
    visit = canon.parse(signed("visit").to_bytes())
    opening = canon.parse(signed("opening by passkey").to_bytes())
    (entry,) = _list(visit["signatures"])
    rows: list[tuple[str, Any]] = [
        (f"visit with another {field}", {**visit, "statement": {**visit["statement"], **change}})  # type: ignore[dict-item]  # a JSON object
        for field, change in BENT_FIELDS
    ]
    rows += [
        ("a field is missing", {**visit, "statement": _without(visit["statement"], "own")}),
        ("another envelope field", {**visit, "extra": 1}),
        ("no signature", {**visit, "signatures": []}),
        ("the role of another", {**visit, "signatures": [{**entry, "role": "opening"}]}),
        ("signed twice", {**visit, "signatures": [entry, entry]}),
        ("a weak key", {**visit, "signatures": [{**entry, "key": canon.b64u(bytes(32))}]}),
        ("an assertion out of place", {**visit, "assertion": opening["assertion"]}),
        ("no assertion", _without(opening, "assertion")),
    ]
    rows += _malformed_agreements()
    rows += _malformed_keeps()
    return [{"reason": reason, "signed": value} for reason, value in rows]


def _malformed_agreements() -> list[tuple[str, Any]]:
    """What management signs is asserted and names the seal; what a client signs is neither."""

    def bent(name: str, **changes: Any) -> Form:
        form = signed(name).to_json()
        return {**form, "statement": {**form["statement"], **changes}}  # type: ignore[dict-item]  # a JSON object

    management, client = "agreement by management", "agreement by the client"
    witness, end = "agreement before a witness", "agreement-end by management"
    return [
        ("an agreement without an assertion", _without(signed(management).to_json(), "assertion")),
        ("an agreement by management as by the client", bent(management, role="client", seal="")),
        ("an agreement by the client as by management", bent(client, role="management")),
        ("an agreement without its seal", bent(management, seal="")),
        ("an agreement with a drawing of management", bent(management, drawing=h("drawing"))),
        ("a seal that a client names", bent(client, seal=h("root"))),
        ("a witness without a drawing", bent(witness, drawing="")),
        ("an agreement of another role", bent(management, role="technician")),
        ("an end without an assertion", _without(signed(end).to_json(), "assertion")),
        ("an end in the past", bent(end, ends="2026-11-23T14:59:59Z")),
    ]


def _malformed_keeps() -> list[tuple[str, Any]]:
    """What a client asks to be kept names everything; an act about it names which."""

    def bent(name: str, **changes: Any) -> Form:
        form = signed(name).to_json()
        return {**form, "statement": {**form["statement"], **changes}}  # type: ignore[dict-item]  # a JSON object

    return [
        ("a keep for nobody", bent("keep", recipients=[])),
        ("a keep for a written reason", bent("keep", why="because")),
        ("a keep of no client", bent("keep", client="")),
        ("a keep without an opening", bent("keep", openings=0)),
        ("a keep that ends at once", bent("keep", expires=signed("keep").statement.text("at"))),
        ("a confirmation of nothing", bent("client-act about a kept login", subject="")),
    ]


BENT_FIELDS: list[tuple[str, Form]] = [
    ("time", {"at": "2026-11-23T15:00:00.000Z"}),
    ("context", {"context": "sealbench/visit/v2"}),
    ("site: path", {"site": "https://shop.example/"}),
    ("site: plain", {"site": "http://shop.example"}),
    ("site: address", {"site": "https://192.168.1.1"}),
    ("site: default port", {"site": "https://shop.example:443"}),
    ("home", {"home": HOME.upper()}),
    ("nonce: short", {"nonce": "AAAA"}),
    ("nonce: trailing bits", {"nonce": "A" * 42 + "B"}),
    ("nonce: padded", {"nonce": "A" * 43 + "="}),
    ("own: null", {"own": None}),
    ("key: weak", {"key": canon.b64u(bytes(32))}),
    ("field in addition", {"note": ""}),
]


def _without(value: Any, field: str) -> Form:
    return {key: item for key, item in value.items() if key != field}


def _list(value: Any) -> list[Form]:
    return list(value)


def directory_vectors() -> Form:
    """A home's documents, by name, and chains of them."""
    first = Directory.from_statement(DOCUMENTS["first"].statement)
    return {
        "genesis": GENESIS.to_json(),
        "fingerprint": GENESIS.statement.hash,
        "documents": {name: each.to_json() for name, each in DOCUMENTS.items()},
        "chains": [
            {
                "name": chain.name,
                "documents": list(chain.documents),
                "now": chain.now,
                "pin": _pin(DOCUMENTS[chain.pin]) if chain.pin else None,
                "number": chain.number,
                "refused": chain.refused,
            }
            for chain in CHAINS
        ],
        "people": [{"id": each.id, "fingerprint": each.fingerprint} for each in first.people],
    }


def _pin(document: SignedStatement) -> Form:
    pin = Pin.of(Directory.from_statement(document.statement))
    return {"number": pin.number, "hash": pin.hash}


def sealed_login_vectors() -> Form:
    """Recipients, paddings, files that open and files that are refused."""
    plain = Login(JobId(JOB), LoginId(LOGIN), "Windows", "ida", "correct horse", "Küchen-PC")
    long = Login(JobId(JOB), LoginId(LOGIN), "Windows", "ida", "long " * 200)
    one, two = identity("tariq"), identity("nina")
    good = seal(plain, [recipient_of(one)])
    sealed = [
        ("one person", plain, [one]),
        ("two people", plain, [one, two]),
        ("long", long, [one]),
    ]
    return {
        "recipients": [{"identity": each, "recipient": recipient_of(each)} for each in (one, two)],
        "paddings": [
            {"data": canon.b64u(bytes([7] * size)), "padded": canon.b64u(pad(bytes([7] * size)))}
            for size in (0, 1, 508, 509)
        ],
        "sealed": [
            {
                "name": name,
                "identities": people,
                "file": canon.b64u(seal(login, [recipient_of(each) for each in people])),
                "login": canon.parse(login.to_bytes()),
            }
            for name, login, people in sealed
        ],
        "malformed": [
            {"reason": reason, "file": canon.b64u(data)}
            for reason, data in forgeries(good)
            if len(data) < 10_000
        ],
    }


def identity_file_vectors() -> Form:
    """PRF results, passphrases, complete files, and headers that are refused."""
    home = HomeId(HOME)
    person = PersonKeys(home, identity("olga"), octets("olga opening"), octets("olga statement"))
    client = ClientKeys(home, identity("carla"), octets("carla"))
    results = octets("prf first"), octets("prf second")
    carla_key = canon.unb64u(public("carla"))
    by_name = derive(WORDS, home, name_form("Olga  BRANDT"))
    by_receipt = derive(WORDS, home, receipt_form(carla_key))
    return {
        "prf": {
            "inputs": [canon.b64u(each) for each in prf_inputs()],
            "results": [canon.b64u(each) for each in results],
            "key": canon.b64u(prf_key(*results)),
        },
        "passphrases": [
            {
                "passphrase": WORDS,
                "home": home,
                "name": name,
                "client_key": key,
                "form": form,
                "salt": canon.b64u(salt_of(home, form)),
                "sign_in_seed": canon.b64u(keys.sign_in_seed),
                "wrapping_key": canon.b64u(keys.wrapping_key),
            }
            for name, key, form, keys in (
                ("Olga  BRANDT", None, name_form("Olga  BRANDT"), by_name),
                (None, canon.b64u(carla_key), receipt_form(carla_key), by_receipt),
            )
        ],
        "files": [
            _file("passkey", prf_key(*results), person, wrap_by_passkey(person, prf_key(*results))),
            _file(
                "passphrase",
                by_name.wrapping_key,
                person,
                wrap_by_passphrase(person, by_name.wrapping_key),
            ),
            _file(
                "passphrase",
                by_receipt.wrapping_key,
                client,
                wrap_by_passphrase(client, by_receipt.wrapping_key),
            ),
        ],
        "malformed": [
            {"reason": reason, "kind": "passkey", "file": canon.b64u(data)}
            for reason, data in _identity_forgeries().items()
        ],
    }


def _file(kind: str, key: bytes, keys: PersonKeys | ClientKeys, data: bytes) -> Form:
    return {
        "kind": kind,
        "key": canon.b64u(key),
        "payload": canon.parse(keys.to_bytes()),
        "file": canon.b64u(data),
    }


def _identity_forgeries() -> Mapping[str, bytes]:
    nonce, body = age.b64(PRF_NONCE), bytes(32)
    stanza = age.Stanza((PRF_LABEL, nonce), body)
    bad = {
        "two stanzas": [stanza, stanza],
        "no argument": [age.Stanza((PRF_LABEL,), body)],
        "another nonce": [age.Stanza((PRF_LABEL, age.b64(bytes(16))), body)],
        "a short body": [age.Stanza((PRF_LABEL, nonce), body[:31])],
        "age's own passphrase": [age.Stanza((b"scrypt", nonce, b"18"), body)],
        "wrapped by a passphrase": [age.Stanza((b"sealbench.org/passphrase-key", nonce), body)],
    }
    files = {reason: age.encrypt(b"x", bytes(16), stanzas) for reason, stanzas in bad.items()}
    return {**files, "empty payload": age.encrypt(b"", bytes(16), [stanza]), "empty": b""}


def to_text(form: Form) -> str:
    """The text of a vector file."""
    return json.dumps(form, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def main() -> None:
    """Write all four files."""
    made = {
        "statement": statement_vectors(),
        "directory": directory_vectors(),
        "sealed-login": sealed_login_vectors(),
        "identity-file": identity_file_vectors(),
    }
    for name, form in made.items():
        (FOLDER / f"{name}.json").write_text(to_text(form), "utf-8")


if __name__ == "__main__":
    main()
