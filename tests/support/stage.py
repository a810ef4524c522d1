"""The stage for requests: a shop in which there is one of each thing to ask for."""

from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from sealbench.shop.procedures.assign_job import assign_job
from sealbench.shop.procedures.assignees import Assignees
from sealbench.shop.records.models import Job
from tests.support import escrow_posts, house_rules, house_words
from tests.support.cast import Cast
from tests.support.clients import Counter, Phone, with_link
from tests.support.clocks import StoppedClock
from tests.support.desk import intake, put_in_service, take_in
from tests.support.files import attach


@dataclass(slots=True)
class Stage:
    """A shop with one job in service, a login, a claimed link and a link that nobody claimed."""

    cast: Cast
    stopped: StoppedClock
    job: Counter
    phone: Phone
    login: str
    free: Counter
    file: str
    earlier: tuple[int, int]  # jobs of two other clients, which came in days ago
    request: str = ""
    browsers: dict[str, Client] = field(default_factory=dict)
    deals: dict[str, Any] = field(default_factory=dict)  # agreements, by the step they are at
    leavers: dict[str, Any] = field(default_factory=dict)  # clients who end the service

    def browser(self, name: str) -> Client:
        """Return the browser of *name*, always the same one."""
        known = {"client": self.phone.web, "stranger": self.cast.stranger()}
        if name not in known and name not in self.browsers:
            self.browsers[name] = self.cast.client(name)
        return known.get(name) or self.browsers[name]

    @property
    def place(self) -> str:
        return f"/jobs/{self.job.number}"


def set_stage(cast: Cast, stopped: StoppedClock) -> Stage:
    """Return the stage."""
    job = with_link(cast, intake(cast, "Mail or account trouble"))
    phone = job.claimed()
    put_in_service(cast, job.job)
    phone.json("/c/seal", phone.sealed(job.recipients()))
    for technician in ("nina", "tariq"):  # which leaves messages to send by hand
        assignees = Assignees(cast.id(technician))
        cast.bench.run(assign_job, who=cast.staff("dora"), job=job.job, assignees=assignees)
    upload = phone.sealed(job.recipients())
    phone.json("/c/seal", upload)
    login = str(upload["statement"]["statement"]["login"])
    file = attach(cast, job.number).id
    escrow_posts.places(cast)
    house_rules.add_rule(cast, house_rules.HARMLESS)
    house_words.add_word(cast)
    earlier = _earlier(cast), _earlier(cast)
    return Stage(cast, stopped, job, phone, login, with_link(cast), file, earlier)


def _earlier(cast: Cast) -> int:
    number = take_in(cast, intake(cast)).number
    Job.objects.filter(number=number).update(created_at=1)
    return number
