"""The cast: a shop founded by the real procedures, and the people that every test knows.

Olga founded the shop and manages it, with the front desk; Tariq and Nina are technicians,
Dora is the front desk, Adam audits.
"""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.test import Client
from django.test.client import ClientHandler

from sealbench import clock
from sealbench.canon import JSONValue
from sealbench.ids import PersonId
from sealbench.seal import Directory
from sealbench.shop.bench import Bench, Staff
from sealbench.shop.bench.nonces import new_nonce
from sealbench.shop.commands.sample import staff
from sealbench.shop.pages import cookies
from sealbench.shop.procedures.draft_directory import draft_directory
from sealbench.shop.procedures.enrol_person import enrol_person
from sealbench.shop.procedures.enrolment import Enrolment
from sealbench.shop.procedures.invite_person import invite_person
from sealbench.shop.procedures.issue_setup_link import issue_setup_link
from sealbench.shop.procedures.sign_directory import sign_directory
from sealbench.shop.procedures.sign_in import SignedIn, sign_in
from sealbench.shop.queries import invitations
from sealbench.statement import SignedStatement
from tests.support.clocks import MovedClock, StoppedClock
from tests.support.people import SoftwarePerson

FOUNDER_ROLES = ("front desk", "management")
OTHERS = {
    "tariq": ("Tariq Öztürk", ("technician",)),
    "nina": ("Nina Holm", ("technician",)),
    "dora": ("Dora Weiss", ("front desk",)),
    "adam": ("Adam Cole", ("auditor",)),
}


def fresh_nonce(bench: Bench, purpose: str) -> str:
    return new_nonce(bench.house, purpose, seconds=int(bench.now().timestamp()))


def log_key(bench: Bench) -> bytes:
    """Return the public key of the ledger, 32 bytes."""
    return bench.signer.key.public


def found_shop(bench: Bench, name: str = "Olga Brandt", *, passphrase: str = "") -> SoftwarePerson:
    """Found the shop and return its first manager."""
    olga = SoftwarePerson.born(bench, name, passphrase=passphrase)
    token = bench.run(issue_setup_link).split("#")[1]
    olga.id = invitations.find(bench, token).person
    body = olga.founding_body(
        token,
        fresh_nonce(bench, "enrolment"),
        bench.now(),
        origin=bench.house.origin,
        log_key=log_key(bench),
        roles=FOUNDER_ROLES,
    )
    enrol(bench, body)
    return olga


def enrol(bench: Bench, body: dict[str, JSONValue]) -> None:
    """Run the enrolment in *body*."""
    bench.run(enrol_person, enrolment=Enrolment.from_json(body), log_key=log_key(bench))


def join(
    bench: Bench, manager: Staff, name: str, roles: Sequence[str], *, passphrase: str = ""
) -> SoftwarePerson:
    """Invite *name* and enrol; the person is pending until a directory is signed."""
    link = bench.run(invite_person, who=manager, name=name, roles=roles).link
    token = link.split("#")[1].split(".")[0]
    person = SoftwarePerson.born(bench, name, passphrase=passphrase)
    person.id = invitations.find(bench, token).person
    enrol(bench, person.enrolment_body(token, fresh_nonce(bench, "enrolment"), bench.now()))
    return person


def start_session(bench: Bench, person: SoftwarePerson) -> SignedIn:
    """Sign *person* in: by the first passkey, or by passphrase without one."""
    passkey = person.passkeys[0] if person.passkeys else None
    signed = person.sign_in(fresh_nonce(bench, "sign-in"), bench.now(), passkey=passkey)
    return bench.run(sign_in, signed=signed, name=person.name)


def next_directory(bench: Bench, manager: SoftwarePerson, who: Staff) -> SignedStatement:
    """Return the directory that lists whoever is present now, signed by *manager*."""
    draft = bench.run(draft_directory, who=who)
    before = Directory.from_statement(draft.issues[-1].statement)
    entries = [dict(entry) for entry in draft.people]
    return staff.next_directory(manager, before, entries, clock.to_text(bench.now()))


@dataclass(slots=True)
class Cast:
    """The shop's people, each with a session; `staff` and `client` by first name."""

    bench: Bench
    people: dict[str, SoftwarePerson] = field(default_factory=dict)
    sessions: dict[str, SignedIn] = field(default_factory=dict)

    def staff(self, name: str) -> Staff:
        """Return how pages and procedures know *name*."""
        return self.sessions[name].staff

    def person(self, name: str) -> SoftwarePerson:
        """Return the keys of *name*."""
        return self.people[name]

    def id(self, name: str) -> PersonId:
        """Return the id of *name*."""
        return self.staff(name).person

    def client(self, name: str) -> Client:
        """Return a browser in which *name* is signed in."""
        return signed_in(self.bench, self.sessions[name])

    def stranger(self) -> Client:
        """Return a browser that nobody has used."""
        return browser(self.bench)

    def renew_directory(self) -> Directory:
        """Have Olga sign whoever is present."""
        who = self.staff("olga")
        signed = next_directory(self.bench, self.people["olga"], who)
        return self.bench.run(sign_directory, who=who, signed=signed)


def make_cast(bench: Bench, moved: StoppedClock | MovedClock, *, passphrase: str = "") -> Cast:
    """Return the whole cast, all listed in directory number 2; *passphrase* is Olga's."""
    cast = Cast(bench)
    cast.people["olga"] = found_shop(bench, passphrase=passphrase)
    cast.sessions["olga"] = start_session(bench, cast.people["olga"])
    moved.pass_by(seconds=1)
    for first, (name, roles) in OTHERS.items():
        cast.people[first] = join(bench, cast.staff("olga"), name, roles)
    cast.renew_directory()
    for first in OTHERS:
        cast.sessions[first] = start_session(bench, cast.people[first])
    return cast


def browser(bench: Bench) -> Client:
    """Return a test client of the shop of *bench*."""
    # Django's stub wants each default by name: the bench travels beside them.
    defaults: dict[str, Any] = {"sealbench.bench": bench, "SERVER_NAME": bench.config.host}
    client = Client(**defaults)
    client.handler = copy(_chain())  # each may ask for the check of CSRF or not
    return client


@lru_cache(maxsize=1)
def _chain() -> ClientHandler:
    """Return the one chain of middleware for all visitors, as a server has it: it knows no home."""
    made = ClientHandler(enforce_csrf_checks=False)
    made.load_middleware()
    return made


def signed_in(bench: Bench, session: SignedIn) -> Client:
    """Return a test client with the cookies of *session*."""
    client = browser(bench)
    client.cookies[cookies.name(bench.config, cookies.STAFF)] = session.token
    client.cookies[cookies.name(bench.config, cookies.STAFF_BROWSER)] = "yes"
    return client
