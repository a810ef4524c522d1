"""A client in software: a phone with keys of its own, which talks to pages as a browser does."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client

from sealbench import canon, clock
from sealbench.canon import JSONValue
from sealbench.ids import JobId, LoginId, new_id
from sealbench.seal import Login, file_hash, new_identity, recipient_hashes, recipient_of, seal
from sealbench.shop.bench import Bench, token_hash
from sealbench.shop.procedures.acknowledgements import texts_today
from sealbench.shop.procedures.intake import Intake
from sealbench.shop.procedures.issue_link import Slip, issue_link
from sealbench.statement import Context, Role, SignedStatement, Statement, sign
from tests.support.cast import Cast, browser
from tests.support.desk import take_in

PASSWORD = "correct horse battery staple"  # noqa: S105 - what must never be found on the server


@dataclass(slots=True)
class Phone:
    """A client's browser: its keys, its cookies, and the job that it looks at."""

    bench: Bench
    web: Client
    job: JobId
    identity: str = field(default_factory=new_identity, repr=False)
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate, repr=False)

    @property
    def public(self) -> str:
        """Return the signing key in base64url."""
        return canon.b64u(self.key.public_key().public_bytes_raw())

    @property
    def now(self) -> datetime:
        return self.bench.now()

    def post(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """Post *body* as a script of the page would."""
        kind = "application/json"
        return self.web.post(path, body or {}, content_type=kind, HTTP_ACCEPT=kind)

    def nonce(self, purpose: str) -> str:
        return str(self.json("/c/nonce", {"purpose": purpose})["nonce"])

    def json(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Post *body* and return the object that comes back; it must be fine."""
        answer = self.post(path, body)
        assert answer.status_code == 200, answer.content
        return canon.parse(answer.content)

    def signed(self, context: Context, **fields: JSONValue) -> SignedStatement:
        """Return the statement of *fields*, signed by the client's key now."""
        stated = {"at": clock.to_text(self.now), **fields}
        return sign(Statement.compose(context, **stated), {Role.CLIENT: self.key})

    def fresh(self, purpose: str) -> dict[str, JSONValue]:
        return {"nonce": self.nonce(purpose), "own": canon.b64u(os.urandom(32))}

    def place(self) -> dict[str, JSONValue]:
        return {"site": self.bench.config.site, "home": self.bench.house.id}

    def claim_statement(self, token: str, **changes: JSONValue) -> SignedStatement:
        fields: dict[str, JSONValue] = {
            **self.place(),
            "link": token_hash(token),
            "key": self.public,
            "recipient": recipient_of(self.identity),
            "device_stays": False,
            **self.fresh("claim"),
        }
        return self.signed(Context.CLAIM, **(fields | changes))

    def claim(self, token: str, code: str, **changes: JSONValue) -> Any:
        """Claim the link with *token*."""
        statement = self.claim_statement(token, **changes).to_json()
        return self.post("/c/claim", {"token": token, "code": code, "statement": statement})

    def visit(self, token: str = "", **changes: JSONValue) -> Any:
        """Come back with the key."""
        fields = {**self.place(), "key": self.public, **self.fresh("visit")}
        signed = self.signed(Context.VISIT, **(fields | changes))
        return self.post("/c/visit", {"token": token, "statement": signed.to_json()})

    def act(self, act: str, subject: str = "") -> Any:
        """Return a signed act."""
        fields = {"job": self.job, "act": act, "subject": subject, **self.fresh("client-act")}
        return self.signed(Context.CLIENT_ACT, **fields).to_json()

    def acknowledgement(self, answer: str = "yes", **changes: JSONValue) -> SignedStatement:
        """Return the texts of today, signed; *changes* bend the statement."""
        fields: dict[str, JSONValue] = {
            **self.place(),
            "job": self.job,
            **{each.name: dict(each.reference) for each in texts_today()},
            "answer": answer,
            **self.fresh("client-act"),
        }
        return self.signed(Context.ACKNOWLEDGEMENT, **(fields | changes))

    def acknowledge(self, answer: str = "yes") -> None:
        """Sign the texts of today."""
        self.json("/c/acknowledge", {"statement": self.acknowledgement(answer).to_json()})

    def page(self, **known: Any) -> dict[str, Any]:
        """Return all that the page shows."""
        return self.json("/c/job", {"mark": "", "known": 0, "public": 0, "directory": 0, **known})

    def sealed(
        self, recipients: Sequence[str], *, label: str = "Windows", **changes: Any
    ) -> dict[str, Any]:
        """Return the upload of a login sealed to *recipients*; *changes* bend the statement."""
        login = LoginId(str(changes.pop("login", new_id())))
        data = seal(Login(self.job, login, label, "ida", PASSWORD), recipients)
        return self.upload(data, recipients, label=label, login=login, **changes)

    def upload(
        self, data: bytes, recipients: Sequence[str], *, label: str = "Windows", **changes: Any
    ) -> dict[str, Any]:
        """Return an upload of any *data*, with the statement that fits it."""
        fields: dict[str, Any] = {
            "job": self.job,
            "login": new_id(),
            "recipients": recipient_hashes(recipients),
            "ciphertext": file_hash(data),
            "expires": clock.to_text(self.now + timedelta(days=7)),
            "openings": 3,
            **changes,
        }
        signed = self.signed(Context.SEAL, **fields)
        return {"statement": signed.to_json(), "ciphertext": canon.b64u(data), "label": label}


@dataclass(slots=True)
class Counter:
    """A job with a link, and the phones that come to it."""

    cast: Cast
    job: JobId
    number: int
    slip: Slip

    @property
    def token(self) -> str:
        return self.slip.link.token

    @property
    def code(self) -> str:
        return self.slip.link.code

    @property
    def wrong(self) -> str:
        """Return a code that is not the one."""
        return f"{(int(self.code) + 1) % 1_000_000:06d}"

    def phone(self) -> Phone:
        """Return a browser that nobody has used."""
        return Phone(self.cast.bench, browser(self.cast.bench), self.job)

    def claimed(self) -> Phone:
        """Return a phone that has claimed the link."""
        phone = self.phone()
        answer = phone.claim(self.token, self.code)
        assert answer.status_code == 200, answer.content
        return phone

    def recipients(self, *names: str) -> list[str]:
        """Return the recipients of *names* of the cast."""
        return [recipient_of(self.cast.person(name).keys.age) for name in names or ("tariq",)]


def with_link(cast: Cast, taken: Intake | None = None) -> Counter:
    """Return a job with a link that nobody has claimed."""
    job = take_in(cast, taken)
    slip = cast.bench.run(issue_link, who=cast.staff("dora"), number=job.number)
    return Counter(cast, job.id, job.number, slip)
