"""A person in software: the keys and statements that a browser would make, with real crypto."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sealbench import canon, clock
from sealbench.canon import JSONValue
from sealbench.ids import HomeId
from sealbench.seal import PersonKeys, recipient_of, wrap_by_passkey, wrap_by_passphrase
from sealbench.seal.passphrase import PassphraseKeys, derive, name_form
from sealbench.shop.bench import Bench, token_hash
from sealbench.shop.commands.sample.passkey import SoftwarePasskey
from sealbench.statement import Context, Role, SignedStatement, Statement, sign

Entry = dict[str, JSONValue]


def _id(entry: Entry) -> str:
    return str(entry["id"])


def _private(seed: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(seed)


def _public(seed: bytes) -> str:
    return canon.b64u(_private(seed).public_key().public_bytes_raw())


@dataclass(slots=True)
class SoftwarePerson:
    """Someone with a browser: keys of the home, a passphrase's keys, perhaps passkeys.

    Without *passphrase* its two keys are random: scrypt would take half a second.
    """

    name: str
    home: HomeId
    site: str
    keys: PersonKeys
    by_passphrase: PassphraseKeys
    passkeys: list[SoftwarePasskey] = field(default_factory=list)
    id: str = ""  # known once the server has said it

    @classmethod
    def born(
        cls, bench: Bench, name: str, *, passphrase: str = "", passkey: bool = True
    ) -> "SoftwarePerson":
        """Return a person with fresh keys for the home of *bench*."""
        home, site = bench.house.id, bench.config.site
        keys = (
            derive(passphrase, home, name_form(name))
            if passphrase
            else PassphraseKeys(os.urandom(32), os.urandom(32))
        )
        passkeys = [SoftwarePasskey(site)] if passkey else []
        return cls(name, home, site, PersonKeys.generate(home), keys, passkeys)

    @property
    def public(self) -> dict[str, str]:
        """Return the public keys as statements name them."""
        return {
            "recipient": recipient_of(self.keys.age),
            "opening_key": _public(self.keys.opening_seed),
            "statement_key": _public(self.keys.statement_seed),
        }

    def entry(self, roles: Sequence[str], since: str) -> Entry:
        """Return this person as a directory lists them."""
        listed = sorted((canon.b64u(key.id), canon.b64u(key.spki)) for key in self.passkeys)
        passkeys: list[JSONValue] = [{"id": one, "spki": spki} for one, spki in listed]
        return {
            "id": self.id,
            "name": self.name,
            "roles": sorted(roles),
            "passkeys": passkeys,
            "since": since,
            **self.public,
        }

    def passphrase_file(self) -> str:
        """Return the identity file under the passphrase, base64url."""
        return canon.b64u(wrap_by_passphrase(self.keys, self.by_passphrase.wrapping_key))

    def passkey_body(self, statement: Statement, passkey: SoftwarePasskey) -> JSONValue:
        """Return what is posted of a passkey that was just made for *statement*."""
        file = wrap_by_passkey(self.keys, passkey.wrapping_key)
        return {"registration": passkey.register(statement), "file": canon.b64u(file)}

    def enrolment(self, token: str, nonce: str, at: datetime) -> SignedStatement:
        """Return the signed enrolment for the invitation *token*."""
        statement = Statement.compose(
            Context.ENROLMENT,
            **self._fresh(nonce, at),
            home=self.home,
            invitation=token_hash(token),
            name=self.name,
            sign_in_key=_public(self.by_passphrase.sign_in_seed),
            **self.public,
        )
        return sign(
            statement,
            {
                Role.OPENING: _private(self.keys.opening_seed),
                Role.SIGN_IN: _private(self.by_passphrase.sign_in_seed),
                Role.STATEMENT: _private(self.keys.statement_seed),
            },
        )

    def enrolment_body(self, token: str, nonce: str, at: datetime) -> dict[str, JSONValue]:
        """Return the body that the join page posts."""
        signed = self.enrolment(token, nonce, at)
        made = self.passkeys[0] if self.passkeys else None
        return {
            "token": token,
            "enrolment": signed.to_json(),
            "passphrase_file": self.passphrase_file(),
            "passkey": self.passkey_body(signed.statement, made) if made else None,
            "genesis": None,
            "directory": None,
            "recovery": None,
        }

    def founding_body(
        self,
        token: str,
        nonce: str,
        at: datetime,
        *,
        origin: str,
        log_key: bytes,
        roles: Sequence[str] = ("front desk", "management"),
    ) -> dict[str, JSONValue]:
        """Return the body that the set-up page posts: genesis and the first directory with it."""
        genesis = Statement.compose(
            Context.GENESIS,
            at=clock.to_text(at),
            v=1,
            home=self.home,
            origin=origin,
            log_key=canon.b64u(log_key),
            statement_key=self.public["statement_key"],
        )
        signer = {Role.STATEMENT: _private(self.keys.statement_seed)}
        first = self.directory(
            [self.entry(roles, clock.to_text(at))], at, origin=origin, number=1, previous=""
        )
        return {
            **self.enrolment_body(token, nonce, at),
            "genesis": sign(genesis, signer).to_json(),
            "directory": first.to_json(),
        }

    def directory(
        self,
        people: Sequence[Entry],
        at: datetime,
        *,
        origin: str,
        number: int,
        previous: str,
        revoked: Mapping[str, str] | None = None,
        passkey: SoftwarePasskey | None = None,
    ) -> SignedStatement:
        """Return a directory signed by this person; from number 2 on with a passkey's answer."""
        gone: list[JSONValue] = [
            {"id": one, "at": when} for one, when in sorted((revoked or {}).items())
        ]
        listed: list[JSONValue] = [*sorted(people, key=_id)]
        statement = Statement.compose(
            Context.DIRECTORY,
            at=clock.to_text(at),
            v=1,
            origin=origin,
            site=self.site,
            number=number,
            previous=previous,
            expires=clock.to_text(at + timedelta(days=30)),
            people=listed,
            revoked=gone,
        )
        key = passkey or (self.passkeys[0] if self.passkeys else None)
        answer = key.answer(statement) if key and number > 1 else None
        return sign(statement, {Role.STATEMENT: _private(self.keys.statement_seed)}, answer)

    def sign_in(
        self, nonce: str, at: datetime, *, passkey: SoftwarePasskey | None = None
    ) -> SignedStatement:
        """Return the signed sign-in: by *passkey*, or by passphrase without one."""
        statement = Statement.compose(
            Context.SIGN_IN,
            **self._fresh(nonce, at),
            home=self.home,
            method="passkey" if passkey else "passphrase",
        )
        if passkey:
            return sign(statement, {}, passkey.answer(statement))
        return sign(statement, {Role.SIGN_IN: _private(self.by_passphrase.sign_in_seed)})

    def opening(
        self,
        nonce: str,
        at: datetime,
        *,
        job: str,
        login: str,
        purpose: str,
        passkey: SoftwarePasskey | None = None,
    ) -> SignedStatement:
        """Return the signed opening of *login*: by *passkey*, or by passphrase without one."""
        statement = Statement.compose(
            Context.OPENING,
            **self._fresh(nonce, at),
            job=job,
            login=login,
            purpose=purpose,
            method="passkey" if passkey else "passphrase",
        )
        answer = passkey.answer(statement) if passkey else None
        return sign(statement, {Role.OPENING: _private(self.keys.opening_seed)}, answer)

    def attestation(
        self,
        nonce: str,
        at: datetime,
        /,
        *,
        job: str,
        text: JSONValue,
        **changes: JSONValue,
    ) -> SignedStatement:
        """Return the signed statement that no record of *job* is kept; *changes* bend it.

        The first passkey asserts it.
        """
        about: dict[str, JSONValue] = {"home": self.home, "job": job, "person": self.id}
        fields = {**self._fresh(nonce, at), **about, "text": text, **changes}
        statement = Statement.compose(Context.ATTESTATION, **fields)
        answer = self.passkeys[0].answer(statement)
        return sign(statement, {Role.STATEMENT: _private(self.keys.statement_seed)}, answer)

    def house_rule(
        self,
        rule: Mapping[str, JSONValue],
        nonce: str,
        at: datetime,
        *,
        number: int,
        text: str,
        act: str = "add",
        passkey: SoftwarePasskey | None = None,
    ) -> SignedStatement:
        """Return the signed house rule *number*, to be added or retired."""
        statement = Statement.compose(
            Context.HOUSE_RULE,
            **self._fresh(nonce, at),
            home=self.home,
            act=act,
            number=number,
            rule=rule,
            text=text,
            method="passkey" if passkey else "passphrase",
        )
        answer = passkey.answer(statement) if passkey else None
        return sign(statement, {Role.STATEMENT: _private(self.keys.statement_seed)}, answer)

    def recovery(
        self, recipient: str, nonce: str, at: datetime, *, passkey: SoftwarePasskey | None = None
    ) -> SignedStatement:
        """Return the signed choice of a recovery key: by *passkey*, or at the founding without."""
        statement = Statement.compose(
            Context.RECOVERY,
            **self._fresh(nonce, at),
            home=self.home,
            recipient=recipient,
            method="passkey" if passkey else "founding",
        )
        answer = passkey.answer(statement) if passkey else None
        return sign(statement, {Role.STATEMENT: _private(self.keys.statement_seed)}, answer)

    def _fresh(self, nonce: str, at: datetime) -> Entry:
        """Return what each statement says that answers *nonce*."""
        own = canon.b64u(os.urandom(32))
        return {"at": clock.to_text(at), "site": self.site, "nonce": nonce, "own": own}
