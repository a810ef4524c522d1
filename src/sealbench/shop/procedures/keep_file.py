"""The file of a kept login: the client's request, and a key that two others have to open (A3).

It lies in the realm *clients*, so that it outlives its job.  The key of what it seals is wrapped
by its own within a wrap by the client's, as that of a file is: it dies with whichever ends first.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sealbench.canon import JSONValue
from sealbench.errors import AbsentError, ConflictError, GoneError
from sealbench.ids import ClientId, JobId, KeepId, PersonId
from sealbench.keyring import Key, client_node, keep_node
from sealbench.policy import Resource, ResourceKind
from sealbench.shop.bench import Work, rows
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.assignees import named
from sealbench.shop.procedures.case_file import newest_job
from sealbench.shop.procedures.erasure_order import order_erasure
from sealbench.shop.procedures.job_file import JobFile, on_job
from sealbench.shop.procedures.leave_notice import leave_notice
from sealbench.shop.procedures.login_file import resource_of
from sealbench.shop.procedures.notice_kinds import NoticeKind
from sealbench.shop.procedures.upload import Upload
from sealbench.shop.records.models import Job, KeepRequest, KeptLogin, KeptWay

YEAR = 365 * 24 * 3600  # seconds; so long a request holds before it is confirmed again
MOST = 50  # kept logins of one client


@dataclass(frozen=True, slots=True)
class Ended:
    """How a kept login ended: the event, by whom, a word for the reason, what was signed."""

    event: Event
    actor: Mapping[str, str]
    why: str
    signed: Mapping[str, JSONValue] = field(default_factory=dict)


def store_keep(
    work: Work, file: JobFile, upload: Upload, *, level: str, people: Iterable[str]
) -> None:
    """Keep the login of *upload*, which its client has signed, with a way for each of *people*."""
    statement = upload.statement
    keep, until = KeepId(statement.text("keep")), int(statement.time("expires").timestamp())
    live = KeepRequest.objects.filter(client=file.client, ended_at=None).count()
    if live >= MOST or KeepRequest.objects.filter(pk=keep).exists():
        raise ConflictError("this login is kept already, or too many are", hint="reload the page")
    request = KeepRequest(
        pk=keep,
        client=file.row.client,
        job=file.id,
        asked_at=work.seconds,
        until=until,
        confirmed_at=work.seconds,
        due_at=min(until, work.seconds + YEAR),
        level=level,
    )
    said: dict[str, JSONValue] = {"statement": upload.signed.to_json(), "confirmed": []}
    work.write(request, client_node(file.client), said)
    request.save(force_insert=True)
    _store_login(work, request, upload, people)


def _store_login(work: Work, request: KeepRequest, upload: Upload, people: Iterable[str]) -> None:
    keep, client = KeepId(request.pk), ClientId(request.client_id)
    openings, key, aad = upload.statement.number("openings"), Key.random(), _wrap_aad(keep, client)
    inner = work.turn.grow(keep_node(keep)).wrap(key, aad=aad)
    login = KeptLogin(
        request=request,
        openings=openings,
        left=openings,
        wrap=work.key(client_node(client)).seal(inner, aad=aad),
        box=key.seal(upload.data, aad=_box_aad(keep, client)),
    )
    content: dict[str, JSONValue] = {"label": upload.label, "statement": upload.signed.to_json()}
    rows.write(login, key, client, content)
    login.save(force_insert=True)
    KeptWay.objects.bulk_create(KeptWay(login=login, person_id=each) for each in sorted(people))


def load_keep(client: ClientId, keep: str) -> KeepRequest:
    """Return the request *keep* of *client*, locked; raise AbsentError, or GoneError if ended."""
    row = KeepRequest.objects.select_for_update().filter(pk=keep, client=client).first()
    if row is None:
        raise AbsentError("there is no such login")
    if row.ended_at is not None:
        raise GoneError("this login was destroyed")
    return row


def live_keeps(client: ClientId) -> Iterator[KeptLogin]:
    """Yield the kept logins of *client*, in order of time."""
    found = KeptLogin.objects.filter(request__client=client, request__ended_at=None)
    yield from found.select_related("request").order_by("request__asked_at", "pk")


def kept_of(file: JobFile, login: str) -> KeptLogin | None:
    """Return the kept login *login* of the client of *file*, None where there is none."""
    found = KeptLogin.objects.filter(pk=login, request__client=file.client, request__ended_at=None)
    return found.select_related("request").first()


def keep_resource(row: KeepRequest) -> Resource:
    """Return a request as the policy asks for it."""
    return Resource(ResourceKind.KEEP, row.pk, {"client": row.client_id})


def kept_resource(job: Job, row: KeptLogin, now: int) -> Resource:
    """Return a kept login as the policy asks for it *now* within *job*, on which its people are."""
    ways = set(row.ways.values_list("person_id", flat=True))
    return resource_of(job, row.pk, ways & on_job(JobId(job.pk)), row.request.due_at, row.left, now)


def told_job(work: Work, client: str) -> JobFile:
    """Return the file of the job through whose link *client* hears of it: the newest one."""
    return newest_job(work, ClientId(client))


def end_keep(work: Work, file: JobFile, row: KeepRequest, how: Ended) -> str:
    """End what *row* keeps, told in the journal of *file*; return the id of the erasure."""
    login = KeptLogin.objects.get(pk=row.pk)
    counts = {"logins": 1, "ways": login.ways.count()}
    about = {"keep": row.pk, "why": how.why}
    work.record(file.subject, how.event, how.actor, job=file.id, **about, **how.signed)
    node = keep_node(KeepId(row.pk))
    erasure = order_erasure(work, file, node, how.actor, counts, keep=row.pk)
    login.ways.all().delete()
    login.delete()
    row.ended_at, row.ended_by = work.seconds, how.why
    row.save(update_fields=["ended_at", "ended_by"])
    leave_notice(work, file, NoticeKind.KEEP_ENDED)
    return erasure


def close_kept_ways(work: Work, person: PersonId, actor: Mapping[str, str]) -> int:
    """Take from *person* every way to kept logins, with an event for each; return how many."""
    ways = KeptWay.objects.filter(person=person).select_related("login__request")
    for way in ways.order_by("login"):
        file = told_job(work, way.login.request.client_id)
        people = named(work, [person])
        about = {"job": file.id, "keep": way.login_id}
        work.record(file.subject, Event.KEPT_WAY_CLOSED, actor, **about, people=people)
        way.delete()
    return len(ways)


def end_all_keeps(work: Work, file: JobFile, how: Ended) -> list[str]:
    """End everything that the client of *file* lets the shop keep; return the erasures."""
    rows = KeepRequest.objects.select_for_update().filter(client=file.client, ended_at=None)
    return [end_keep(work, file, row, how) for row in rows.order_by("pk")]


def kept_key(work: Work, login: KeptLogin, client: str) -> Key:
    """Return the key of what *login* seals; raise GoneError when one of its two was destroyed."""
    keep, owner = KeepId(str(login.pk)), ClientId(client)
    aad = _wrap_aad(keep, owner)
    inner = work.key(client_node(owner)).open(bytes(login.wrap), aad=aad)
    return work.key(keep_node(keep)).unwrap(inner, aad=aad)


def unbox_kept(work: Work, login: KeptLogin, client: str) -> tuple[bytes, dict[str, Any]]:
    """Return the age file of *login*, and its label with the client's signed statement."""
    key = kept_key(work, login, client)
    file = key.open(bytes(login.box), aad=_box_aad(str(login.pk), client))
    return file, rows.read(login, key, client)


def label_of(work: Work, login: KeptLogin, client: str) -> str:
    """Return what the client calls *login*."""
    return str(rows.read(login, kept_key(work, login, client), client)["label"])


def _wrap_aad(keep: str, client: str) -> bytes:
    """Return what both wraps of a kept login's key are bound to."""
    return f"sealbench/keep-key/v1\0{keep}\0{client}".encode()


def _box_aad(keep: str, client: str) -> bytes:
    return f"sealbench/keep-box/v1\0{keep}\0{client}".encode()
