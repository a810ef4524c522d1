"""Clients who end the service: a shop with somebody to run the case, and what is left after."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection

from sealbench import canon
from sealbench.ids import ClientId, JobId
from sealbench.shop.bench import ClientVisit, Staff, token_hash
from sealbench.shop.procedures.announce_destruction import announce_destruction
from sealbench.shop.procedures.confirm_return import confirm_return
from sealbench.shop.procedures.hand_over_return import Document, hand_over_return
from sealbench.shop.procedures.handle_notice import handle_notice
from sealbench.shop.procedures.intake import ClientWords
from sealbench.shop.procedures.stop_service import Stopped, stop_service
from sealbench.shop.records.models import ClientSession, Job, Notice
from sealbench.statement import SignedStatement
from tests.support.cast import Cast
from tests.support.clients import Counter, Phone, with_link
from tests.support.desk import desk, intake, take_in
from tests.support.sessions import stay_signed_in

CANARY = "Zyxwv Qanaria"
WORDS = ClientWords(CANARY, "+49 30 77665544", "zyx.qanaria@example.org")
DAYS = 14


@dataclass(slots=True)
class Leaver:
    """A client with two jobs, a phone that claimed the link of the first, and a case."""

    cast: Cast
    counter: Counter
    phone: Phone
    case: str = ""

    @property
    def client(self) -> ClientId:
        return ClientId(Job.objects.get(pk=self.counter.job).client_id)

    @property
    def visit(self) -> ClientVisit:
        """Return the visit of the phone as pages know it."""
        token = next(iter(self.phone.web.cookies.values())).value
        row = ClientSession.objects.get(pk=token_hash(token))
        return ClientVisit(
            ClientId(row.client_id), self.counter.job, row.pk, str(row.key_id), row.counter
        )

    def signed(self, act: str) -> SignedStatement:
        """Return the client's signature on *act* in the case."""
        subject = "" if act.startswith("stop-") else self.case
        return SignedStatement.from_json(self.phone.act(act, subject))

    def stop(self, who: Staff | None = None, *, only_job: bool = False) -> Stopped:
        """Stop the service, or the first job alone: by the desk, or by the client."""
        run = self.cast.bench.run
        if who:
            number = self.counter.number
            stopped = run(stop_service, who=who, number=number, only_job=only_job)
        else:
            signed = self.signed("stop-job" if only_job else "stop-service")
            stopped = run(stop_service, who=self.visit, only_job=only_job, signed=signed)
        self.case = stopped.case
        return stopped


def leaver(cast: Cast, second: str = "Battery") -> Leaver:
    """Return a client whose words no other text has, with a claimed link and two open jobs."""
    first = with_link(cast, intake(cast, "Mail or account trouble", client=WORDS))
    phone = first.claimed()
    phone.json("/c/seal", phone.sealed(first.recipients()))
    client = ClientId(Job.objects.get(pk=first.job).client_id)
    take_in(cast, intake(cast, second, client=client, problem=f"Battery of {CANARY}."))
    return Leaver(cast, first, phone)


def tell(cast: Cast, who: Leaver) -> None:
    """Send by hand what waits on the client's newest job."""
    for notice in Notice.objects.filter(job__client=who.client, handled_at=None):
        job = JobId(notice.job_id)
        cast.bench.run(handle_notice, who=desk(cast), job=job, notice=notice.pk)


def announced(cast: Cast, *, only_job: bool = False) -> Leaver:
    """Return a client whose destruction was announced and told on every channel.

    With *only_job* it is that of the first job.
    """
    stay_signed_in()
    who = leaver(cast)
    who.stop(only_job=only_job)
    cast.bench.run(announce_destruction, who=desk(cast), case=who.case)
    tell(cast, who)
    return who


def other_of(who: Leaver) -> Job:
    """Return the job of the client whose link nobody has claimed."""
    return Job.objects.exclude(pk=who.counter.job).get(client=who.client)


def in_person(cast: Cast, who: Leaver, by: str = "dora") -> None:
    """Hand the package over to the client, who confirms it."""
    staff, card = cast.staff(by), Document.IDENTITY_CARD
    cast.bench.run(hand_over_return, who=staff, case=who.case, document=card)
    cast.bench.run(confirm_return, who=staff, case=who.case, compared=True)


def everything_kept() -> bytes:
    """Return every byte of the database: its file and log, or all rows as text."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        path = str(connection.settings_dict["NAME"])
        return b"".join(_read(path + end) for end in ("", "-wal"))
    return b"\n".join(repr(row).encode() for row in _rows())


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - the name is Django's
            return file.read()
    except FileNotFoundError:
        return b""


def _rows() -> Iterator[Mapping[str, Any]]:
    for model in apps.get_models():
        yield from model._default_manager.values()


def canaries(kept: bytes, *texts: str) -> list[str]:
    """Return which of *texts* stand in *kept*."""
    return [text for text in texts if text.encode() in kept]


def parsed(answer: Any) -> dict[str, Any]:
    """Return the JSON of an answer that was fine."""
    assert answer.status_code == 200, answer.content
    return canon.parse(answer.content)
