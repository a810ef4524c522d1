"""A login that Tariq has opened, who then leaves: what a client has to change."""

from dataclasses import dataclass
from typing import Any

from sealbench.ids import JobId, LoginId
from sealbench.shop.procedures.deactivate_person import deactivate_person
from sealbench.shop.procedures.record_change import record_change
from sealbench.shop.procedures.tell_openings import tell_openings
from sealbench.shop.procedures.tell_risks import tell_risks
from tests.support.cast import Cast, join, start_session
from tests.support.clients import Counter, Phone, with_link
from tests.support.clocks import MovedClock, StoppedClock
from tests.support.desk import intake, put_in_service
from tests.support.keeps import opened


@dataclass(slots=True)
class Known:
    """A job of a client with a phone, and a login of it that somebody opened."""

    cast: Cast
    counter: Counter
    phone: Phone
    login: LoginId

    @property
    def job(self) -> JobId:
        return self.counter.job

    def leave(self, name: str = "tariq") -> int:
        """Have *name* leave, and the clock tell the clients; return how many notices were left."""
        self.deactivate(name)
        return tell_risks(self.cast.bench)

    def deactivate(self, name: str = "tariq") -> None:
        """Have *name* leave."""
        who = self.cast.staff("olga")
        self.cast.bench.run(deactivate_person, who=who, person=self.cast.id(name))

    def risks(self) -> list[dict[str, Any]]:
        """Return what the client's page says."""
        return list(self.phone.page()["risks"])

    def say(self, act: str = "login-changed", login: str = "", **of: Any) -> Any:
        """Have the client say that *login* was changed; *of* another phone or statement."""
        wanted, phone = login or self.login, of.get("phone", self.phone)
        statement = of.get("statement", phone.act(act, wanted))
        return phone.post("/c/changed", {"login": wanted, "statement": statement})


def known_login(cast: Cast, *, who: str = "tariq") -> Known:
    """Return a login of a job in service that *who* has opened once, and its client."""
    counter = with_link(cast, intake(cast, "Mail or account trouble", technician=who))
    phone = counter.claimed()
    put_in_service(cast, counter.job)
    known = Known(cast, counter, phone, sealed(counter, phone, who))
    opened(cast, who, number=counter.number, login=known.login)
    tell_openings(cast.bench)
    return known


def sealed(counter: Counter, phone: Phone, who: str = "tariq", label: str = "Windows") -> LoginId:
    """Seal another login to *who*, and return its id."""
    upload = phone.sealed(counter.recipients(who), label=label)
    phone.json("/c/seal", upload)
    return LoginId(str(upload["statement"]["statement"]["login"]))


def someone_left(cast: Cast) -> None:
    """Let Gustav have opened four logins of two clients and left: two of them are changed."""
    cast.people["gustav"] = join(cast.bench, cast.staff("olga"), "Gustav Berg", ["technician"])
    _next_second(cast)
    cast.renew_directory()
    cast.sessions["gustav"] = start_session(cast.bench, cast.people["gustav"])
    first, second = known_login(cast, who="gustav"), known_login(cast, who="gustav")
    others = [sealed(first.counter, first.phone, "gustav", label) for label in ("Mail", "Router")]
    for login in others:
        opened(cast, "gustav", number=first.counter.number, login=login)
    tell_openings(cast.bench)
    first.leave("gustav")
    _next_second(cast)
    cast.renew_directory()
    assert first.say(login=others[0]).status_code == 200
    olga = cast.staff("olga")
    cast.bench.run(record_change, who=olga, login=second.login, how="phone")


def _next_second(cast: Cast) -> None:
    """Let a second pass: a directory is younger than the one before."""
    clock = cast.bench.clock
    assert isinstance(clock, StoppedClock | MovedClock)
    clock.pass_by(seconds=1)
