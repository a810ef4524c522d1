"""What a client does in the own case: by any valid link to stop, by a settled key to have (C2)."""

from dataclasses import dataclass

from sealbench import canon
from sealbench.errors import ConflictError, MalformedError
from sealbench.policy import Action, Refused
from sealbench.shop.bench import ClientVisit, Granted, Outcome, Work
from sealbench.shop.procedures.case_file import CaseFile, as_client, case_about, facts_of, refuse
from sealbench.shop.procedures.client_key import Holder, check_act, load_holder
from sealbench.statement import SignedStatement


@dataclass(frozen=True, slots=True)
class ClientInCase:
    """A client whom the rules let act: the key behind the visit, and what it signed."""

    case: CaseFile
    holder: Holder
    statement: dict[str, canon.JSONValue]


def enter_own_case(
    work: Work,
    who: ClientVisit,
    action: Action,
    act: str,
    signed: SignedStatement | None,
    *,
    unsigned: bool,
) -> Outcome[ClientInCase]:
    """Let the client behind *who* do *action*, which the signed *act* says; else record it.

    What discloses or destroys is not *unsigned*.  Raise ConflictError before the service was
    stopped, MalformedError for an act that had to be signed.
    """
    case = case_about(work, who.client, who.job)
    if case is None:
        raise ConflictError("the service was not stopped", hint="stop it first")
    holder = load_holder(work, who)
    if signed is None and not unsigned:
        raise MalformedError("this needs your signature", hint="open your key first")
    statement = check_act(work, holder, signed, {"act": act, "job": who.job, "subject": case.id})
    resource = facts_of(work, case, case.scope)
    decision = work.decide(as_client(holder.principal(), action, resource, holder.level))
    if isinstance(decision, Refused):
        return refuse(work, case.file, decision, holder.actor(), action, case=case.id)
    return Granted(ClientInCase(case, holder, statement))
