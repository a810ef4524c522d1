"""Certify the erasure of a client, once every place that held a key has let it go (C2)."""

from sealbench import canon
from sealbench.errors import AbsentError
from sealbench.policy import Action, Refused, Request, Resource, ResourceKind
from sealbench.shop.bench import Granted, Outcome, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures import erasure_facts
from sealbench.shop.procedures.actors import KEEPER, KEEPER_ACTOR
from sealbench.shop.procedures.document_key import ensure_document_key
from sealbench.shop.records.models import CaseEntry, Termination


def certify_erasure(work: Work, *, case: str) -> Outcome[bool]:
    """Issue the certificate of *case*; return False while a place of the escrow is behind.

    It waits for a first place, too: without one nothing says what became of the old key's
    copies, and a dead disk takes every other client along.  A trial may do without.
    The event commits to what the certificate states.  One that is issued already stays.
    """
    row = Termination.objects.select_for_update().filter(pk=case).first()
    if row is None or row.destroyed_at is None:
        raise AbsentError("there is no erasure to certify")
    if row.certified_at is not None:
        return Granted(value=True)
    places = erasure_facts.places(work)
    if places.behind or not (places.acknowledged or work.config.trial):
        return Granted(value=False)
    decision = work.decide(Request(Action.CERTIFY_ERASURE, KEEPER, _resource(row)))
    if isinstance(decision, Refused):
        house, action = work.house.subject, Action.CERTIFY_ERASURE.text
        return work.refuse(house, decision, KEEPER_ACTOR, Event.REFUSED, action=action, case=case)
    ensure_document_key(work)
    content = work.read(row)
    copies = CaseEntry.objects.filter(case=row, kind="copy", confirmed_at=None).count()
    work.record(
        work.house.subject,
        Event.CERTIFICATE_ISSUED,
        KEEPER_ACTOR,
        case=case,
        states=canon.b64u(canon.digest(content)),
        copies_elsewhere=copies,
        places=[place.name for place in places.acknowledged],
    )
    row.certified_at = work.seconds
    row.save(update_fields=["certified_at"])
    return Granted(value=True)


def _resource(row: Termination) -> Resource:
    """Return an ended case as the policy asks for it: it is about nobody any more."""
    no = ("open", "alone", "objected", "open_matters")
    yes = ("handed", "returned", "confirmed", "notice_over", "seconded")
    facts = {**dict.fromkeys(no, False), **dict.fromkeys(yes, True)}
    people = {"workers": frozenset[str](), "runners": frozenset[str]()}
    return Resource(ResourceKind.TERMINATION, row.pk, {"client": "", **people, **facts})
