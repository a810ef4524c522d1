"""Look at the page of one's own job: all that the shop keeps of it, and every event (A5).

A client's look at the own page is no event; a refused one is.
"""

from dataclasses import dataclass, field
from typing import Any

from sealbench import ledger
from sealbench.canon import JSONValue
from sealbench.keyring import client_node
from sealbench.policy import ENDED, Action, Refused
from sealbench.shop.bench import ClientVisit, Granted, Outcome, Subject, Work, open_event
from sealbench.shop.procedures.acknowledgements import read_acknowledgements, texts_today
from sealbench.shop.procedures.attached_file import files_of_job
from sealbench.shop.procedures.client_key import Holder, enter_as_client, load_holder
from sealbench.shop.procedures.client_words import read_device
from sealbench.shop.procedures.job_file import JobFile, has_others, load_job
from sealbench.shop.procedures.keep_file import label_of, live_keeps
from sealbench.shop.procedures.login_file import open_words
from sealbench.shop.procedures.looks import client_subject
from sealbench.shop.procedures.own_agreements import own_agreements
from sealbench.shop.procedures.own_case import own_case
from sealbench.shop.procedures.own_risks import own_risks
from sealbench.shop.records.models import (
    DeviceRequest,
    EndedJob,
    Event,
    Head,
    KeptLogin,
    Login,
    Person,
)


@dataclass(frozen=True, slots=True)
class OpenedEvent:
    """One event with what opens its leaf; *payload* is canonical JSON."""

    index: int
    counter: int
    leaf: bytes
    r: bytes
    payload: bytes


@dataclass(frozen=True, slots=True)
class Journal:
    """All events of one subject, with the secret that finds their leaves."""

    secret: bytes = field(repr=False)
    events: tuple[OpenedEvent, ...]


@dataclass(frozen=True, slots=True)
class ClientPage:
    """What a client sees; *size* is that of the ledger in which the events stand.

    *ended* are the jobs whose records were destroyed alone.

    The *record*'s journal is the client's own: who found or opened it, on whatever job.
    """

    job: dict[str, JSONValue]
    device: dict[str, JSONValue]
    client: dict[str, JSONValue]
    assigned: tuple[str, ...]
    logins: tuple[dict[str, JSONValue], ...]
    files: tuple[dict[str, JSONValue], ...]
    keeps: tuple[dict[str, JSONValue], ...]
    risks: tuple[dict[str, JSONValue], ...]
    requests: tuple[dict[str, JSONValue], ...]
    acknowledgement: dict[str, JSONValue]
    ending: dict[str, JSONValue] | None
    agreement: dict[str, JSONValue]
    ended: tuple[dict[str, JSONValue], ...]
    journal: Journal
    record: Journal
    size: int


def look_at_client_page(work: Work, *, who: ClientVisit) -> Outcome[ClientPage]:
    """Return the page of the job that the visit is about."""
    file = load_job(work, who.job)
    client = load_holder(work, who)
    entered = enter_as_client(work, file, client, Action.VIEW_CLIENT_PAGE)
    if isinstance(entered, Refused):
        return entered
    return Granted(
        ClientPage(
            job=_job(work, file),
            device=_device(work, file),
            client=_client(client),
            assigned=tuple(sorted(file.assigned)),
            logins=_logins(work, file),
            files=tuple(each.to_json() for each in files_of_job(work, file)),
            keeps=tuple(_keep(work, file, row) for row in live_keeps(file.client)),
            risks=own_risks(work, file),
            requests=_requests(work, file, client),
            acknowledgement=_acknowledgement(work, file),
            ending=own_case(work, client),
            agreement=own_agreements(work, client),
            ended=_ended(file),
            journal=_journal(file.subject),
            record=_journal(client_subject(work, file.row.client)),
            size=Head.objects.get(pk=1).size,
        )
    )


def _job(work: Work, file: JobFile) -> dict[str, JSONValue]:
    row, service = file.row, work.read(file.row.service)
    return {
        "id": row.pk,
        "number": row.number,
        "state": row.state,
        "place": row.place,
        "service": service["name"],
        "alternatives": service["alternatives"],
        "login_need": row.service.login_need,
        "login_asked": row.login_asked,
        "override": row.login_override,
        "reason": file.content["override_reason"],
        "answer": row.client_answer,
        "seal_again": row.seal_again,
        "ended": row.state in ENDED,
        "only": not has_others(file),
        "created_at": row.created_at,
    }


def _acknowledgement(work: Work, file: JobFile) -> dict[str, JSONValue]:
    given = read_acknowledgements(work, file)
    needed = file.row.state not in ENDED and not any(
        not each.objected_at and not each.paper for each in given
    )
    texts: list[JSONValue] = [each.to_json() for each in texts_today()] if needed else []
    return {"texts": texts, "given": [each.to_json() for each in given]}


def _ended(file: JobFile) -> tuple[dict[str, JSONValue], ...]:
    rows = EndedJob.objects.filter(client=file.client).select_related("case").order_by("number")
    return tuple(
        {
            "number": row.number,
            "at": row.ended_at,
            "case": row.case_id or "",
            "certified": (row.case and row.case.certified_at) or 0,
        }
        for row in rows
    )


def _device(work: Work, file: JobFile) -> dict[str, JSONValue]:
    words = read_device(work, file.row.device)
    return {"kind": words.kind, "make": words.make, "model": words.model}


def _client(client: Holder) -> dict[str, JSONValue]:
    return {
        "id": client.visit.client,
        "level": client.level,
        "key": str(client.content["key"]),
        "claimed_at": client.row.claimed_at,
        "counter": client.visit.counter,
    }


def _logins(work: Work, file: JobFile) -> tuple[dict[str, JSONValue], ...]:
    rows = Login.objects.filter(job=file.row).order_by("sealed_at", "pk")
    return tuple(_login(work, file, row) for row in rows)


def _login(work: Work, file: JobFile, row: Login) -> dict[str, JSONValue]:
    words = open_words(work, file, row)
    return {
        "id": row.pk,
        "label": words.label,
        "left": row.left,
        "openings": row.openings,
        "sealed_at": row.sealed_at,
        "expires_at": row.expires_at,
        "ways": sorted(words.ways),
    }


def _keep(work: Work, file: JobFile, row: KeptLogin) -> dict[str, JSONValue]:
    request = row.request
    content: dict[str, Any] = work.read(request, client_node(file.client))
    ways = Person.objects.filter(keptway__login=row).order_by("pk")
    return {
        "id": request.pk,
        "label": label_of(work, row, file.client),
        "why": content["statement"]["statement"]["why"],
        "left": row.left,
        "openings": row.openings,
        "asked_at": request.asked_at,
        "due_at": request.due_at,
        "until": request.until,
        "people": [str(work.read(each)["name"]) for each in ways],
    }


def _requests(work: Work, file: JobFile, client: Holder) -> tuple[dict[str, JSONValue], ...]:
    rows = DeviceRequest.objects.filter(
        key=client.row, job=file.id, approved_at=None, expires_at__gt=work.seconds
    )
    return tuple(_request(work, file, row) for row in rows.order_by("created_at", "pk"))


def _request(work: Work, file: JobFile, row: DeviceRequest) -> dict[str, JSONValue]:
    content: dict[str, Any] = work.read(row, file.owner)
    return {"id": row.pk, "recipient": content["recipient"], "at": row.created_at}


def _journal(subject: Subject) -> Journal:
    return Journal(subject.secret, _events(subject))


def _events(subject: Subject) -> tuple[OpenedEvent, ...]:
    rows = Event.objects.filter(subject=subject.id).order_by("counter")
    columns = ("leaf_id", "counter", "sealed", "leaf__leaf_id", "leaf__commit")
    found = []
    for index, counter, sealed, leaf_id, commit in rows.values_list(*columns):
        r, payload = open_event(subject, counter, bytes(sealed))
        leaf = ledger.Leaf(id=bytes(leaf_id), commit=bytes(commit)).to_bytes()
        found.append(OpenedEvent(index, counter, leaf, r, payload))
    return tuple(found)
