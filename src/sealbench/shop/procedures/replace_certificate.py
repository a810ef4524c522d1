"""Replace the certificate by which the shop seals documents: at the machine, by nobody's page (C1).

What the one before has sealed verifies for ever by itself.  What management has signed and is
not sealed yet is sealed by the certificate that was named, while it holds.
"""

from collections.abc import Mapping
from hashlib import sha256

from sealbench import clock
from sealbench.agreement import SigningKey, require_fit
from sealbench.canon import JSONValue
from sealbench.errors import ConflictError
from sealbench.policy import Action, Principal, Refused, Request
from sealbench.shop.bench import Granted, Outcome, Work
from sealbench.shop.bench.document_keys import read_keys
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import COMMAND, COMMAND_ACTOR
from sealbench.shop.procedures.document_key import put_document_key
from sealbench.shop.procedures.enter import HOUSE
from sealbench.shop.records.models import Home

EARLY_DAYS = 90  # before its end nobody needs a new one
_DAY = 24 * 3600


def replace_certificate(
    work: Work,
    *,
    key: SigningKey | None = None,
    early: bool = False,
    by: tuple[Principal, Mapping[str, str]] = (COMMAND, COMMAND_ACTOR),
) -> Outcome[SigningKey]:
    """Make *key* the one that seals from now on; without one, a new one is made here.

    Raise ConflictError for the one that is there already, and, unless it is *early* on purpose,
    for a new one while the present one holds for more than 90 days; what `require_fit` raises.
    """
    principal, actor = by
    decision = work.decide(Request(Action.REPLACE_CERTIFICATE, principal, HOUSE))
    if isinstance(decision, Refused):
        action = Action.REPLACE_CERTIFICATE.text
        return work.refuse(work.house.subject, decision, actor, Event.REFUSED, action=action)
    row = Home.objects.select_for_update().get(pk=1)
    keys = read_keys(work.read(row))
    if key is not None:
        require_fit(key, now=work.now)
    if keys and key and key.certificate == keys.now.certificate:
        raise ConflictError("this is the shop's certificate already")
    if keys and key is None and not early:
        _require_due(work, keys.now)
    put = put_document_key(work, row, key)
    work.record(
        work.house.subject,
        Event.CERTIFICATE_REPLACED,
        actor,
        before=_fingerprint(keys.now) if keys else "",
        brought=key is not None,
        **_facts(put),
    )
    return Granted(put)


def _require_due(work: Work, key: SigningKey) -> None:
    if int(key.ends.timestamp()) - work.seconds > EARLY_DAYS * _DAY:
        raise ConflictError(
            f"the certificate holds until {key.ends.date()}",
            hint="say --early to replace it all the same",
        )


def _facts(key: SigningKey) -> dict[str, JSONValue]:
    """Return what the ledger says of a certificate: hashes and times, and no name."""
    return {
        "certificate": _fingerprint(key),
        "root": sha256(key.root).hexdigest(),
        "begins": clock.to_text(key.begins),
        "ends": clock.to_text(key.ends),
    }


def _fingerprint(key: SigningKey) -> str:
    return sha256(key.certificate).hexdigest()
