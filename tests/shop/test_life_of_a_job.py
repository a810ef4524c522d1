"""The life of a job, in any order that anybody can think of, against a pure model.

The model knows in a few lines what DESIGN and the policy promise; the shop is the real one,
with its pages for the client.  Every event of the job is foretold.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from sealbench import clock as times
from sealbench.errors import GoneError, RefusedError
from sealbench.ids import LoginId
from sealbench.keyring import job_node
from sealbench.policy import JobState
from sealbench.shop.bench.nonces import new_nonce
from sealbench.shop.procedures.assign_job import assign_job
from sealbench.shop.procedures.assignees import Assignees
from sealbench.shop.procedures.check_ledger import check_ledger
from sealbench.shop.procedures.close_job import close_job
from sealbench.shop.procedures.confirm_erasure import confirm_erasure
from sealbench.shop.procedures.expire_logins import expire_logins
from sealbench.shop.procedures.move_job import move_job
from sealbench.shop.procedures.open_login import open_login, opening_nonce
from sealbench.shop.records.models import Job, Login, Session, Way
from tests.support.attestations import attest
from tests.support.cast import Cast
from tests.support.clients import with_link
from tests.support.clocks import StoppedClock
from tests.support.desk import events, intake
from tests.support.sessions import stay_signed_in

OPEN_STATES = (JobState.INTAKE, JobState.IN_SERVICE, JobState.WAITING, JobState.READY)
MOVES = {
    JobState.IN_SERVICE: {JobState.INTAKE, JobState.WAITING, JobState.READY},
    JobState.WAITING: {JobState.INTAKE, JobState.IN_SERVICE},
    JobState.READY: {JobState.IN_SERVICE, JobState.WAITING},
}
LONGEST = 24 * 24  # hours: within the life of a directory and of a client's visit
TECHNICIANS = st.sampled_from(("tariq", "nina"))
WHICH = st.integers(0, 3)


@dataclass(slots=True)
class ModelLogin:
    """A login as the promises have it."""

    left: int
    expires: datetime
    ways: set[str]


@dataclass(slots=True)
class Model:
    """A job as the promises have it."""

    state: JobState = JobState.INTAKE
    assigned: set[str] = field(default_factory=lambda: {"tariq"})
    ever: set[str] = field(default_factory=lambda: {"tariq"})
    opened: set[str] = field(default_factory=set)  # who has ever opened a login
    stated: set[str] = field(default_factory=set)  # who has, since, stated that no record is kept
    logins: dict[LoginId, ModelLogin] = field(default_factory=dict)
    known: list[LoginId] = field(default_factory=list)
    events: list[str] = field(default_factory=list)

    @property
    def must_state(self) -> set[str]:
        return self.assigned | self.opened

    @property
    def over(self) -> bool:
        return self.state is JobState.CLOSED

    def why_shut(self, login: ModelLogin, person: str, now: datetime) -> str:
        """Return the rule that refuses an opening now, the first by clause; empty if none does."""
        if person not in login.ways:
            return "A1-1"
        if login.expires <= now:
            return "A3-1"
        if login.left == 0:
            return "A3-2"
        return "" if self.state is JobState.IN_SERVICE else "A4-3"


class Life(RuleBasedStateMachine):
    """One job of a shop that goes on from life to life."""

    cast: Cast
    time: StoppedClock

    def __init__(self) -> None:
        super().__init__()
        self.time.pass_by(minutes=2)
        self.cast.renew_directory()
        self.counter = with_link(self.cast, intake(self.cast, "Mail or account trouble"))
        self.phone = self.counter.claimed()
        self.job, self.number = self.counter.job, self.counter.number
        self.phone.acknowledge()
        self.model = Model()
        self.waited = 0
        self.model.events = [event["type"] for event in events(self.cast.bench, self.job)]

    @rule(to=st.sampled_from(OPEN_STATES))
    def move(self, to: JobState) -> None:
        good = not self.model.over and self.model.state in MOVES.get(to, set())
        self._try(
            good,
            lambda: self.cast.bench.run(move_job, who=self._dora(), job=self.job, to=to),
            ["job:moved"],
        )
        if good:
            self.model.state = to

    @rule(openings=st.integers(1, 2), days=st.integers(1, 2))
    def seal(self, openings: int, days: int) -> None:
        self.time.pass_by(seconds=1)
        expires = self.time.now() + timedelta(days=days)
        people = sorted(self.model.assigned)
        body = self.phone.sealed(
            self.counter.recipients(*people), openings=openings, expires=times.to_text(expires)
        )
        answer = self.phone.post("/c/seal", body)
        assert answer.status_code == (403 if self.model.over else 200), answer.content
        self.model.events.append("action:refused" if self.model.over else "login:sealed")
        if not self.model.over:
            login = LoginId(body["statement"]["statement"]["login"])
            self.model.logins[login] = ModelLogin(openings, expires, set(people))
            self.model.known.append(login)

    @initialize(days=st.integers(1, 2))
    def begin(self, days: int) -> None:
        """Most lives see service and a login: begin there."""
        self.move(JobState.IN_SERVICE)
        self.seal(1, days)

    @precondition(lambda self: self.model.known)
    @rule(person=TECHNICIANS, which=WHICH, times=st.integers(1, 3), hours=st.sampled_from((0, 48)))
    def open(self, person: str, which: int, times: int, hours: int) -> None:
        self.wait(hours)
        for _ in range(times):
            self._open_once(person, self._login(which))

    def _open_once(self, person: str, login: LoginId) -> None:
        found = self.model.logins.get(login)
        if found is None:
            self._open_what_is_gone(person, login)
            return
        why = self.model.why_shut(found, person, self.time.now())
        if why:
            with pytest.raises(RefusedError) as caught:
                self._open(person, login)
            assert caught.value.reason == why
            self.model.events.append("action:refused")
            return
        found.left -= 1
        self.model.opened.add(person)
        self.model.stated.discard(person)
        assert self._open(person, login).left == found.left
        self.model.events.append("login:opened")

    @precondition(lambda self: self.model.known)
    @rule(which=WHICH)
    def remove(self, which: int) -> None:
        login = self._login(which)
        there = login in self.model.logins
        body = {"login": login, "statement": self.phone.act("remove", login)}
        answer = self.phone.post("/c/remove", body)
        assert answer.status_code == (200 if there else 404), answer.content
        if there:
            del self.model.logins[login]
            self.model.events.append("login:removed")

    @rule(technician=TECHNICIANS, both=st.booleans())
    def reassign(self, technician: str, *, both: bool) -> None:
        deputy = {"tariq": "nina", "nina": "tariq"}[technician] if both else ""
        people = Assignees(self.cast.id(technician), self.cast.id(deputy) if deputy else None)
        wanted = {technician, deputy} - {""}
        lost = [
            (login, person)
            for login, found in self.model.logins.items()
            for person in sorted(found.ways - wanted)
        ]
        self._try(
            not self.model.over,
            lambda: self.cast.bench.run(
                assign_job, who=self._dora(), job=self.job, assignees=people
            ),
            ["job:assigned", *["login:way-closed"] * len(lost)],
        )
        if not self.model.over:
            self.model.assigned = wanted
            self.model.ever |= wanted
            for login, person in lost:
                self.model.logins[login].ways.discard(person)

    @rule(hours=st.sampled_from((1, 12, 24)))
    def wait(self, hours: int) -> None:
        if self.waited + hours <= LONGEST:
            self.waited += hours
            self.time.pass_by(hours=hours)

    @rule()
    def expire(self) -> None:
        while self.cast.bench.run(expire_logins):
            continue
        now = self.time.now()
        for login, found in list(self.model.logins.items()):
            if found.expires <= now or found.left == 0:
                del self.model.logins[login]
                self.model.events.append("login:expired")

    @rule(person=TECHNICIANS)
    def attest(self, person: str) -> None:
        self._try(
            not self.model.over and person in self.model.must_state,
            lambda: attest(self.cast, self.job, person),
            ["job:attested"],
        )
        if not self.model.over and person in self.model.must_state:
            self.model.stated.add(person)

    @rule(sure=st.integers(0, 3), stated=st.booleans())
    def close(self, sure: int, *, stated: bool) -> None:
        if sure and not self.model.over:
            return  # most lives should be longer than this
        for person in sorted(self.model.must_state - self.model.stated) if stated else ():
            self.attest(person)
        over = self.model.over or not self.model.must_state <= self.model.stated
        erasures: list[str] = []
        self._try(
            not over,
            lambda: erasures.append(self.cast.bench.run(close_job, who=self._dora(), job=self.job)),
            ["job:closed", "erasure:ordered"],
        )
        if not over:
            self.cast.bench.run(confirm_erasure, erasure=erasures[0])
            self.model.events.append("erasure:confirmed")
            self.model.state = JobState.CLOSED
            self.model.logins.clear()

    @invariant()
    def the_shop_is_as_the_model(self) -> None:
        row = Job.objects.get(pk=self.job)
        assert row.state == self.model.state
        rows = {login.pk: login for login in Login.objects.filter(job=row)}
        assert rows.keys() == self.model.logins.keys()
        for login, found in self.model.logins.items():
            assert rows[login].left == found.left
            ways = set(Way.objects.filter(login=login).values_list("person_id", flat=True))
            assert ways == {self.cast.id(person) for person in found.ways}

    @invariant()
    def every_deed_is_recorded_and_nothing_else(self) -> None:
        found = [event["type"] for event in events(self.cast.bench, self.job)]
        assert found == self.model.events

    @invariant()
    def the_key_lives_as_long_as_the_job(self) -> None:
        node = job_node(self.job)
        assert (node.name in self.cast.bench.keys.names(node.realm)) is not self.model.over

    def _try(self, good: bool, act: Callable[[], Any], kinds: list[str]) -> None:  # noqa: FBT001 - what the model foretells
        if good:
            act()
            self.model.events.extend(kinds)
            return
        with pytest.raises(RefusedError):
            act()
        self.model.events.append("action:refused")

    def _open_what_is_gone(self, person: str, login: LoginId) -> None:
        expected = "destroyed" if person in self.model.ever else "no such"
        with pytest.raises(Exception, match=expected) as caught:
            self._open(person, login)
        assert isinstance(caught.value, GoneError) is (person in self.model.ever)

    def _open(self, person: str, login: LoginId) -> Any:
        bench, who = self.cast.bench, self.cast.staff(person)
        keys = self.cast.person(person)
        seconds = int(bench.now().timestamp())
        signed = keys.opening(
            new_nonce(bench.house, opening_nonce(who, login), seconds=seconds),
            bench.now(),
            job=self.job,
            login=login,
            purpose="repair",
            passkey=keys.passkeys[0],
        )
        return bench.run(open_login, who=who, number=self.number, login=login, signed=signed)

    def _login(self, which: int) -> LoginId:
        return self.model.known[which % len(self.model.known)]

    def _dora(self) -> Any:
        return self.cast.staff("dora")


def live(cast: Cast, clock: StoppedClock, *, lives: int, steps: int) -> None:
    """Run so many lives of so many steps each in one shop, and check its ledger after."""
    Session.objects.update(expires_at=2**40)  # nobody signs out while months pass
    stay_signed_in()
    kind = type("LifeHere", (Life,), {"cast": cast, "time": clock})
    chosen = settings(
        max_examples=lives,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(kind, settings=chosen)
    check = check_ledger(cast.bench)
    assert check.wrong == []
    assert check.events == check.size


def test_every_short_life_is_as_the_model_says(cast: Cast, clock: StoppedClock) -> None:
    live(cast, clock, lives=25, steps=20)


@pytest.mark.long
@pytest.mark.timeout(3_600)
def test_every_long_life_is_as_the_model_says(cast: Cast, clock: StoppedClock) -> None:
    live(cast, clock, lives=400, steps=50)
