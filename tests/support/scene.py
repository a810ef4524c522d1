"""A scene to open logins in: a job in service, two technicians, and a client who seals.

The rows are written by one procedure on the real bench, so that what is tested starts from
what the shop keeps; people, passkeys and age files are real.
"""

import os
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client as Browser

from sealbench import canon, clock
from sealbench.canon import JSONValue
from sealbench.ids import ClientId, JobId, LoginId, PersonId, new_id
from sealbench.keyring import HOUSE, client_node, job_node, login_node, record_node
from sealbench.policy import Proof
from sealbench.seal import (
    Directory,
    file_hash,
    recipient_hashes,
    recipient_of,
    seal,
    wrap_by_passkey,
)
from sealbench.seal import Login as ClearLogin
from sealbench.shop.bench import (
    Bench,
    Granted,
    Outcome,
    Staff,
    Subject,
    Work,
    new_token,
    open_event,
    rows,
    token_hash,
)
from sealbench.shop.bench.nonces import new_nonce
from sealbench.shop.pages import cookies
from sealbench.shop.procedures.attest_job import attest_job
from sealbench.shop.procedures.attestations import attestation_nonce, text_today
from sealbench.shop.procedures.directory_file import store_issue
from sealbench.shop.procedures.login_file import box_aad, seal_content
from sealbench.shop.procedures.open_login import OpenedLogin, open_login, opening_nonce
from sealbench.shop.procedures.passkey_proof import credential_hash
from sealbench.shop.records.models import (
    Acknowledgement,
    Assignment,
    Client,
    Device,
    Event,
    Home,
    Job,
    Login,
    Passkey,
    Person,
    ServiceKind,
    Session,
    Way,
)
from sealbench.statement import Context, Role, SignedStatement, Statement, sign
from tests.support.people import SoftwarePerson

PASSWORD = "correct horse battery staple"  # noqa: S105 - what must never be found on the server
LABEL = "Windows"


@dataclass(slots=True)
class Scene:
    """A job, its people and its client; each login is sealed to *tariq* unless told otherwise."""

    bench: Bench
    tariq: SoftwarePerson
    nina: SoftwarePerson
    service: str = field(default_factory=new_id)
    client: ClientId = field(default_factory=lambda: ClientId(new_id()))
    job: JobId = field(default_factory=lambda: JobId(new_id()))
    number: int = 1001
    client_key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    sessions: dict[str, Staff] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def staff(self, person: SoftwarePerson) -> Staff:
        """Return the signed-in *person*."""
        return self.sessions[person.id]

    def browser(self, person: SoftwarePerson | None = None) -> Browser:
        """Return a browser of *person* who is signed in, or of a stranger."""
        defaults: dict[str, Any] = {"sealbench.bench": self.bench, "SERVER_NAME": "localhost"}
        browser = Browser(**defaults)
        if person is not None:
            browser.cookies[cookies.STAFF] = self.tokens[person.id]
        return browser

    def seal(self, *people: SoftwarePerson, openings: int = 3, days: int = 7) -> LoginId:
        """Seal a login to *people* as the client's browser does, and return its id."""
        named = people or (self.tariq,)
        login = LoginId(new_id())
        clear = ClearLogin(self.job, login, LABEL, "ida", PASSWORD)
        recipients = [recipient_of(person.keys.age) for person in named]
        data = seal(clear, recipients)
        now = self.bench.now()
        hashes: list[JSONValue] = list(recipient_hashes(recipients))
        statement = Statement.compose(
            Context.SEAL,
            at=clock.to_text(now),
            job=self.job,
            login=login,
            recipients=hashes,
            ciphertext=file_hash(data),
            expires=clock.to_text(now + timedelta(days=days)),
            openings=openings,
        )
        signed = sign(statement, {Role.CLIENT: self.client_key})
        ids = [person.id for person in named]
        self.bench.run(_keep, login=login, job=self.job, signed=signed, data=data, people=ids)
        return login

    def nonce(self, person: SoftwarePerson, login: LoginId) -> str:
        """Return a nonce as the page of the opening gives it."""
        purpose = opening_nonce(self.staff(person), login)
        return new_nonce(self.bench.house, purpose, seconds=int(self.bench.now().timestamp()))

    def sign(
        self,
        person: SoftwarePerson,
        login: LoginId,
        *,
        purpose: str = "repair",
        proof: Proof = Proof.PASSKEY,
        nonce: str = "",
    ) -> SignedStatement:
        """Return what the browser of *person* signs to open *login*."""
        return person.opening(
            nonce or self.nonce(person, login),
            self.bench.now(),
            job=self.job,
            login=login,
            purpose=purpose,
            passkey=person.passkeys[0] if proof is Proof.PASSKEY else None,
        )

    def open(
        self, person: SoftwarePerson, login: LoginId, signed: SignedStatement | None = None
    ) -> OpenedLogin:
        """Open *login* with what *person* signed just now, or with *signed*."""
        return self.bench.run(
            open_login,
            who=self.staff(person),
            number=self.number,
            login=login,
            signed=signed or self.sign(person, login),
        )

    def events(self) -> list[dict[str, Any]]:
        """Return every event of the job, opened, in order."""
        row = Job.objects.get(pk=self.job)
        node = record_node(self.job)
        key = self.bench.keys.key(node)
        secret = canon.unb64u(str(rows.read(row, key, node.name)["secret"]))
        subject = Subject(f"job:{self.job}", secret, key)
        found = Event.objects.filter(subject=subject.id).order_by("counter")
        return [
            canon.from_bytes(open_event(subject, event.counter, bytes(event.sealed))[1])
            for event in found
        ]


def list_people(scene: Scene) -> None:
    """Sign Tariq, and Nina, who manages, into the first directory."""
    now = clock.to_text(scene.bench.now())
    signed = scene.tariq.directory(
        [scene.tariq.entry(["technician"], now), scene.nina.entry(["management"], now)],
        scene.bench.now(),
        origin=scene.bench.house.origin,
        number=1,
        previous="",
    )

    def keep(work: Work) -> Outcome[None]:
        store_issue(work, signed, Directory.from_statement(signed.statement))
        return Granted(None)

    scene.bench.run(keep)


def attest(scene: Scene) -> None:
    """Have Tariq state that no record is kept."""
    who = scene.staff(scene.tariq)
    purpose = attestation_nonce(who, scene.number)
    signed = scene.tariq.attestation(
        new_nonce(scene.bench.house, purpose, seconds=int(scene.bench.now().timestamp())),
        scene.bench.now(),
        job=scene.job,
        text=dict(text_today().reference),
    )
    scene.bench.run(attest_job, who=who, number=scene.number, signed=signed)


def lay_out(bench: Bench, *, number: int = 1001, passphrase: str = "") -> Scene:
    """Return a scene on *bench* whose job is in service; *passphrase* is Tariq's."""
    scene = Scene(
        bench,
        SoftwarePerson.born(bench, "Tariq Öztürk", passphrase=passphrase),
        SoftwarePerson.born(bench, "Nina Holm"),
        number=number,
    )
    bench.run(_stage, scene=scene)
    return scene


def _stage(work: Work, *, scene: Scene) -> Outcome[None]:
    node = client_node(scene.client)
    work.turn.grow(node)
    client = Client(pk=scene.client, created_at=work.seconds)
    work.write(client, node, {"name": "Carla", "secret": canon.b64u(os.urandom(32))})
    client.save(force_insert=True)
    record = record_node(scene.job)
    work.turn.grow(record)
    device = Device(pk=new_id(), client=client, brought_by=scene.job, kind="laptop")
    work.write(device, record, {"make": "", "model": "", "serial": ""})
    device.save(force_insert=True)
    for person in (scene.tariq, scene.nina):
        _add_person(work, scene, person)
    _add_job(work, scene, client, device)
    _found(work, scene)
    return Granted(None)


def _found(work: Work, scene: Scene) -> None:
    """Give the house the genesis that Tariq's statement key signs."""
    key = Ed25519PrivateKey.from_private_bytes(scene.tariq.keys.statement_seed)
    genesis = Statement.compose(
        Context.GENESIS,
        at=clock.to_text(work.now),
        v=1,
        home=work.house.id,
        origin=work.house.origin,
        log_key=canon.b64u(scene.bench.signer.key.public),
        statement_key=scene.tariq.public["statement_key"],
    )
    Home.objects.update(genesis=sign(genesis, {Role.STATEMENT: key}).to_json())


def _add_job(work: Work, scene: Scene, client: Client, device: Device) -> None:
    service = ServiceKind(pk=scene.service, login_need="needed", purposes=["diagnose", "repair"])
    words = {"name": "Mail trouble", "description": "", "alternatives": ""}
    work.write(service, HOUSE, words)
    service.save(force_insert=True)
    row = Job(
        pk=scene.job,
        number=scene.number,
        client=client,
        device=device,
        service=service,
        state="in service",
        place="in the shop",
        login_asked=True,
        created_at=work.seconds,
        moved_at=work.seconds,
    )
    work.turn.grow(job_node(scene.job))
    content = {"problem": "", "override_reason": "", "secret": canon.b64u(os.urandom(32))}
    work.write(row, record_node(scene.job), content)
    row.save(force_insert=True)
    Assignment.objects.create(job=row, person_id=scene.tariq.id, since=work.seconds)
    _acknowledge(work, scene=scene)


def acknowledge(scene: Scene) -> None:
    """Have the client sign on paper, as once more after an upgrade from before it was asked."""
    scene.bench.run(_acknowledge, scene=scene)


def _acknowledge(work: Work, *, scene: Scene) -> Outcome[None]:
    paper = Acknowledgement(pk=new_id(), job_id=scene.job, given_at=work.seconds, paper=True)
    work.write(paper, record_node(scene.job), {"texts": [], "answer": "yes", "level": "on paper"})
    paper.save(force_insert=True)
    return Granted(None)


def _add_person(work: Work, scene: Scene, person: SoftwarePerson) -> None:
    person.id = new_id()
    row = Person(
        pk=person.id,
        state="active",
        roles=["technician"],
        created_at=work.seconds,
        listed_in=1,
    )
    words: dict[str, JSONValue] = {
        "name": person.name,
        **person.public,
        "passphrase_file": person.passphrase_file(),
    }
    work.write(row, HOUSE, words)
    row.save(force_insert=True)
    for passkey in person.passkeys:
        key = Passkey(pk=credential_hash(passkey.id), person=row, created_at=work.seconds)
        content = {
            "credential_id": canon.b64u(passkey.id),
            "spki": canon.b64u(passkey.spki),
            "file": canon.b64u(wrap_by_passkey(person.keys, passkey.wrapping_key)),
            "label": "this device",
        }
        work.write(key, HOUSE, content)
        key.save(force_insert=True)
    token = scene.tokens[person.id] = new_token()
    session = Session.objects.create(
        pk=token_hash(token),
        person=row,
        method="passkey",
        created_at=work.seconds,
        expires_at=work.seconds + 10**9,  # tests let days pass within one visit
    )
    scene.sessions[person.id] = Staff(
        PersonId(person.id), person.name, frozenset(row.roles), session.pk, "passkey"
    )


def _keep(
    work: Work,
    *,
    login: LoginId,
    job: JobId,
    signed: SignedStatement,
    data: bytes,
    people: list[str],
) -> Outcome[None]:
    key = work.turn.grow(login_node(login))
    statement = signed.statement
    openings = statement.number("openings")
    content: dict[str, JSONValue] = {"label": LABEL, "statement": signed.to_json()}
    row = Login.objects.create(
        pk=login,
        job_id=job,
        sealed=seal_content(key, login, job, content),
        box=key.seal(data, aad=box_aad(login, job)),
        sealed_at=work.seconds,
        expires_at=int(statement.time("expires").timestamp()),
        openings=openings,
        left=openings,
    )
    for person in people:
        Way.objects.create(login=row, person_id=person)
    return Granted(None)
