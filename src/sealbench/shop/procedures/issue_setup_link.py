"""Issue the link by which the first manager founds the shop."""

from sealbench.ids import new_id
from sealbench.keyring import HOUSE
from sealbench.policy import Action, Refused, Request
from sealbench.shop.bench import Granted, Outcome, Work, new_token, token_hash
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import COMMAND, COMMAND_ACTOR
from sealbench.shop.procedures.enter import HOUSE as HOUSE_RESOURCE
from sealbench.shop.records.models import Home, Invitation

LIFETIME = 24 * 3600  # seconds


def issue_setup_link(work: Work) -> Outcome[str]:
    """Return the link, once and for 24 hours; empty when the shop has its first manager (B1).

    An unused older link dies.  Nothing is recorded: the founding is the ledger's first leaf.
    """
    if Home.objects.get(pk=1).founded_at is not None:
        return Granted("")
    decision = work.decide(Request(Action.INVITE_PERSON, COMMAND, HOUSE_RESOURCE))
    if isinstance(decision, Refused):
        return work.refuse(work.house.subject, decision, COMMAND_ACTOR, Event.REFUSED)
    Invitation.objects.filter(kind="first", used_at=None).delete()
    token = new_token()
    row = Invitation(
        pk=token_hash(token),
        kind="first",
        created_at=work.seconds,
        expires_at=work.seconds + LIFETIME,
    )
    work.write(row, HOUSE, {"person": new_id(), "name": ""})
    row.save(force_insert=True)
    return Granted(f"{work.config.site}/setup/#{token}")
