"""The desk: takes in jobs by the real procedure, and reads what the journal says of them."""

from collections.abc import Mapping
from typing import Any

from sealbench import canon
from sealbench.ids import ClientId, JobId, LoginId, ServiceId, new_id
from sealbench.keyring import client_node, login_node
from sealbench.policy import JobState
from sealbench.shop.bench import Bench, Granted, Outcome, Staff, Subject, Work
from sealbench.shop.bench.nonces import new_nonce
from sealbench.shop.procedures.acknowledge_on_paper import acknowledge_on_paper
from sealbench.shop.procedures.acknowledgements import is_acknowledged
from sealbench.shop.procedures.assignees import Assignees
from sealbench.shop.procedures.findings import NO_OVERRIDE, Override
from sealbench.shop.procedures.intake import ClientWords, DeviceWords, Intake, JobWords
from sealbench.shop.procedures.job_file import load_job
from sealbench.shop.procedures.login_file import seal_content
from sealbench.shop.procedures.move_job import move_job
from sealbench.shop.procedures.stock_catalogue import stock_catalogue
from sealbench.shop.procedures.take_in_job import NONCE, TakenIn, take_in_job
from sealbench.shop.procedures.timeline import read_events
from sealbench.shop.records.models import Client, Login, ServiceKind
from sealbench.shop.records.statements.sealing import insert_login
from tests.support.cast import Cast

IDA = ClientWords("Ida Lindqvist", "+46 70 123 45 67", "ida@example.org")
LAPTOP = DeviceWords("laptop", "Lenovo", "ThinkPad X1", "PF2ABCDE")


def service(bench: Bench, name: str) -> ServiceId:
    """Return the id of the kind of service *name* of the stocked catalogue."""
    bench.run(stock_catalogue)
    for row in ServiceKind.objects.all():
        if bench.read_house(row)["name"] == name:
            return ServiceId(row.pk)
    raise LookupError(name)


def intake(
    cast: Cast,
    kind: str = "Software problem",
    *,
    technician: str = "tariq",
    deputy: str = "",
    client: ClientId | ClientWords = IDA,
    problem: str = "Freezes after an update.",
    reason: str = "",
    agreement: bool = False,
) -> Intake:
    """Return what Dora takes down."""
    return Intake(
        client,
        LAPTOP,
        JobWords(service(cast.bench, kind), problem, "in the shop", reason),
        Assignees(cast.id(technician), cast.id(deputy) if deputy else None),
        agreement,
    )


def take_in(
    cast: Cast,
    taken: Intake | None = None,
    *,
    who: str = "dora",
    override: Override = NO_OVERRIDE,
) -> TakenIn:
    """Run the intake."""
    bench = cast.bench
    nonce = new_nonce(bench.house, NONCE, seconds=int(bench.now().timestamp()))
    return bench.run(
        take_in_job,
        who=cast.staff(who),
        intake=taken or intake(cast),
        nonce=nonce,
        override=override,
    )


def put_in_service(cast: Cast, job: JobId, *, who: str = "dora") -> None:
    """Have the desk record a signed paper, where nothing is acknowledged, and move *job* on."""
    if not is_acknowledged(job):
        cast.bench.run(acknowledge_on_paper, who=cast.staff("dora"), job=job, answer="yes")
    cast.bench.run(move_job, who=cast.staff(who), job=job, to=JobState.IN_SERVICE)


def events(bench: Bench, job: JobId) -> list[Mapping[str, Any]]:
    """Return the payloads of all events of *job*."""

    def read(work: Work) -> Outcome[list[Mapping[str, Any]]]:
        return Granted(list(read_events(load_job(work, job).subject)))

    return bench.run(read)


def house_events(bench: Bench) -> list[Mapping[str, Any]]:
    """Return the payloads of all events of the house."""
    return list(read_events(bench.house.subject))


def client_events(bench: Bench, client: ClientId, secret: str) -> list[Mapping[str, Any]]:
    """Return the payloads of all events of *client*."""
    key = bench.keys.key(client_node(client))
    subject = Subject(f"client:{client}", canon.unb64u(secret), key)
    return list(read_events(subject))


def client_record(bench: Bench, client: ClientId) -> list[Mapping[str, Any]]:
    """Return the payloads of all events of *client*, whose row is there."""

    def secret(work: Work) -> Outcome[str]:
        row = Client.objects.get(pk=client)
        return Granted(str(work.read(row, client_node(client))["secret"]))

    return client_events(bench, client, bench.run(secret))


def keep_login(cast: Cast, job: JobId, *people: str, label: str = "Windows") -> LoginId:
    """Keep a login of *job* with a way for each of *people*; its age file is noise."""
    login = LoginId(new_id())

    def keep(work: Work) -> Outcome[None]:
        key = work.turn.grow(login_node(login))
        row = Login(
            pk=login,
            job_id=job,
            sealed=seal_content(key, login, job, {"label": label, "statement": {}}),
            sealed_at=work.seconds,
            expires_at=work.seconds + 86_400,
            openings=3,
            left=3,
            box=b"noise",
        )
        assert insert_login(row, [cast.id(person) for person in people])
        return Granted(None)

    cast.bench.run(keep)
    return login


def last(bench: Bench, job: JobId) -> Mapping[str, Any]:
    """Return the last event of *job*."""
    return events(bench, job)[-1]


def desk(cast: Cast) -> Staff:
    """Return Dora."""
    return cast.staff("dora")
