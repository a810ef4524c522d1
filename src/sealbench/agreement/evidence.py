"""What travels inside of a final agreement, so that it verifies alone (docs/spec/agreement.md).

It is attached to the PDF as ``agreement.json``.  Every signed statement stands in the event by
which the ledger recorded it; nothing here is believed before `dossier.agreements` checked it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from sealbench import canon
from sealbench.agreement.drawing import Drawing
from sealbench.agreement.terms import Terms
from sealbench.canon import JSON, JSONValue
from sealbench.errors import MalformedError
from sealbench.statement import Context, SignedStatement
from sealbench.statement import formats as f

FILE = "agreement.json"
MOST_EVIDENCE = 8 * 1024 * 1024
MANAGEMENT, CLIENT, WITNESS = "management", "client", "witness"


@dataclass(frozen=True, slots=True)
class Recorded:
    """One event of the ledger that holds a signed statement: leaf, what opens it, its proof.

    *payload* has `type`, `at`, `actor` and `statement`, as events have; *proof* is a
    tlog-proof@v1.
    """

    leaf: bytes
    r: bytes = field(repr=False)
    payload: JSON = field(repr=False)
    proof: str = field(repr=False)

    @property
    def signed(self) -> SignedStatement:
        """Return the statement that was recorded; raise MalformedError."""
        signed = SignedStatement.from_json(self.payload.get("statement"))
        signed.statement.require(Context.AGREEMENT)
        return signed

    @property
    def role(self) -> str:
        """Return in which role it was signed."""
        return self.signed.statement.text("role")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that shows who signed what.

    *size* is how many bytes at the beginning of the PDF are the document that was signed,
    *template* its template, "" for the client's own; *client* is a name for people.  *claim* is
    the client's claim of the key that signed, *root* the certificate (DER) that the manager named.
    """

    number: str
    template: str
    size: int
    terms: Terms
    shop: str
    client: str = field(repr=False)
    genesis: SignedStatement
    directories: tuple[SignedStatement, ...]
    records: tuple[Recorded, ...]
    claim: SignedStatement | None
    drawing: Drawing | None
    root: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Raise MalformedError unless each is of its context, and of each role but management one.

        Whether everybody signed who must is for the verification to say.
        """
        self.genesis.statement.require(Context.GENESIS)
        roles = [each.role for each in self.records]
        once = [role for role in roles if role != MANAGEMENT]
        if not roles or len(set(once)) != len(once):
            raise MalformedError("each side signs once; management again for another seal")
        if self.claim is not None:
            self.claim.statement.require(Context.CLAIM)

    @property
    def fingerprint(self) -> str:
        """Return the fingerprint of the home, 43 letters, as the client's link carries it."""
        return self.genesis.statement.hash

    def by(self, role: str) -> Recorded | None:
        """Return what was signed in *role* first, None if nothing was."""
        return next(iter(self.all_by(role)), None)

    def all_by(self, role: str) -> tuple[Recorded, ...]:
        """Return all that was signed in *role*: management's last one names the seal."""
        return tuple(each for each in self.records if each.role == role)

    def to_bytes(self) -> bytes:
        """Return the file that is attached; `from_bytes` is its inverse."""
        return canon.to_bytes(
            {
                "v": 1,
                "number": self.number,
                "template": self.template,
                "size": self.size,
                "terms": self.terms.to_json(),
                "shop": self.shop,
                "client": self.client,
                "genesis": self.genesis.to_json(),
                "directories": [each.to_json() for each in self.directories],
                "records": [_record_to_json(each) for each in self.records],
                "claim": self.claim.to_json() if self.claim else None,
                "drawing": self.drawing.to_json() if self.drawing else None,
                "root": canon.b64u(self.root),
            }
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return the evidence in *data*; raise MalformedError for any other form."""
        if len(data) > MOST_EVIDENCE:
            raise MalformedError("too much evidence")
        fields: Any = canon.from_bytes(data)
        _FORM(fields)
        claim, drawing = fields["claim"], fields["drawing"]
        return cls(
            number=fields["number"],
            template=fields["template"],
            size=fields["size"],
            terms=Terms.from_json(fields["terms"]),
            shop=fields["shop"],
            client=fields["client"],
            genesis=SignedStatement.from_json(fields["genesis"]),
            directories=tuple(SignedStatement.from_json(each) for each in fields["directories"]),
            records=tuple(_record(each) for each in fields["records"]),
            claim=None if claim is None else SignedStatement.from_json(claim),
            drawing=None if drawing is None else Drawing.from_json(drawing),
            root=canon.unb64u(fields["root"]),
        )


def _anything(_value: JSONValue) -> None:
    """Leave the form to who reads it."""


def _listing(least: int, most: int, form: f.Form = _anything) -> f.Form:
    def check(value: JSONValue) -> None:
        if not isinstance(value, list) or not least <= len(value) <= most:
            raise MalformedError("not a list of the length allowed")
        for item in value:
            form(item)

    return check


def _event(value: JSONValue) -> None:
    """Require what every event has; the rest differs from type to type."""
    if not isinstance(value, Mapping) or not {"type", "at", "actor", "statement"} <= value.keys():
        raise MalformedError("an event has a type, a time, an actor, and here a statement")
    f.text(value["type"])
    f.time(value["at"])
    if not isinstance(value["actor"], Mapping):
        raise MalformedError("an actor is an object")


_RECORD = f.record({"leaf": f.text, "r": f.hashed, "payload": _event, "proof": f.text})
_FORM = f.record(
    {
        "v": f.version,
        "number": f.text,
        "template": f.text,
        "size": f.number,
        "terms": _anything,
        "shop": f.text,
        "client": f.text,
        "genesis": _anything,
        "directories": _listing(1, 2000),
        "records": _listing(1, 6, _RECORD),
        "claim": _anything,
        "drawing": _anything,
        "root": f.octets(1, 8192),
    }
)


def _record(fields: Mapping[str, Any]) -> Recorded:
    r = canon.unb64u(fields["r"])
    return Recorded(fields["leaf"].encode(), r, fields["payload"], fields["proof"])


def _record_to_json(each: Recorded) -> JSON:
    return {
        "leaf": each.leaf.decode(),
        "r": canon.b64u(each.r),
        "payload": each.payload,
        "proof": each.proof,
    }
