"""Take the dossier home: the client's own copy of everything that was recorded (A5)."""

from sealbench.policy import Action, Refused
from sealbench.shop.bench import ClientVisit, Granted, Outcome, Work
from sealbench.shop.procedures.client_key import enter_as_client, load_holder
from sealbench.shop.procedures.dossier_job import HandedOut, hand_over
from sealbench.shop.procedures.job_file import load_job


def take_dossier(work: Work, *, who: ClientVisit) -> Outcome[HandedOut]:
    """Let the client take the dossier of the job that the visit is about."""
    file = load_job(work, who.job)
    client = load_holder(work, who)
    entered = enter_as_client(work, file, client, Action.EXPORT_CLIENT_DOSSIER)
    if isinstance(entered, Refused):
        return entered
    return Granted(hand_over(work, file, client.actor()))
