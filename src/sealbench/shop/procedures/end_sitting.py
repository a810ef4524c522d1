"""End a sitting at the counter: its key is revoked, and the client gets a link for later (A5)."""

from sealbench.errors import AbsentError
from sealbench.ids import PersonId
from sealbench.policy import ENDED, Action, LinkState, Refused, Request
from sealbench.shop.bench import ClientVisit, Granted, Outcome, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import person_principal
from sealbench.shop.procedures.client_key import load_holder
from sealbench.shop.procedures.issue_link import Slip, make_slip
from sealbench.shop.procedures.job_file import JobFile, load_job
from sealbench.shop.procedures.link_file import link_state, make_link, standing_link
from sealbench.shop.records.models import ClientSession, Link, Person


def end_sitting(work: Work, *, who: ClientVisit) -> Outcome[Slip | None]:
    """Close the sitting; return the slip of a fresh link, or None when there is no need.

    The link is issued by whoever gave the pass, if that person still may; its code is for
    the desk to say.
    """
    if not who.counter:
        raise AbsentError("this is no sitting")
    file = load_job(work, who.job)
    client = load_holder(work, who)
    if not client.here:
        raise AbsentError("this sitting is over")
    ClientSession.objects.filter(pk=who.session).delete()
    client.row.revoked_at = work.seconds
    client.row.save(update_fields=["revoked_at"])
    work.record(file.subject, Event.COUNTER_ENDED, client.actor())
    giver = _giver(work, file, client.row.pk)
    if giver is None or _is_provided(work, file):
        return Granted(None)
    link = make_link(work, file, Event.LINK_ISSUED, client.actor(), desk=giver)
    return Granted(make_slip(work, file, link))


def _is_provided(work: Work, file: JobFile) -> bool:
    """Tell whether the client has a link already, or the job takes none any more."""
    standing = standing_link(work, file)
    claimed = standing and link_state(standing, now=work.seconds) is LinkState.CLAIMED
    return bool(claimed) or file.row.state in ENDED


def _giver(work: Work, file: JobFile, key: str) -> PersonId | None:
    """Return who gave the pass of this sitting, if that person may issue a link now."""
    row = Link.objects.filter(key=key, counter=True).first()
    person = Person.objects.filter(pk=str(work.read(row, file.node)["by"])).first() if row else None
    if person is None:
        return None
    request = Request(Action.ISSUE_LINK, person_principal(person), file.resource())
    refused = isinstance(work.decide(request), Refused)
    return None if refused else PersonId(person.pk)
