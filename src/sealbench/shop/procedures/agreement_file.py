"""The file of an agreement: its row, its terms, and what every procedure on one asks first (C1).

What happens to an agreement is recorded in the client's own journal, where the client reads it
and the final PDF finds its proof.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sealbench.agreement import Terms
from sealbench.canon import JSONValue
from sealbench.errors import AbsentError
from sealbench.ids import ClientId
from sealbench.keyring import Node, client_node
from sealbench.policy import (
    Action,
    AgreementState,
    Fact,
    Principal,
    Refused,
    Request,
    Resource,
    ResourceKind,
)
from sealbench.shop.bench import Granted, Outcome, Staff, Subject, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import (
    KEEPER,
    KEEPER_ACTOR,
    staff_actor,
    staff_principal,
)
from sealbench.shop.procedures.looks import client_subject
from sealbench.shop.records.models import Agreement

Actor = tuple[Principal, Mapping[str, str]]
CLOCK: Actor = (KEEPER, KEEPER_ACTOR)


@dataclass(frozen=True, slots=True)
class AgreementFile:
    """An agreement, opened; `content` is its sealed JSON, `subject` the client's journal."""

    row: Agreement
    content: dict[str, Any] = field(repr=False)
    node: Node
    subject: Subject

    @property
    def id(self) -> str:
        """Return the agreement's id."""
        return str(self.row.pk)

    @property
    def client(self) -> ClientId:
        """Return the client's id."""
        return ClientId(self.row.client_id)

    @property
    def number(self) -> str:
        """Return what people call the agreement."""
        return str(self.content["number"])

    @property
    def document(self) -> str:
        """Return SHA-256 of the document in base64url, as it was drafted."""
        return str(self.content["document"])

    @property
    def state(self) -> AgreementState:
        """Return the state that the row says."""
        return AgreementState(self.row.state)

    def terms(self) -> Terms:
        """Return what was agreed, as data."""
        return Terms.from_json(self.content["terms"])

    def state_at(self, now: int) -> str:
        """Return the state as people are told: in force only between its two ends."""
        if self.state is not AgreementState.IN_FORCE:
            return self.state.value
        if now < self.row.begins_at:
            return "begins later"
        return AgreementState.ENDED.value if now >= self.row.ends_at else self.state.value

    def resource(self) -> Resource:
        """Return the agreement as the policy asks for it."""
        about: dict[str, Fact] = {
            "client": self.client,
            "state": self.state.value,
            "stopped": self.row.client.stopped_at is not None,
        }
        return Resource(ResourceKind.AGREEMENT, self.id, about)

    def move(self, state: AgreementState) -> None:
        """Put the agreement into *state*; the caller saves it."""
        self.row.state = state.value

    def save(self, work: Work) -> None:
        """Seal what is known of it again, and save its row."""
        work.write(self.row, self.node, self.content)
        self.row.save()


def load_agreement(work: Work, agreement: str) -> AgreementFile:
    """Return the file of *agreement*, locked where the database locks rows; AbsentError."""
    rows = Agreement.objects.select_for_update(of=("self",)).select_related("client")
    row = rows.filter(pk=agreement).first()
    if row is None:
        raise AbsentError("there is no such agreement")
    return open_agreement(work, row)


def agreements_of(work: Work, client: ClientId) -> Sequence[AgreementFile]:
    """Return the agreements of *client*, the newest first."""
    rows = Agreement.objects.select_related("client").filter(client=client)
    return [open_agreement(work, row) for row in rows.order_by("-created_at", "pk")]


def open_agreement(work: Work, row: Agreement) -> AgreementFile:
    """Return the file of the agreement in *row*."""
    node = client_node(ClientId(row.client_id))
    return AgreementFile(row, work.read(row, node), node, client_subject(work, row.client))


def by_staff(work: Work, who: Staff) -> Actor:
    """Return *who* of the staff as the policy asks and as events name them."""
    return staff_principal(who, now=work.seconds), staff_actor(who)


def enter_agreement(
    work: Work,
    file: AgreementFile,
    by: Actor,
    action: Action,
    context: Mapping[str, Fact] | None = None,
) -> Outcome[None]:
    """Let whoever it is do *action* to the agreement; a refusal stands where the client reads."""
    principal, actor = by
    decision = work.decide(Request(action, principal, file.resource(), context or {}))
    if isinstance(decision, Refused):
        return work.refuse(
            file.subject, decision, actor, Event.REFUSED, action=action.text, agreement=file.id
        )
    return Granted(None)


def tell(
    work: Work, file: AgreementFile, kind: Event, actor: Mapping[str, str], **more: JSONValue
) -> None:
    """Record *kind* about the agreement in the client's own journal."""
    work.record(file.subject, kind, actor, agreement=file.id, number=file.number, **more)
