"""Kept logins: what a client's browser seals and signs for after the job."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db.models import F

from sealbench import canon, clock
from sealbench.ids import ClientId, JobId, LoginId, new_id
from sealbench.seal import Login, file_hash, recipient_hashes, seal
from sealbench.shop.procedures.open_login import OpenedLogin, open_login, opening_nonce
from sealbench.shop.procedures.start_counter import start_counter
from sealbench.shop.records.models import ClientKey, Job
from sealbench.statement import Context, SignedStatement
from tests.support.cast import Cast, fresh_nonce
from tests.support.clients import PASSWORD, Counter, Phone, with_link
from tests.support.desk import intake, put_in_service

FOUR_DAYS = 4 * 24 * 3600  # seconds; a key is settled after three


def settle(phone: Phone) -> None:
    """Let the key of *phone* have been claimed four days ago."""
    ClientKey.objects.filter(client=client_of(phone)).update(claimed_at=F("claimed_at") - FOUR_DAYS)


def client_of(phone: Phone) -> str:
    return str(Job.objects.get(pk=phone.job).client_id)


def keep_body(
    phone: Phone, recipients: Sequence[str], *, label: str = "Router", **changes: Any
) -> dict[str, Any]:
    """Return the upload of a login to be kept, sealed to *recipients*; *changes* bend it."""
    keep, client = str(changes.pop("keep", new_id())), client_of(phone)
    data = seal(Login(JobId(client), LoginId(keep), label, "ida", PASSWORD), recipients)
    fields: dict[str, Any] = {
        **phone.place(),
        "client": client,
        "job": phone.job,
        "keep": keep,
        "recipients": recipient_hashes(recipients),
        "ciphertext": file_hash(data),
        "why": "regular-care",
        "expires": clock.to_text(phone.now + timedelta(days=365)),
        "openings": 3,
        **phone.fresh("client-act"),
        **changes,
    }
    signed = phone.signed(Context.KEEP, **fields)
    return {"statement": signed.to_json(), "ciphertext": canon.b64u(data), "label": label}


def kept(phone: Phone, recipients: Sequence[str], **changes: Any) -> str:
    """Have a login kept, and return its id."""
    body = keep_body(phone, recipients, **changes)
    phone.json("/c/keep", body)
    return str(body["statement"]["statement"]["keep"])


def later_job(cast: Cast, phone: Phone) -> Counter:
    """Return another job of the client of *phone*, in service, for Tariq."""
    taken = intake(cast, "Mail or account trouble", client=ClientId(client_of(phone)))
    found = with_link(cast, taken)
    put_in_service(cast, found.job)
    return found


def sign_opening(cast: Cast, name: str, *, job: str, login: str) -> SignedStatement:
    """Return what the browser of *name* signs to open *login* on *job*."""
    person = cast.person(name)
    nonce = fresh_nonce(cast.bench, opening_nonce(cast.staff(name), LoginId(login)))
    return person.opening(
        nonce,
        cast.bench.now(),
        job=job,
        login=login,
        purpose="repair",
        passkey=person.passkeys[0],
    )


def opened(cast: Cast, name: str, *, number: int, login: str) -> OpenedLogin:
    """Open *login* on job *number* as *name*."""
    job = str(Job.objects.get(number=number).pk)
    return cast.bench.run(
        open_login,
        who=cast.staff(name),
        number=number,
        login=LoginId(login),
        signed=sign_opening(cast, name, job=job, login=login),
    )


def sat_down(cast: Cast, counter: Counter) -> Phone:
    """Return the tablet of the counter, at which the client of *counter* sits."""
    slip = cast.bench.run(start_counter, who=cast.staff("dora"), number=counter.number)
    tablet = counter.phone()
    bare = slip.link.token.replace("-", "").lower()
    statement = tablet.claim_statement(bare).to_json()
    tablet.json("/counter/begin", {"token": slip.link.token, "statement": statement})
    return tablet
