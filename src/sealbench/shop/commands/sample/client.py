"""A client in software: claims a link and seals a login as the client's browser does."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sealbench import canon, clock
from sealbench.canon import JSONValue
from sealbench.ids import ClientId, JobId, LoginId, new_id
from sealbench.policy import Browser
from sealbench.seal import Login, file_hash, new_identity, recipient_hashes, recipient_of, seal
from sealbench.shop.bench import Bench, ClientVisit, token_hash
from sealbench.shop.bench.nonces import new_nonce
from sealbench.shop.procedures.acknowledge_job import acknowledge_job
from sealbench.shop.procedures.acknowledgements import texts_today
from sealbench.shop.procedures.claim_link import claim_link
from sealbench.shop.procedures.issue_link import Slip
from sealbench.shop.procedures.seal_login import seal_login
from sealbench.shop.procedures.upload import Upload
from sealbench.shop.queries import sessions
from sealbench.statement import Context, Role, SignedStatement, Statement, sign


@dataclass(slots=True)
class SoftwareClient:
    """Somebody with a phone: a signing key and an age identity of their own."""

    bench: Bench
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate, repr=False)
    identity: str = field(default_factory=new_identity, repr=False)

    @property
    def public(self) -> str:
        """Return the signing key in base64url."""
        return canon.b64u(self.key.public_key().public_bytes_raw())

    def claim(self, slip: Slip) -> ClientVisit:
        """Claim the link on *slip* with its code, and return the visit."""
        token = slip.link.token
        seconds = int(self.bench.now().timestamp())
        signed = self._signed(
            Context.CLAIM,
            site=self.bench.config.site,
            home=self.bench.house.id,
            link=token_hash(token),
            key=self.public,
            recipient=recipient_of(self.identity),
            device_stays=False,
            nonce=new_nonce(self.bench.house, "claim", seconds=seconds),
            own=canon.b64u(os.urandom(32)),
        )
        visited = self.bench.run(
            claim_link, token=token, code=slip.link.code, signed=signed, browser=Browser.CLEAN
        )
        visit = sessions.client(self.bench, visited.token)
        return visit or ClientVisit(ClientId(""), JobId(""), "")

    def acknowledge(self, visit: ClientVisit, answer: str) -> None:
        """Sign the texts of today, and what the client says about a backup."""
        seconds = int(self.bench.now().timestamp())
        signed = self._signed(
            Context.ACKNOWLEDGEMENT,
            site=self.bench.config.site,
            home=self.bench.house.id,
            job=visit.job,
            **{each.name: each.reference for each in texts_today()},
            answer=answer,
            nonce=new_nonce(self.bench.house, "client-act", seconds=seconds),
            own=canon.b64u(os.urandom(32)),
        )
        self.bench.run(acknowledge_job, who=visit, signed=signed)

    def seal(
        self,
        visit: ClientVisit,
        recipients: Sequence[str],
        *,
        label: str,
        user: str,
        password: str,
    ) -> LoginId:
        """Seal a login to *recipients* for a week and three openings; return its id."""
        login = LoginId(new_id())
        data = seal(Login(visit.job, login, label, user, password), recipients)
        hashes: list[JSONValue] = [*recipient_hashes(recipients)]
        signed = self._signed(
            Context.SEAL,
            job=visit.job,
            login=login,
            recipients=hashes,
            ciphertext=file_hash(data),
            expires=clock.to_text(self.bench.now() + timedelta(days=7)),
            openings=3,
        )
        self.bench.run(seal_login, who=visit, upload=Upload(signed, data, label))
        return login

    def _signed(self, context: Context, **fields: JSONValue) -> SignedStatement:
        stated = {"at": clock.to_text(self.bench.now()), **fields}
        return sign(Statement.compose(context, **stated), {Role.CLIENT: self.key})
