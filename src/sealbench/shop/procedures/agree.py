"""Agree: the client signs, by a key that has settled, or drawing on the shop's tablet (C1).

A code that was mailed is not enough: whoever reads the client's mail may sit before the very
device that is being repaired.  What was drawn counts once a witness of the shop has signed.
"""

from sealbench.agreement import Drawing
from sealbench.errors import MalformedError
from sealbench.policy import Action, AgreementState, Fact, Level, Refused
from sealbench.shop.bench import ClientVisit, Granted, Outcome, Work
from sealbench.shop.procedures.agreement_file import AgreementFile, enter_agreement, load_agreement
from sealbench.shop.procedures.agreement_signing import (
    check_about,
    check_drawing,
    is_same,
    keep_signature,
    verify_client,
)
from sealbench.shop.procedures.client_key import load_holder
from sealbench.statement import Context, SignedStatement


def agree(
    work: Work,
    *,
    who: ClientVisit,
    agreement: str,
    signed: SignedStatement,
    drawing: Drawing | None = None,
) -> Outcome[AgreementState]:
    """Take the client's signature; return the state that it brings."""
    statement = signed.statement
    statement.require(Context.AGREEMENT)
    if statement.text("role") != "client":
        raise MalformedError("the client signs as the client")
    file, client = load_agreement(work, agreement), load_holder(work, who)
    facts: dict[str, Fact] = {
        "level": client.level,
        "same": is_same(file, signed) and statement.text("client") == file.client,
        "drawn": drawing is not None,
    }
    decision = enter_agreement(
        work, file, (client.principal(), client.actor()), Action.AGREE, facts
    )
    if isinstance(decision, Refused):
        return decision
    check_about(work, file, signed)
    check_drawing(signed, drawing)
    verify_client(work, client, signed)
    if client.level == Level.SETTLED:
        come_into_force(work, file)
    else:
        file.move(AgreementState.BY_CLIENT)
        file.save(work)
    keep_signature(work, file, signed, client.actor(), drawing)
    return Granted(file.state)


def come_into_force(work: Work, file: AgreementFile) -> None:
    """Let the terms become rules: from now on nobody but the cleared sees the client's."""
    file.move(AgreementState.IN_FORCE)
    file.save(work)
    file.row.client.agreement_required = True
    file.row.client.save(update_fields=["agreement_required"])
