"""What a page says after a deed: one word in the address, never what was typed."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SAID: dict[str, Promise] = {
    "taken-in": _("The job is taken in."),
    "edited": _("The changes are saved."),
    "moved": _("The job has moved."),
    "acknowledged": _("The paper is recorded, and the client is told."),
    "over": _("The job that was open here has ended, and its record is closed."),
    "attested": _("Your statement is in the record of the job."),
    "assigned": _("The job has new people on it."),
    "asked": _("The client is asked for a login."),
    "cancelled": _("The intake is cancelled and its key is destroyed."),
    "closed": _("The job is closed and its logins are destroyed."),
    "attached": _("The file is attached."),
    "file-removed": _("The file and its key are destroyed."),
    "handled": _("The message is marked as sent."),
    "service-added": _("The service is in the catalogue."),
    "service-edited": _("The service is changed."),
    "service-retired": _("The service is no longer offered."),
    "service-offered": _("The service is offered again."),
    "place-registered": _("The place is registered."),
    "place-retired": _("The place is given up; it stays listed until it is wiped."),
    "place-gone": _("The copy is off the list, on your word."),
    "rule-added": _("The house rule holds from now on."),
    "rule-retired": _("The house rule no longer holds."),
    "word-added": _("Every text is screened by the new word from now on."),
    "word-retired": _("The word is retired."),
    "recovery-set": _("The recovery key is set. Destroy the sheet of the one before, if any."),
    "shop-edited": _("The shop's particulars are saved."),
    "stopped": _("The service is stopped: nobody of the shop sees the client's jobs any more."),
    "job-stopped": _("The job is ended: nobody of the shop sees its record any more."),
    "collected": _("Everything that can be read was counted."),
    "announced": _("The destruction is announced. Send by hand what waits below."),
    "objected": _("The destruction is held until it is announced again."),
    "seconded": _("You have agreed as the second person."),
    "return-confirmed": _("The client's confirmation is noted."),
    "copy-listed": _("The copy is listed."),
    "copy-confirmed": _("The copy is noted as destroyed."),
    "exception-listed": _("What must be kept is listed."),
    "client-destroyed": _("Everything of the client is destroyed."),
    "required": _("An agreement is required from now on."),
    "drafted": _("The agreement is drafted. Read it, then sign."),
    "reviewed": _("You have read it. Now it can be signed."),
    "signed": _("The signature is taken."),
    "withdrawn": _("The agreement is withdrawn: nobody can sign it any more."),
    "end-set": _("The end of the agreement is set, and the client is told."),
    "job-destroyed": _("Everything of the job is destroyed."),
    "signed-out": _("You are signed out."),
    "change-recorded": _("It is recorded that the client has changed it, and the client is told."),
    "deactivated": _("The person is deactivated."),
    "role-removed": _("The role is taken away. Sign the directory, so that clients know it."),
    "invited": _("The invitation is made."),
    "directory-signed": _("The directory is signed."),
    "passkey-added": _("The passkey is added."),
    "passkey-removed": _("The passkey is removed; sign the directory so that it leaves there too."),
}


def said(word: str) -> Promise | str:
    """Return the sentence for *word*, nothing for a word that no page uses."""
    return SAID.get(word, "")
