"""Fetch a file of one's own job, in whatever state the job is (A5)."""

from sealbench.policy import Action, Refused
from sealbench.shop.bench import ClientVisit, Granted, Outcome, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.attached_file import AttachedFile, load_file
from sealbench.shop.procedures.client_key import enter_as_client, load_holder
from sealbench.shop.procedures.job_file import load_job


def fetch_file(work: Work, *, who: ClientVisit, wanted: str) -> Outcome[AttachedFile]:
    """Return the file *wanted* of the job that the visit is about; never at the counter (A5-15)."""
    file = load_job(work, who.job)
    client = load_holder(work, who)
    facts = {"counter": who.counter}
    entered = enter_as_client(work, file, client, Action.FETCH_FILE, facts)
    if isinstance(entered, Refused):
        return entered
    found = load_file(work, file, wanted)
    work.record(file.subject, Event.FILE_FETCHED, client.actor(), job=file.id, file=found.id)
    return Granted(found)
