"""Who signed an agreement, against the keys that the directories and the claim give them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from sealbench import canon, clock
from sealbench.agreement.audit import Signed
from sealbench.agreement.evidence import CLIENT, MANAGEMENT, WITNESS, Evidence, Recorded
from sealbench.dossier.directories import People
from sealbench.dossier.findings import judged, unchecked
from sealbench.dossier.report import Check
from sealbench.dossier.state import FIRST_CLAIM, IN_PERSON, SETTLED, ClaimedKey
from sealbench.errors import MalformedError, VerificationError
from sealbench.ledger import Proof
from sealbench.seal import Person
from sealbench.seal.chain import SKEW
from sealbench.statement import Role, SignedStatement, verify_signatures, verify_signed

_BROKEN = (MalformedError, VerificationError)
# Only management signs for the shop (C1); a witness is whoever receives clients, or management.
_MAY: Final = {MANAGEMENT: {"management"}, WITNESS: {"management", "front desk"}}
_PASSKEY = "passkey and statement key"
_TITLES: Final = {
    MANAGEMENT: "For the shop, by its management",
    CLIENT: "For the client",
    WITNESS: "For the client, before a witness of the shop",
}


@dataclass(frozen=True, slots=True)
class Signatures:
    """The checks of the signatures, and those that hold, management's first."""

    checks: tuple[Check, ...]
    signed: tuple[Signed, ...]


def check_signatures(evidence: Evidence, document: bytes, people: People) -> Signatures:
    """Check that management, and the client or a witness, signed exactly *document*."""
    if not people.directories:
        why = "no directory is proven, so nobody's key is known"
        return Signatures((unchecked("management", why), unchecked("client", why)), ())
    reading = _Reading(evidence, document, people)
    management = reading.judge(MANAGEMENT, [MANAGEMENT], "signed exactly these bytes")
    client = reading.judge("client", [CLIENT, WITNESS], "signed exactly these bytes")
    return Signatures((management, client), tuple(reading.found))


class _Reading:
    def __init__(self, evidence: Evidence, document: bytes, people: People) -> None:
        self._evidence = evidence
        self._document = canon.b64u(sha256(document).digest())
        self._people = people
        self.found: list[Signed] = []

    def judge(self, name: str, roles: Sequence[str], otherwise: str) -> Check:
        """Return the check *name* over what was signed in *roles*."""
        problems, said = [], []
        signed = [(role, each) for role in roles for each in self._evidence.all_by(role)]
        for role, record in signed:
            try:
                found = self._read(role, record)
            except _BROKEN as exc:
                problems.append(f"{role}: {exc}")
            else:
                self.found.append(found)
                said.append(f"{found.name} {otherwise} ({found.level})")
        if not problems and not said:
            problems.append(f"{name} did not sign")
        return judged(name, problems, "; ".join(said))

    def _read(self, role: str, record: Recorded) -> Signed:
        signed = record.signed
        self._require_same(signed, record)
        reader: Callable[[SignedStatement, Recorded], tuple[str, str, str]] = (
            self._client if role == CLIENT else self._person
        )
        name, method, level = reader(signed, record)
        return Signed(
            role=_TITLES[role],
            name=name,
            at=signed.statement.at,
            method=method,
            level=level,
            statement=signed.statement.hash,
            leaf_index=Proof.from_text(record.proof).index,
        )

    def _require_same(self, signed: SignedStatement, record: Recorded) -> None:
        """Require that it is of this document, these terms, this agreement and this home."""
        statement, evidence = signed.statement, self._evidence
        first = (evidence.by(MANAGEMENT) or record).signed.statement
        wanted = {
            "document": self._document,
            "terms": evidence.terms.hash,
            "home": evidence.genesis.statement.text("home"),
            "agreement": first.text("agreement"),
            "client": first.text("client"),
        }
        for name, value in wanted.items():
            if statement.text(name) != value:
                raise VerificationError(f"signed another {name}")
        if statement.text("site") not in {each.site for each in self._people.directories}:
            raise VerificationError("signed at another site")
        if abs(statement.at - clock.from_text(str(record.payload["at"]))) > SKEW:
            raise VerificationError("signed at another time than it was recorded")
        if statement.at < first.at - SKEW:
            raise VerificationError("signed before management did")
        self._require_drawing(signed)

    def _require_drawing(self, signed: SignedStatement) -> None:
        stated, drawing = signed.statement.text("drawing"), self._evidence.drawing
        if stated and (drawing is None or drawing.hash != stated):
            raise VerificationError("signed another drawing")

    def _person(self, signed: SignedStatement, record: Recorded) -> tuple[str, str, str]:
        """Return name, method and level of a person of the shop who may sign in this role."""
        statement = signed.statement
        role = statement.text("role")
        key = signed.key(Role.STATEMENT)
        listed = self._listed(signed, key)
        if not listed:
            raise VerificationError("not signed by a key of the directory of that time")
        if _actor(record).get("id") != listed[0].id:
            raise VerificationError("recorded as somebody else's")
        if not any(each.roles & _MAY[role] for each in listed):
            raise VerificationError("signed by somebody who may not sign in this role")
        passkeys = {each.id: each.spki for one in listed for each in self._people.passkeys(one)}
        site = statement.text("site")
        verify_signed(signed, {Role.STATEMENT: key}, site=site, passkeys=passkeys)
        named = canon.b64u(sha256(self._evidence.root).digest())
        last = self._evidence.all_by(role)[-1] is record
        if role == MANAGEMENT and last and statement.text("seal") != named:
            raise VerificationError("named another certificate for the seal")
        if role == WITNESS:
            return self._evidence.client, f"drawn in person, before {listed[0].name}", IN_PERSON
        return listed[0].name, _PASSKEY, "passkey"

    def _listed(self, signed: SignedStatement, key: bytes) -> list[Person]:
        directories = self._people.around(signed.statement.at)
        return [each for one in directories for each in one.people if each.statement_key == key]

    def _client(self, signed: SignedStatement, record: Recorded) -> tuple[str, str, str]:
        """Return name, method and level of the client, whose key must be settled or witnessed."""
        claim = self._evidence.claim
        if claim is None:
            raise VerificationError("a key whose claim is missing")
        verify_signatures(claim)
        key = claim.statement.text("key")
        verify_signatures(signed, {Role.CLIENT: canon.unb64u(key)})
        if claim.statement.text("home") != signed.statement.text("home"):
            raise VerificationError("a key that was claimed at another home")
        stays = claim.statement.fields["device_stays"] is True
        held = ClaimedKey(claim.statement.at, stays, in_person=False)
        level = held.level(signed.statement.at, str(_actor(record).get("level", "")))
        if self._evidence.by(WITNESS) is None and level == FIRST_CLAIM:
            raise VerificationError("signed by a key that was not settled, and before no witness")
        method = "own key, by link" if level == SETTLED else "own key, at the counter"
        return self._evidence.client, method, level if level == SETTLED else IN_PERSON


def _actor(record: Recorded) -> dict[str, canon.JSONValue]:
    actor = record.payload["actor"]
    return dict(actor) if isinstance(actor, dict) else {}
