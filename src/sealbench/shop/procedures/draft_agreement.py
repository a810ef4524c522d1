"""Draft an agreement: a PDF that lies sealed in the store gets its terms and its row (C1)."""

from dataclasses import dataclass, field

from sealbench.canon import JSONValue
from sealbench.errors import MalformedError
from sealbench.ids import ClientId, check_id
from sealbench.keyring import client_node
from sealbench.policy import Action, AgreementState, Refused
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.agreement_file import AgreementFile, tell
from sealbench.shop.procedures.agreement_papers import DOCUMENT, PaperUpload, keep_paper
from sealbench.shop.procedures.agreement_words import AgreementWords, fit
from sealbench.shop.procedures.client_lock import locked_client
from sealbench.shop.procedures.document_key import ensure_document_key
from sealbench.shop.procedures.enter_screened import enter_screened
from sealbench.shop.procedures.findings import NO_OVERRIDE, Override
from sealbench.shop.procedures.looks import client_subject, record_grounds
from sealbench.shop.records.models import Agreement, Clearance, Client


@dataclass(frozen=True, slots=True)
class AgreementDraft:
    """A draft as its page has made it: id, number, words, and the PDF that was set of them."""

    id: str
    number: str
    words: AgreementWords
    paper: PaperUpload = field(repr=False)


def draft_agreement(
    work: Work,
    *,
    who: Staff,
    client: ClientId,
    draft: AgreementDraft,
    override: Override = NO_OVERRIDE,
) -> Outcome[str]:
    """Keep *draft* for *client*; return the id of the agreement.

    What the screen is sure of in the PDF passes by no *override*: nothing of it is in the store.
    Raise MalformedError where somebody is cleared who cannot be.
    """
    words, in_paper = draft.words.checked(), draft.paper.upload.found.strong()
    row = locked_client(client)
    decision = enter_screened(
        work,
        who=who,
        action=Action.DRAFT_AGREEMENT,
        found=words.found() + in_paper,
        override=override if in_paper.clean else NO_OVERRIDE,
        resource=record_grounds(client, who=who, now=work.seconds).resource,
        subject=client_subject(work, row),
        client=client,
    )
    if isinstance(decision, Refused):
        return decision
    if not fit([pk for pk, _name in words.cleared]):
        raise MalformedError("somebody who is cleared is not in the directory", hint="look again")
    ensure_document_key(work)  # whose certificate management names when it signs
    file = _new(work, row, draft, words, who)
    keep_paper(work, file, draft.paper.upload, DOCUMENT)
    tell(work, file, Event.AGREEMENT_DRAFTED, staff_actor(who), document=file.document)
    return Granted(file.id)


def _new(
    work: Work, client: Client, draft: AgreementDraft, words: AgreementWords, who: Staff
) -> AgreementFile:
    terms = words.terms()
    row = Agreement(
        pk=check_id(draft.id),
        client=client,
        state=AgreementState.DRAFT.value,
        created_at=work.seconds,
        begins_at=int(terms.begins.timestamp()),
        ends_at=int(terms.ends.timestamp()),
    )
    content: dict[str, JSONValue] = {
        "number": draft.number,
        "template": words.template,
        "terms": terms.to_json(),
        "document": draft.paper.document,
        "size": draft.paper.upload.size,
        "pages": draft.paper.pages,
        "by": who.name,
    }
    node = client_node(ClientId(client.pk))
    work.write(row, node, content)
    row.save(force_insert=True)
    for person, _name in words.cleared:
        Clearance.objects.create(agreement=row, person_id=person)
    return AgreementFile(row, content, node, client_subject(work, client))
