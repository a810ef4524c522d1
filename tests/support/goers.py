"""Clients who go, and what may be done about them at the same time."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sealbench import canon
from sealbench.errors import SealbenchError
from sealbench.ids import ClientId, LoginId
from sealbench.shop.bench import Bench, ClientVisit
from sealbench.shop.bench.nonces import new_nonce
from sealbench.shop.procedures.attach_file import attach_file
from sealbench.shop.procedures.close_job import close_job
from sealbench.shop.procedures.confirm_return import confirm_return
from sealbench.shop.procedures.destroy_client import destroy_client
from sealbench.shop.procedures.hand_over_return import Document, hand_over_return
from sealbench.shop.procedures.look_at_client import look_at_client
from sealbench.shop.procedures.looks import Why
from sealbench.shop.procedures.open_login import open_login, opening_nonce
from sealbench.shop.procedures.resume_erasures import confirm
from sealbench.shop.procedures.seal_login import seal_login
from sealbench.shop.procedures.second_destruction import second_destruction
from sealbench.shop.procedures.show_found import show_found
from sealbench.shop.procedures.stop_service import stop_service
from sealbench.shop.procedures.take_in_job import NONCE, take_in_job
from sealbench.shop.procedures.upload import MOST_OPENINGS, Upload
from sealbench.shop.records.models import Client, Job
from sealbench.statement import SignedStatement
from tests.support.attestations import attest_all
from tests.support.cast import Cast
from tests.support.desk import intake, put_in_service
from tests.support.endings import CANARY, Leaver, canaries, everything_kept, leaver
from tests.support.files import take_in_file
from tests.support.races import places
from tests.support.sessions import stay_signed_in
from tests.support.whole import assert_whole


@dataclass(slots=True)
class Goer:
    """A client who is about to go: with a file, a login, two jobs, and everybody's names for it."""

    cast: Cast
    who: Leaver
    client: ClientId
    visit: ClientVisit
    login: LoginId
    jobs: list[str]

    @property
    def number(self) -> int:
        return self.who.counter.number


def goer(cast: Cast) -> Goer:
    stay_signed_in()
    who = leaver(cast)
    put_in_service(cast, who.counter.job)
    jobs = list(Job.objects.filter(client=who.client).values_list("pk", flat=True))
    upload = who.phone.sealed(who.counter.recipients(), openings=MOST_OPENINGS)
    who.phone.json("/c/seal", upload)
    login = LoginId(str(upload["statement"]["statement"]["login"]))
    return Goer(cast, who, who.client, who.visit, login, jobs)


Step = tuple[Callable[..., Any], dict[str, Any]]


def opening(bench: Bench, goer: Goer) -> Step:
    cast, tariq = goer.cast, goer.cast.person("tariq")
    who, now = cast.staff("tariq"), bench.now()
    purpose = opening_nonce(who, goer.login)
    nonce = new_nonce(bench.house, purpose, seconds=int(now.timestamp()))
    about = {"job": goer.who.counter.job, "login": goer.login, "purpose": "repair"}
    signed = tariq.opening(nonce, now, **about, passkey=tariq.passkeys[0])
    return open_login, {"who": who, "number": goer.number, "login": goer.login, "signed": signed}


def sealing(_bench: Bench, goer: Goer) -> Step:
    phone, counter = goer.who.phone, goer.who.counter
    body = phone.sealed(counter.recipients())
    signed = SignedStatement.from_json(body["statement"])
    upload = Upload(signed, canon.unb64u(body["ciphertext"]), body["label"])
    return seal_login, {"who": goer.visit, "upload": upload}


def second_job(bench: Bench, goer: Goer) -> Step:
    nonce = new_nonce(bench.house, NONCE, seconds=int(bench.now().timestamp()))
    taken = intake(goer.cast, "Battery", client=goer.client)
    return take_in_job, {"who": goer.cast.staff("dora"), "intake": taken, "nonce": nonce}


def attaching(bench: Bench, goer: Goer) -> Step:
    upload = take_in_file(bench, b"\x00\xff" * 200, "board.bin")
    return attach_file, {
        "who": goer.cast.staff("tariq"),
        "number": goer.number,
        "upload": upload,
    }


def looking(_bench: Bench, goer: Goer) -> Step:
    why = Why("counter")  # a reason, which is sealed under the client's key, with every look
    return look_at_client, {"who": goer.cast.staff("olga"), "client": goer.client, "why": why}


def finding(_bench: Bench, goer: Goer) -> Step:
    return show_found, {"who": goer.cast.staff("dora"), "clients": [goer.client]}


ON_THE_JOB = [opening, sealing, attaching]
STEPS = [*ON_THE_JOB, second_job, looking, finding]


def close(bench: Bench, goer: Goer) -> list[int]:
    """Close the first job; return where it stands in the ledger."""
    attest_all(goer.cast, goer.who.counter.job)
    done = bench.run_recorded(close_job, who=goer.cast.staff("dora"), job=goer.who.counter.job)
    confirm(bench, done[0])
    return places(done)


def stop(bench: Bench, goer: Goer) -> list[int]:
    """Stop the service; return where it stands in the ledger."""
    dora = goer.cast.staff("dora")
    done = bench.run_recorded(stop_service, who=dora, number=goer.number)
    goer.who.case = done[0].case
    for erasure in done[0].erasures:
        confirm(bench, erasure)
    return places(done)


def give_back(bench: Bench, goer: Goer) -> None:
    """Hand everything over in person, which the client confirms.

    Whoever came too late was refused, and a refusal of staff asks for a second person.
    """
    who, case = goer.cast.staff("dora"), goer.who.case
    bench.run(hand_over_return, who=who, case=case, document=Document.PASSPORT)
    bench.run(confirm_return, who=who, case=case, compared=True)
    bench.run(second_destruction, who=goer.cast.staff("olga"), case=case)


def destroy(bench: Bench, goer: Goer) -> None:
    confirm(bench, bench.run(destroy_client, who=None, case=goer.who.case))


def end(bench: Bench, goer: Goer) -> list[int]:
    """End the client by all three acts; return where the first stands in the ledger."""
    stopped = stop(bench, goer)
    give_back(bench, goer)
    destroy(bench, goer)
    return stopped


def succeeded(result: Any) -> bool:
    """Tell whether an act saw or wrote something of the client."""
    return not isinstance(result, SealbenchError) and result[0] != []


def nothing_is_left(cast: Cast, goer: Goer) -> None:
    assert not Client.objects.filter(pk=goer.client).exists()
    assert canaries(everything_kept(), *goer.jobs, CANARY) == []
    assert_whole(cast.bench)
