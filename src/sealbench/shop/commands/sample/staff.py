"""The sample shop's staff: founded, invited, enrolled and signed into the directory."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sealbench import clock
from sealbench.canon import JSONValue
from sealbench.seal import Directory, new_passphrase
from sealbench.shop.bench import Bench, Staff
from sealbench.shop.bench.nonces import new_nonce
from sealbench.shop.commands.sample.person import Entry, SoftwarePerson
from sealbench.shop.procedures.attest_job import attest_job
from sealbench.shop.procedures.attestations import attestation_nonce
from sealbench.shop.procedures.draft_directory import draft_directory
from sealbench.shop.procedures.enrol_person import NONCE as ENROLMENT
from sealbench.shop.procedures.enrol_person import enrol_person
from sealbench.shop.procedures.enrolment import Enrolment
from sealbench.shop.procedures.invite_person import invite_person
from sealbench.shop.procedures.issue_setup_link import issue_setup_link
from sealbench.shop.procedures.prepare_attestation import prepare_attestation
from sealbench.shop.procedures.remove_passkey import remove_passkey
from sealbench.shop.procedures.sign_directory import sign_directory
from sealbench.shop.procedures.sign_in import NONCE as SIGN_IN
from sealbench.shop.procedures.sign_in import sign_in
from sealbench.shop.procedures.sign_out import sign_out
from sealbench.shop.queries import invitations
from sealbench.statement import SignedStatement

_TICK = timedelta(seconds=1)
_PAUSE = 0.1  # seconds

FOUNDER = ("Olga Brandt", ("front desk", "management"))
OTHERS: Mapping[str, Sequence[str]] = {
    "Tariq Öztürk": ("technician",),
    "Nina Holm": ("technician",),
    "Dora Weiss": ("front desk",),
    "Adam Cole": ("auditor",),
}


@dataclass(slots=True)
class SampleStaff:
    """Everybody of the sample shop by first name, with the passphrases that are printed."""

    bench: Bench
    people: dict[str, SoftwarePerson] = field(default_factory=dict)
    passphrases: dict[str, str] = field(default_factory=dict)
    roles: dict[str, Sequence[str]] = field(default_factory=dict)
    sessions: dict[str, Staff] = field(default_factory=dict)

    def staff(self, first: str) -> Staff:
        """Return the session of a person, who signs in by passphrase the first time."""
        if first not in self.sessions:
            person = self.people[first]
            signed = person.sign_in(self._nonce(SIGN_IN), self.bench.now())
            done = self.bench.run(sign_in, signed=signed, name=person.name)
            self.sessions[first] = done.staff
        return self.sessions[first]

    def leave(self) -> None:
        """Sign everybody out who is signed in."""
        for who in self.sessions.values():
            self.bench.run(sign_out, who=who)
        self.sessions.clear()

    def found(self) -> None:
        """Found the shop, enrol everybody and sign them into the directory.

        A directory after the first is signed with a passkey, and so is what technicians state
        at the end of a job.  Whoever needs one has it until `give_up_passkeys`.
        """
        self._found()
        for name, roles in OTHERS.items():
            link = self.bench.run(
                invite_person, who=self.staff("Olga"), name=name, roles=roles
            ).link
            self._enrol(link.partition("#")[2].partition(".")[0], name, roles)
        self._sign_directory()

    def give_up_passkeys(self) -> None:
        """Remove every passkey: people sign in by passphrase, and may add a real one."""
        for first, person in self.people.items():
            for passkey in person.passkeys:
                self.bench.run(remove_passkey, who=self.staff(first), credential=passkey.id)
        self._sign_directory()

    def attest(self, first: str, number: int) -> None:
        """Have a technician state that no record of the job *number* is kept."""
        who = self.staff(first)
        prepared = self.bench.run(prepare_attestation, who=who, number=number)
        signed = self.people[first].attestation(
            self._nonce(attestation_nonce(who, number)),
            self.bench.now(),
            job=prepared.job,
            text=dict(prepared.text.reference),
        )
        self.bench.run(attest_job, who=who, number=number, signed=signed)

    def _found(self) -> None:
        name, roles = FOUNDER
        token = self.bench.run(issue_setup_link).partition("#")[2]
        olga = self._person(name, roles, passkey=True)
        olga.id = invitations.find(self.bench, token).person
        body = olga.founding_body(
            token,
            self._nonce(),
            self.bench.now(),
            origin=self.bench.house.origin,
            log_key=self.bench.signer.key.public,
            roles=roles,
        )
        self._take(body)

    def _enrol(self, token: str, name: str, roles: Sequence[str]) -> None:
        person = self._person(name, roles, passkey="technician" in roles)
        person.id = invitations.find(self.bench, token).person
        self._take(person.enrolment_body(token, self._nonce(), self.bench.now()))

    def _person(self, name: str, roles: Sequence[str], *, passkey: bool) -> SoftwarePerson:
        first, passphrase = name.split(maxsplit=1)[0], new_passphrase()
        person = SoftwarePerson.born(self.bench, name, passphrase=passphrase, passkey=passkey)
        self.people[first], self.passphrases[first], self.roles[first] = person, passphrase, roles
        return person

    def _take(self, body: dict[str, JSONValue]) -> None:
        log_key = self.bench.signer.key.public
        self.bench.run(enrol_person, enrolment=Enrolment.from_json(body), log_key=log_key)

    def _nonce(self, purpose: str = ENROLMENT) -> str:
        seconds = int(self.bench.now().timestamp())
        return new_nonce(self.bench.house, purpose, seconds=seconds)

    def _sign_directory(self) -> None:
        who = self.staff("Olga")
        draft = self.bench.run(draft_directory, who=who)
        before = Directory.from_statement(draft.issues[-1].statement)
        while self.bench.now() < before.at + _TICK:
            time.sleep(_PAUSE)  # issues follow each other by a second at least
        now = clock.to_text(self.bench.now())
        entries = [dict(entry) for entry in draft.people]
        signed = next_directory(self.people["Olga"], before, entries, now)
        self.bench.run(sign_directory, who=who, signed=signed)


def next_directory(
    manager: SoftwarePerson, before: Directory, entries: Sequence[Entry], now: str
) -> SignedStatement:
    """Return the directory after *before* that lists *entries*, signed by *manager* at *now*."""
    people = [dated(entry, before, now) for entry in entries]
    present = {str(entry["id"]) for entry in people}
    gone = {str(one): clock.to_text(at) for one, at in before.revoked.items()}
    gone |= {one.id: now for one in before.people if one.id not in present}
    return manager.directory(
        people,
        clock.from_text(now),
        origin=before.origin,
        number=before.number + 1,
        previous=before.hash,
        revoked=gone,
    )


def dated(entry: Entry, before: Directory, now: str) -> Entry:
    """Return *entry* with `since`: who kept all keys keeps the date too."""
    known = before.person(str(entry["id"]))
    kept = known is not None and known.recipient == entry["recipient"]
    since = clock.to_text(known.since) if known and kept else now
    return {**entry, "since": since}
