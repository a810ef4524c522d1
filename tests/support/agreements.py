"""An agreement on its way: drafted by Olga, signed on two devices, as their browsers would."""

import os
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sealbench import canon, clock
from sealbench.agreement import Drawing, Terms
from sealbench.canon import JSONValue
from sealbench.ids import ClientId
from sealbench.policy import AgreementState
from sealbench.shop.bench import ClientVisit, Granted, Outcome, Work, token_hash
from sealbench.shop.procedures.agree import agree
from sealbench.shop.procedures.agreement_file import load_agreement
from sealbench.shop.procedures.agreement_papers import DOCUMENT, keep_paper, take_paper
from sealbench.shop.procedures.agreement_setting import set_agreement
from sealbench.shop.procedures.agreement_signing import agreement_nonce
from sealbench.shop.procedures.agreement_words import AgreementWords
from sealbench.shop.procedures.document_key import document_key
from sealbench.shop.procedures.draft_agreement import draft_agreement
from sealbench.shop.procedures.end_agreement import end_agreement
from sealbench.shop.procedures.file_content import read_content
from sealbench.shop.procedures.findings import NO_OVERRIDE, Override
from sealbench.shop.procedures.keep_agreements import keep_agreements
from sealbench.shop.procedures.read_agreement import read_agreement
from sealbench.shop.procedures.review_agreement import review_agreement
from sealbench.shop.procedures.sign_agreement import sign_agreement
from sealbench.shop.procedures.start_counter import start_counter
from sealbench.shop.records.models import ClientSession, Job, Paper
from sealbench.statement import Context, Role, SignedStatement, Statement, sign
from tests.support.cast import Cast, fresh_nonce
from tests.support.clients import Counter, Phone, with_link

DRAWING = Drawing((((100, 200), (300, 80), (420, 260)), ((500, 200), (700, 210))))


def words(cast: Cast, *cleared: str, **changes: Any) -> AgreementWords:
    """Return what Olga writes: a year from today on, with Tariq cleared unless told otherwise."""
    today = cast.bench.now().date()
    fields: dict[str, Any] = {
        "template": "confidentiality.1",
        "confidential": "Patient records on the practice server, and every login to it.",
        "returned": "All copies of data, and the access card.",
        "cleared": [(cast.id(name), cast.person(name).name) for name in cleared or ("tariq",)],
        "valid_from": today,
        "valid_until": today + timedelta(days=364),
        "notice_days": 30,
    }
    return AgreementWords(**{**fields, **changes})


def visit_of(phone: Phone) -> ClientVisit:
    """Return the visit of *phone* as pages know it."""
    for cookie in phone.web.cookies.values():
        row = ClientSession.objects.filter(pk=token_hash(cookie.value)).first()
        if row is not None:
            client = ClientId(row.client_id)
            return ClientVisit(client, phone.job, row.pk, str(row.key_id), row.counter)
    raise LookupError("no session")


@dataclass(slots=True)
class Deal:
    """A client's agreement, and who signs it."""

    cast: Cast
    counter: Counter
    id: str = ""

    @property
    def client(self) -> ClientId:
        return ClientId(Job.objects.get(pk=self.counter.job).client_id)

    def draft(
        self,
        *cleared: str,
        who: str = "olga",
        own: bytes | None = None,
        override: Override = NO_OVERRIDE,
        **changes: Any,
    ) -> "Deal":
        """Draft it by a template, or with the client's *own* PDF."""
        said = words(self.cast, *cleared, **changes)
        made = set_agreement(self.cast.bench, said, client="Ida Lindqvist", signs="Olga", own=own)
        run = self.cast.bench.run
        about = {"client": self.client, "draft": made, "override": override}
        self.id = run(draft_agreement, who=self.cast.staff(who), **about)
        return self

    def document(self, kind: str = "document", who: str = "olga") -> bytes:
        """Return the bytes as a browser of *who* gets them."""
        who_ = self.cast.staff(who)
        found = self.cast.bench.run(read_agreement, who=who_, agreement=self.id, kind=kind)
        return b"".join(read_content(self.cast.bench.objects, found))

    def review(self, who: str = "olga") -> "Deal":
        """Review what the browser of *who* got."""
        document = canon.b64u(sha256(self.document()).digest())
        staff = self.cast.staff(who)
        self.cast.bench.run(review_agreement, who=staff, agreement=self.id, document=document)
        return self

    def statement(self, who: str, role: str, **changes: JSONValue) -> SignedStatement:
        """Return what the browser of *who* of the staff signs."""
        bench, person = self.cast.bench, self.cast.person(who)
        about: dict[str, JSONValue] = {
            **self._about(role),
            "nonce": fresh_nonce(bench, agreement_nonce(self.cast.staff(who), self.id)),
            **changes,
        }
        passkey = about.pop("passkey", True)
        made = Statement.compose(Context.AGREEMENT, **about)
        key = Ed25519PrivateKey.from_private_bytes(person.keys.statement_seed)
        answer = person.passkeys[0].answer(made) if passkey else None
        return sign(made, {Role.STATEMENT: key}, answer)

    def sign(self, who: str = "olga", role: str = "management", **changes: JSONValue) -> "Deal":
        """Have *who* of the staff sign."""
        signed = self.statement(who, role, **changes)
        staff = self.cast.staff(who)
        self.cast.bench.run(sign_agreement, who=staff, agreement=self.id, signed=signed)
        return self

    def agreed(
        self, phone: Phone, drawing: Drawing | None = None, **changes: JSONValue
    ) -> AgreementState:
        """Have the client sign on *phone*."""
        signed = self.by_client(phone, drawing, **changes)
        return self.cast.bench.run(
            agree, who=visit_of(phone), agreement=self.id, signed=signed, drawing=drawing
        )

    def by_client(
        self, phone: Phone, drawing: Drawing | None = None, **changes: JSONValue
    ) -> SignedStatement:
        """Return what the client's browser signs."""
        about = {**self._about("client"), "nonce": phone.nonce("client-act")}
        about["drawing"] = drawing.hash if drawing else ""
        return sign(
            Statement.compose(Context.AGREEMENT, **{**about, **changes}), {Role.CLIENT: phone.key}
        )

    def tablet(self) -> Phone:
        """Return the shop's tablet in a sitting of the client."""
        bench = self.cast.bench
        slip = bench.run(start_counter, who=self.cast.staff("dora"), number=self.counter.number)
        phone = self.counter.phone()
        bare = slip.link.token.replace("-", "").lower()
        body = {"token": slip.link.token, "statement": phone.claim_statement(bare).to_json()}
        answer = phone.post("/counter/begin", body)
        assert answer.status_code == 200, answer.content
        return phone

    def at_the_counter(self, witness: str = "dora") -> "Deal":
        """Have the client draw on the tablet, and *witness* sign."""
        self.agreed(self.tablet(), DRAWING)
        return self.sign(witness, "witness", drawing=DRAWING.hash)

    def in_force(self, *cleared: str, **changes: Any) -> "Deal":
        """Go all the way: drafted, reviewed, and signed by both."""
        return self.draft(*cleared, **changes).review().sign().at_the_counter()

    def ending(self, who: str, ends: Any, **changes: JSONValue) -> SignedStatement:
        """Return what *who* of the staff signs to end it at *ends*."""
        bench, person = self.cast.bench, self.cast.person(who)
        made = Statement.compose(
            Context.AGREEMENT_END,
            **{
                **self._ending(ends, "management"),
                "nonce": fresh_nonce(bench, agreement_nonce(self.cast.staff(who), self.id)),
                **changes,
            },
        )
        key = Ed25519PrivateKey.from_private_bytes(person.keys.statement_seed)
        return sign(made, {Role.STATEMENT: key}, person.passkeys[0].answer(made))

    def end(self, who: str, ends: Any) -> int:
        """End it as *who* of the staff."""
        signed, staff = self.ending(who, ends), self.cast.staff(who)
        return self.cast.bench.run(end_agreement, who=staff, agreement=self.id, signed=signed)

    def end_by_client(self, phone: Phone, ends: Any) -> int:
        """End it as the client."""
        signed, who = self.ending_by_client(phone, ends), visit_of(phone)
        return self.cast.bench.run(end_agreement, who=who, agreement=self.id, signed=signed)

    def ending_by_client(self, phone: Phone, ends: Any) -> SignedStatement:
        """Return what the client's browser signs to end it at *ends*."""
        fields = {**self._ending(ends, "client"), "nonce": phone.nonce("client-act")}
        return sign(Statement.compose(Context.AGREEMENT_END, **fields), {Role.CLIENT: phone.key})

    def told(self) -> dict[str, Any]:
        """Return what the row seals, with its state."""

        def read(work: Work) -> Outcome[dict[str, Any]]:
            file = load_agreement(work, self.id)
            about = {"state": file.state.value, "now": file.state_at(work.seconds)}
            return Granted({**file.content, **about})

        return self.cast.bench.run(read)

    def _about(self, role: str) -> dict[str, JSONValue]:
        def root(work: Work) -> Outcome[str]:
            return Granted(canon.b64u(sha256(document_key(work).root).digest()))

        told = self.told()
        return {
            "at": clock.to_text(self.cast.bench.now()),
            **self._place(),
            "agreement": self.id,
            "client": self.client,
            "document": str(told["document"]),
            "terms": Terms.from_json(told["terms"]).hash,
            "role": role,
            "seal": self.cast.bench.run(root) if role == "management" else "",
            "drawing": "",
            "own": canon.b64u(os.urandom(32)),
        }

    def _ending(self, ends: Any, role: str) -> dict[str, JSONValue]:
        return {
            "at": clock.to_text(self.cast.bench.now()),
            **self._place(),
            "agreement": self.id,
            "document": str(self.told()["document"]),
            "ends": clock.to_text(ends),
            "role": role,
            "own": canon.b64u(os.urandom(32)),
        }

    def _place(self) -> dict[str, JSONValue]:
        return {"site": self.cast.bench.config.site, "home": self.cast.bench.house.id}


def swap_document(deal: Deal, data: bytes) -> None:
    """Put another document in the place of the reviewed one, as whoever has the keys could."""
    paper = take_paper(deal.cast.bench.objects, data, name="swapped.pdf")

    def put(work: Work) -> Outcome[None]:
        file = load_agreement(work, deal.id)
        Paper.objects.filter(agreement=deal.id, kind=DOCUMENT).delete()
        keep_paper(work, file, paper.upload, DOCUMENT)
        return Granted(None)

    deal.cast.bench.run(put)


def contracts(cast: Cast) -> dict[str, str]:
    """Return agreements at three steps: in force, drawn before a witness, and a draft."""
    whole, drawn = Deal(cast, with_link(cast)), Deal(cast, with_link(cast))
    whole.in_force(valid_until=cast.bench.now().date() + timedelta(days=9))
    keep_agreements(cast.bench)
    drawn.draft("tariq", "nina").review().sign()
    drawn.agreed(drawn.tablet(), DRAWING)
    draft = Deal(cast, drawn.counter).draft()
    return {"agreement": whole.id, "drawn": drawn.id, "draft": draft.id, "bound": whole.client}
