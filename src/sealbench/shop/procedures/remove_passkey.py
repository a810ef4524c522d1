"""Remove a passkey: it signs in no more at once, and leaves the directory with its next issue."""

from sealbench.errors import AbsentError
from sealbench.ids import PersonId
from sealbench.policy import Action, Refused
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.passkey_proof import credential_hash
from sealbench.shop.procedures.person_file import load_person
from sealbench.shop.records.models import Passkey, Session


def remove_passkey(work: Work, *, who: Staff, credential: bytes) -> Outcome[None]:
    """Revoke the passkey *credential* and end the other sessions of its person (A1).

    It needs no proof: it only stops access (law 13).  The identity stays, wrapped under the
    passphrase and the other passkeys.
    """
    row = Passkey.objects.filter(pk=credential_hash(credential), revoked_at=None).first()
    if row is None:
        raise AbsentError("there is no such passkey")
    file = load_person(work, PersonId(row.person_id))
    entered = enter(work, who=who, action=Action.REMOVE_PASSKEY, resource=file.resource())
    if isinstance(entered, Refused):
        return entered
    row.revoked_at = work.seconds
    row.save(update_fields=["revoked_at"])
    Session.objects.filter(person=row.person_id).exclude(pk=who.session).delete()
    work.record(
        work.house.subject,
        Event.PASSKEY_REMOVED,
        staff_actor(who),
        person=row.person_id,
        passkey=row.pk,
    )
    return Granted(None)
