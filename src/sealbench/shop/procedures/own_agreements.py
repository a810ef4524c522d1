"""The agreements as their client reads them: how far each is, and what there is to do."""

from sealbench.canon import JSONValue
from sealbench.policy import AgreementState
from sealbench.shop.bench import Work
from sealbench.shop.procedures.actors import settles_at
from sealbench.shop.procedures.agreement_file import AgreementFile, agreements_of
from sealbench.shop.procedures.agreement_papers import FINAL, has_paper
from sealbench.shop.procedures.client_key import Holder

_UNSEEN = {AgreementState.DRAFT, AgreementState.REVIEWED}


def own_agreements(work: Work, client: Holder) -> dict[str, JSONValue]:
    """Return what the page shows; a draft is the shop's own until management has signed.

    Times are unix seconds; `settles` is when the key may sign, 0 where it never does alone.
    """
    files = agreements_of(work, client.visit.client)
    required = client.row.client.agreement_required
    listed: list[JSONValue] = [
        _agreement(work, each) for each in files if each.state not in _UNSEEN
    ]
    return {
        "required": required,
        "client": client.visit.client,
        "settles": 0 if client.visit.counter else settles_at(client.row),
        "agreements": listed,
    }


def _agreement(work: Work, file: AgreementFile) -> dict[str, JSONValue]:
    return {
        "id": file.id,
        "number": file.number,
        "state": file.state_at(work.seconds),
        "document": file.document,
        "size": int(file.content["size"]),
        "terms": file.terms().to_json(),
        "begins_at": file.row.begins_at,
        "ends_at": file.row.ends_at,
        "final": has_paper(file, FINAL),
    }
