"""All of a client, or of one job, that the shop can read, in the order of the package (C2).

Sealed logins are not in it: the shop cannot read them, and they end with the stop.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sealbench import clock
from sealbench.canon import JSON
from sealbench.dossier import consent
from sealbench.errors import AbsentError
from sealbench.ids import ClientId, JobId
from sealbench.keyring import record_node
from sealbench.package import Content
from sealbench.shop.bench import Subject, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.agreement_file import agreements_of
from sealbench.shop.procedures.agreement_papers import DOCUMENT, FINAL, has_paper, open_paper
from sealbench.shop.procedures.attached_file import (
    AttachedFile,
    files_of_job,
)
from sealbench.shop.procedures.case_scope import Scope
from sealbench.shop.procedures.client_key import key_content
from sealbench.shop.procedures.client_words import read_client, read_device
from sealbench.shop.procedures.dossier_job import HandedOut, hand_over
from sealbench.shop.procedures.fetch_consent import consent_of
from sealbench.shop.procedures.job_file import JobFile, load_jobs
from sealbench.shop.procedures.looks import client_subject
from sealbench.shop.procedures.timeline import read_events
from sealbench.shop.records.models import (
    Client,
    ClientKey,
    Device,
    Home,
    Job,
    KeepRequest,
    Link,
    Notice,
)

_LOOKS = {Event.JOB_LOOKED_AT, Event.CLIENT_LOOKED_AT, Event.CASE_LOOKED_AT, Event.RECORD_LOOKED_AT}


@dataclass(frozen=True, slots=True)
class Collected:
    """What is returned; dossiers and record are made of it once a commit has their proofs."""

    content: Content = field(repr=False)
    client: ClientId
    record: Subject | None  # what opens the client's own journal
    handed: tuple[HandedOut, ...]
    files: tuple[tuple[int, AttachedFile], ...]  # each with the number of its job
    papers: tuple[AttachedFile, ...]  # of agreements: the final PDF, or what was to be signed
    numbers: Mapping[str, int]


def collect(work: Work, scope: Scope, actor: Mapping[str, str]) -> Collected:
    """Return everything in *scope*; a dossier of each job is handed out to *actor* with it."""
    content, jobs = _read(work, scope)
    # With one job alone no journal of the client goes out.
    record = None if scope.job else client_subject(work, Client.objects.get(pk=scope.client))
    handed = tuple(hand_over(work, file, actor) for file in jobs)
    files = tuple((file.row.number, each) for file in jobs for each in files_of_job(work, file))
    numbers = {**_numbers(content), "files": len(files)}
    papers = () if scope.job else _papers(work, scope.client)
    return Collected(content, scope.client, record, handed, files, papers, numbers)


def _papers(work: Work, client: ClientId) -> tuple[AttachedFile, ...]:
    return tuple(
        open_paper(work, each, FINAL if has_paper(each, FINAL) else DOCUMENT)
        for each in agreements_of(work, client)
    )


def count(work: Work, scope: Scope) -> dict[str, int]:
    """Return how much there is of each kind: all of it was read for that, and nothing goes out."""
    content, jobs = _read(work, scope)
    return {**_numbers(content), "files": sum(len(files_of_job(work, file)) for file in jobs)}


def _read(work: Work, scope: Scope) -> tuple[Content, list[JobFile]]:
    row = Client.objects.filter(pk=scope.client).first()
    if row is None:
        raise AbsentError("there is no such client")
    jobs = load_jobs(work, scope.jobs())
    rows = [file.row for file in jobs]
    # Whose job it is goes along; what is the client's beside it stays, as the client does.
    own = [] if scope.job else [client_subject(work, row)]
    keys = ClientKey.objects.none() if scope.job else ClientKey.objects.filter(client=row)
    subjects = [*own, *(file.subject for file in jobs)]
    events = [dict(event) for subject in subjects for event in read_events(subject)]
    content = Content(
        made_at=work.now,
        shop=_shop(work),
        client=_client(work, row),
        number=jobs[0].row.number if scope.job else 0,
        devices=[_device(work, each) for each in _devices(rows)],
        jobs=[_job(work, file) for file in jobs],
        keys=[_key(work, each) for each in keys.order_by("pk")],
        links=[_link(each) for each in Link.objects.filter(job__in=rows).order_by("created_at")],
        notices=list(_notices(work, rows)),
        looks=[event for event in events if event["type"] in _LOOKS],
        events=events,
        # What was consented to is the client's; one job alone takes none of it along.
        consents=[] if scope.job else _consents(work, scope.client),
    )
    return content, jobs


def _consents(work: Work, client: ClientId) -> list[JSON]:
    """Return the record of each consent to keep a login, also of those that have ended."""
    rows = KeepRequest.objects.filter(client=client).order_by("asked_at", "pk")
    return [consent.to_json(consent_of(work, row)) for row in rows]


def _numbers(content: Content) -> dict[str, int]:
    return {
        "jobs": len(content.jobs),
        "devices": len(content.devices),
        "events": sum(1 for _ in content.events),
        "notices": len(content.notices),
        "keys": len(content.keys),
        "consents": len(content.consents),
        "dossiers": len(content.jobs),
    }


def _devices(jobs: Sequence[Job]) -> Sequence[Device]:
    return list(Device.objects.filter(job__in=jobs).distinct().order_by("pk"))


def _shop(work: Work) -> JSON:
    content = work.read(Home.objects.get(pk=1))
    return {part: content[part] for part in ("name", "address", "phone")}


def _client(work: Work, row: Client) -> JSON:
    return {
        **read_client(work, row).content(),
        "since": _time(row.created_at),
        "agreement_required": row.agreement_required,
    }


def _device(work: Work, row: Device) -> JSON:
    return {"kind": row.kind, **read_device(work, row).content()}


def _job(work: Work, file: JobFile) -> JSON:
    words = read_device(work, file.row.device)
    return {
        "number": file.row.number,
        "service": work.read(file.row.service)["name"],
        "state": file.row.state,
        "place": file.row.place,
        "device": " ".join(part for part in (words.kind, words.make, words.model) if part),
        "problem": str(file.content["problem"]),
        "reason": str(file.content["override_reason"]),
        "taken_in": _time(file.row.created_at),
        "ended": _time(file.row.closed_at) if file.row.closed_at else "",
    }


def _key(work: Work, row: ClientKey) -> JSON:
    content: dict[str, Any] = key_content(work, row)
    return {
        "key": content["key"],
        "recipient": content["recipient"],
        "claimed": _time(row.claimed_at),
        "revoked": _time(row.revoked_at) if row.revoked_at else "",
        "objected": _time(row.objected_at) if row.objected_at else "",
    }


def _link(row: Link) -> JSON:
    return {
        "made": _time(row.created_at),
        "claimed": _time(row.claimed_at) if row.claimed_at else "",
        "revoked": _time(row.revoked_at) if row.revoked_at else "",
        "tablet": row.counter,
    }


def _notices(work: Work, jobs: Sequence[Job]) -> Iterator[JSON]:
    rows = Notice.objects.filter(job__in=jobs).select_related("job").order_by("created_at")
    for row in rows:
        content = work.read(row, record_node(JobId(row.job_id)))
        yield {
            "job": row.job.number,
            "kind": row.kind,
            "text": content["text"],
            "to": content.get("to") or [],
            "at": _time(row.created_at),
        }


def _time(seconds: int) -> str:
    return clock.to_text(datetime.fromtimestamp(seconds, UTC))
