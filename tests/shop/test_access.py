"""The access matrix, generated from the one list of routes (laws 8 and 9).

Every route is asked by every kind of visitor in every state of a job.  Whom a route lets in
stands in one table below, written by hand; a route without a row fails.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from sealbench.ids import JobId
from sealbench.policy import load_clauses
from sealbench.shop.pages.routes import ROUTES
from sealbench.shop.pages.routing import ANYONE, CLIENT, STAFF, Route
from sealbench.shop.procedures.assign_job import assign_job
from sealbench.shop.procedures.assignees import Assignees
from sealbench.shop.procedures.confirm_erasure import confirm_erasure
from sealbench.shop.procedures.deactivate_person import deactivate_person
from sealbench.shop.procedures.expire_logins import expire_logins
from sealbench.shop.records.models import (
    Agreement,
    Checkpoint,
    Event,
    FindingCount,
    Head,
    Job,
    Leaf,
    Look,
    Notice,
    ServiceKind,
    Subject,
    Verdict,
)
from tests.support.agreements import Deal
from tests.support.attestations import attest_and_close
from tests.support.cast import Cast, join, start_session
from tests.support.clients import Phone, with_link
from tests.support.clocks import StoppedClock
from tests.support.desk import intake, put_in_service
from tests.support.endings import leaver
from tests.support.escrow import Kept
from tests.support.files import attach
from tests.support.house_words import add_word

KIND = "application/json"
NAMES = {
    "desk": "dora",
    "manager": "mona",
    "assigned": "tariq",
    "technician": "nina",
    "auditor": "adam",
    "deactivated": "gustav",
}
DESK, MANAGER, ON, OFF, AUDITOR = "desk", "manager", "assigned", "technician", "auditor"
EVERYBODY = {DESK, MANAGER, ON, OFF, AUDITOR}
WORKERS = {DESK, MANAGER, ON, OFF}
CASERS = {DESK, MANAGER, AUDITOR}
LOOKERS = {DESK, MANAGER, ON}  # who sees a job sees its pages; the procedures decide the deeds

# Route name -> who of the staff is let in while the job is open; `| closed` after its end.
STAFF_ROWS: Mapping[str, tuple[set[str], set[str]]] = {
    "sign_out": (EVERYBODY, EVERYBODY),
    "me": (EVERYBODY, EVERYBODY),
    "identity": (EVERYBODY, EVERYBODY),
    "add_passkey": (EVERYBODY, EVERYBODY),
    "take_passkey": (EVERYBODY, EVERYBODY),
    "remove_passkey": (set(), set()),  # one that is not there
    "sign_directory": (EVERYBODY, EVERYBODY),  # the page is static: what it asks for is not
    "open_login": (EVERYBODY, EVERYBODY),  # likewise
    "people": ({MANAGER, AUDITOR}, {MANAGER, AUDITOR}),
    "invite_person": ({MANAGER}, {MANAGER}),
    "invite_again": ({MANAGER}, {MANAGER}),
    "deactivate_person": ({MANAGER, AUDITOR}, {MANAGER, AUDITOR}),  # the page; the deed is B1-1
    "remove_role": ({MANAGER, AUDITOR}, {MANAGER, AUDITOR}),  # so is this one
    "draft_directory": ({MANAGER, AUDITOR}, {MANAGER, AUDITOR}),
    "take_directory": ({MANAGER}, {MANAGER}),
    "issue_link": ({DESK}, set()),
    "reissue_link": (LOOKERS, {MANAGER}),
    "start_counter": ({DESK}, set()),
    "open_login_facts": ({ON}, set()),
    "release_login": ({ON}, set()),
    "ledger": ({MANAGER, AUDITOR}, {MANAGER, AUDITOR}),
    "backups": ({MANAGER, AUDITOR}, {MANAGER, AUDITOR}),
    "find_client": ({DESK}, {DESK}),
    "look_at_client": (LOOKERS, {DESK, MANAGER}),  # whose jobs are over, no technician is on
    "findings": ({MANAGER, AUDITOR}, {MANAGER, AUDITOR}),
    "seal_instead": (set(), set()),  # without a kind that can be sealed
    "looks": ({MANAGER, AUDITOR}, {MANAGER, AUDITOR}),
    "risks": ({MANAGER, AUDITOR}, {MANAGER, AUDITOR}),
    "record_change": (set(), set()),  # of a login that nobody opened
    "my_jobs": (EVERYBODY, EVERYBODY),
    "all_jobs": (WORKERS, WORKERS),
    "take_in_job": ({DESK}, {DESK}),
    "look_at_job": ({DESK, MANAGER, ON}, {MANAGER}),
    "job_pulse": ({DESK, MANAGER, ON}, {DESK, MANAGER, ON}),  # a number that changes, no more
    "edit_job": (LOOKERS, {MANAGER}),
    "move_job": ({DESK, ON}, set()),
    "assign_job": (LOOKERS, {MANAGER}),
    "ask_login": (LOOKERS, {MANAGER}),
    "attach_file": (LOOKERS, {MANAGER}),
    "look_at_file": ({ON}, set()),
    "remove_file": (LOOKERS, {MANAGER}),
    "handle_notice": ({DESK, MANAGER}, {DESK, MANAGER}),
    "acknowledge_on_paper": (LOOKERS, {MANAGER}),
    "close_job": (LOOKERS, {MANAGER}),
    "attest_job": (EVERYBODY, EVERYBODY),  # static, like the directory's
    "attest_job_facts": ({ON}, set()),
    "take_attestation": (set(), set()),  # without a statement
    "cancel_job": (LOOKERS, {MANAGER}),
    "services": (EVERYBODY, EVERYBODY),
    "add_service": ({MANAGER}, {MANAGER}),
    "edit_service": ({MANAGER}, {MANAGER}),
    "retire_service": ({MANAGER}, {MANAGER}),
    "shop": ({MANAGER}, {MANAGER}),
    "escrow": ({MANAGER, AUDITOR}, {MANAGER, AUDITOR}),
    "register_place": ({MANAGER}, {MANAGER}),
    "retire_place": ({MANAGER}, {MANAGER}),
    "confirm_place_gone": (set(), set()),  # of a place that is in use
    "set_recovery": (EVERYBODY, EVERYBODY),  # static, like the directory's
    "draft_recovery": ({MANAGER}, {MANAGER}),
    "take_recovery": ({MANAGER}, {MANAGER}),
    "policy": (EVERYBODY, EVERYBODY),
    "house_rules": ({MANAGER, AUDITOR}, {MANAGER, AUDITOR}),
    "add_house_rule": (EVERYBODY, EVERYBODY),  # static, like the directory's
    "retire_house_rule": (EVERYBODY, EVERYBODY),  # likewise
    "draft_house_rule": ({MANAGER}, {MANAGER}),
    "take_house_rule": ({MANAGER}, {MANAGER}),
    "take_end_of_house_rule": ({MANAGER}, {MANAGER}),
    "house_words": ({MANAGER, AUDITOR}, {MANAGER, AUDITOR}),
    "add_house_word": ({MANAGER}, {MANAGER}),
    "retire_house_word": ({MANAGER}, {MANAGER}),
    "explain_policy": ({MANAGER, AUDITOR}, {MANAGER, AUDITOR}),
    "job_dossier": ({DESK}, {DESK}),
    "agreements": (CASERS, CASERS),
    "agreement": ({DESK, MANAGER}, {DESK, MANAGER}),
    "read_agreement": ({DESK, MANAGER}, {DESK, MANAGER}),
    "withdraw_agreement": ({MANAGER}, {MANAGER}),
    "draft_agreement": ({MANAGER}, {MANAGER}),
    "require_agreement": ({DESK, MANAGER}, {DESK, MANAGER}),
    "sign_agreement": (EVERYBODY, EVERYBODY),  # static, like the directory's
    "agreement_facts": ({DESK, MANAGER}, {DESK, MANAGER}),
    "review_agreement": (set(), set()),  # without the hash of what was read
    "take_agreement": (set(), set()),  # without a statement
    "stop_service": (CASERS, CASERS),  # the page; the deed is C2-8
    "cases": (CASERS, CASERS),
    "case": (CASERS, CASERS),
    "certificate": (set(), set()),  # there is none yet
    "package": (set(), set()),  # likewise
    "collect_return": ({DESK, MANAGER}, {DESK, MANAGER}),
    "announce_destruction": ({DESK, MANAGER}, {DESK, MANAGER}),
    "object_to_termination": ({DESK, MANAGER}, {DESK, MANAGER}),
    "second_destruction": (set(), set()),  # both have run the case by then
    "hand_over_return": (CASERS, CASERS),  # the page; the deed is C2-9
    "confirm_return": (set(), set()),  # nothing was handed over
    "destroy_client": (CASERS, CASERS),  # the page; the deed is C2-16
    "list_copy": (CASERS, CASERS),  # an empty form, shown again
    "list_exception": (CASERS, CASERS),
    "confirm_copy": (set(), set()),  # one that is not there
}


@dataclass(slots=True)
class Scene:
    """A job with everything around it, in one state, and a browser for each visitor."""

    cast: Cast
    number: int
    login: str
    notice: str
    file: str
    person: str
    service: str
    place: str
    client: str
    own: Phone
    other: Phone
    case: str
    agreement: str

    def values(self, route: Route, *, absent: bool = False) -> dict[str, Any]:
        """Return what fills the path of *route*: things that are there, or that are not."""
        there = {
            "number": 9_999_999 if absent else self.number,
            "login": "a" * 24 if absent else self.login,
            "notice": "a" * 24 if absent else self.notice,
            "file": "a" * 24 if absent else self.file,
            "person": "a" * 24 if absent else self.person,
            "service": "a" * 24 if absent else self.service,
            "case": "a" * 24 if absent else self.case,
            "entry": "a" * 24,
            "word": 9_999_999 if absent else 1,
            "place": "a" * 24 if absent else self.place,
            "client": "a" * 24 if absent else self.client_of(route),
            "agreement": "a" * 24 if absent else self.agreement,
            "path": "0/000" if absent else "0/000.p/1",
        }
        return {name: value for name, value in there.items() if f":{name}>" in route.path}

    def client_of(self, route: Route) -> str:
        """Return the client of the job, but not where the route would close the job's notes."""
        if route.name != "require_agreement":
            return self.client
        return str(Agreement.objects.get(pk=self.agreement).client_id)

    def browser(self, visitor: str) -> Client:
        if visitor == "stranger":
            return self.cast.stranger()
        if visitor in {"client", "other client"}:
            return (self.own if visitor == "client" else self.other).web
        return self.cast.client(NAMES[visitor])


def ask(browser: Client, route: Route, method: str, values: Mapping[str, Any]) -> Any:
    address = "/" + route.path
    for name, value in values.items():
        for kind in ("int", "str", "slug", "path"):
            address = address.replace(f"<{kind}:{name}>", str(value))
    if method == "GET":
        return browser.get(address)
    return browser.post(address, {}, HTTP_ACCEPT=KIND)


@pytest.fixture(params=["in service", "closed", "expired"])
def state(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def scene(
    state: str, cast: Cast, clock: StoppedClock, tmp_path_factory: pytest.TempPathFactory
) -> Scene:
    """Return a job with a login, a message and a claimed link, in *state*."""
    bench = cast.bench
    add_people(cast)
    with_login = with_link(cast, intake(cast, "Mail or account trouble"))
    own = with_login.claimed()
    upload = own.sealed(with_login.recipients())
    assert own.post("/c/seal", upload).status_code == 200
    other = with_link(cast).claimed()
    put_in_service(cast, with_login.job)
    notice = some_notice(cast, with_login.job)
    add_word(cast)
    again = own.sealed(with_login.recipients())
    assert own.post("/c/seal", again).status_code == 200
    file = attach(cast, with_login.number).id
    if state == "closed":
        erasure = attest_and_close(cast, with_login.job)
        bench.run(confirm_erasure, erasure=erasure)
    if state == "expired":
        clock.pass_by(days=8)
        bench.run(expire_logins)
        for name in cast.people:
            if name != "gustav":
                cast.sessions[name] = start_session(bench, cast.people[name])
    return Scene(
        cast,
        with_login.number,
        str(again["statement"]["statement"]["login"]),
        notice,
        file,
        cast.id("adam"),
        str(ServiceKind.objects.order_by("position").values_list("pk", flat=True)[0]),
        Kept(cast).registered(tmp_path_factory.mktemp("outside") / "nas"),
        str(Job.objects.get(number=with_login.number).client_id),
        own,
        other,
        leaver(cast).stop(cast.staff("dora")).case,
        # Of another client: the requirement would close the job of this one.
        Deal(cast, with_link(cast)).draft().id,
    )


def add_people(cast: Cast) -> None:
    """Add a manager who is nothing else, and a technician who was deactivated."""
    clock_of(cast).pass_by(seconds=1)
    for first, name, roles in (
        ("mona", "Mona Lind", ("management",)),
        ("gustav", "Gustav Berg", ("technician",)),
    ):
        cast.people[first] = join(cast.bench, cast.staff("olga"), name, roles)
    cast.renew_directory()
    for first in ("mona", "gustav"):
        cast.sessions[first] = start_session(cast.bench, cast.people[first])
    cast.bench.run(deactivate_person, who=cast.staff("olga"), person=cast.id("gustav"))
    clock_of(cast).pass_by(seconds=1)
    cast.renew_directory()


def clock_of(cast: Cast) -> StoppedClock:
    assert isinstance(cast.bench.clock, StoppedClock)
    return cast.bench.clock


def some_notice(cast: Cast, job: JobId) -> str:
    """Put Nina on the job and Tariq back, which leaves a message for the client."""
    for technician in ("nina", "tariq"):
        assignees = Assignees(cast.id(technician))
        cast.bench.run(assign_job, who=cast.staff("dora"), job=job, assignees=assignees)
    return str(Notice.objects.filter(job=job).values_list("pk", flat=True)[0])


def outcome(answer: Any) -> str:
    """Return what became of a request: in, or how it was turned away."""
    if answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in/"):
        return "sign in"
    words = {401: "sign in", 403: "refused", 404: "absent", 410: "gone"}
    words |= dict.fromkeys((400, 409, 422), "malformed")  # an empty form, read before the rules
    return words.get(answer.status_code, "in")


def expected(route: Route, visitor: str, state: str) -> set[str]:
    """Return what may become of *visitor* at *route*."""
    if route.who == ANYONE:
        return {
            "in",
            "absent",
            "refused",
            "malformed",
        }  # the secret in the body decides: other tests
    if route.who == CLIENT:
        return (
            {"in", "refused", "malformed"} if visitor in {"client", "other client"} else {"absent"}
        )
    if visitor not in NAMES or visitor == "deactivated":
        return {"sign in"}
    row = STAFF_ROWS[route.name][state == "closed"]
    unread = {"malformed"} if route.methods == ("POST",) else set()
    return {"in", "gone"} | unread if visitor in row else {"refused", "absent"} | unread


def staff_routes() -> list[Route]:
    return [route for route in ROUTES if route.who == STAFF and route.name != "sign_out"]


def test_every_route_has_a_name_a_clause_an_audience_and_a_row() -> None:
    clauses = {clause.id for clause in load_clauses()}
    assert [route.name for route in ROUTES if route.clause not in clauses] == []
    assert [route.name for route in ROUTES if route.who not in {ANYONE, CLIENT, STAFF}] == []
    assert len({route.name for route in ROUTES}) == len({route.path for route in ROUTES})
    assert {route.name for route in ROUTES if route.who == STAFF} == set(STAFF_ROWS)


def test_who_is_let_in_where(scene: Scene, state: str) -> None:
    wrong = []
    for route in [route for route in ROUTES if route.name != "sign_out"]:
        for visitor in ("stranger", "client", "other client", *NAMES):
            method = route.methods[0]
            answer = ask(scene.browser(visitor), route, method, scene.values(route))
            found, wanted = outcome(answer), expected(route, visitor, state)
            if found not in wanted:
                wrong.append(f"{method} {route.name}: {visitor} {found}, not {sorted(wanted)}")
    assert not wrong, "\n".join(wrong)


def test_to_strangers_what_is_there_and_what_is_not_look_the_same(scene: Scene) -> None:
    for route in staff_routes():
        for visitor in ("stranger", "client", "deactivated"):
            for method in route.methods:
                there = ask(scene.browser(visitor), route, method, scene.values(route))
                not_there = ask(
                    scene.browser(visitor), route, method, scene.values(route, absent=True)
                )
                assert there.status_code == not_there.status_code
                assert there.content == not_there.content


def test_get_changes_nothing_but_the_record_of_a_look(scene: Scene) -> None:
    """Law 8: whatever is asked for by GET, only looks, refusals and counts are written."""
    before = kept()
    for route in ROUTES:
        if "GET" in route.methods:
            for visitor in ("stranger", "client", *NAMES):
                ask(scene.browser(visitor), route, "GET", scene.values(route))
    after = kept()
    assert {name for name in before if before[name] != after[name]} == set()


def kept() -> dict[str, list[Any]]:
    """Return all rows, but for those that say who looked and who was refused."""
    told = {Checkpoint, Event, FindingCount, Head, Leaf, Look, Subject, Verdict}
    return {
        model.__name__: sorted(map(str, model._default_manager.values_list()))
        for model in apps.get_models()
        if model not in told
    }


def test_methods_that_a_route_does_not_name_are_refused(scene: Scene) -> None:
    for route in ROUTES:
        for method in {"GET", "POST"} - set(route.methods):
            answer = ask(scene.browser("desk"), route, method, scene.values(route))
            assert answer.status_code == 405, route.name
