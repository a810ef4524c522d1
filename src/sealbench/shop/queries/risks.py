"""Logins that people know who left: by person and client, without a name or a label of a client."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Max

from sealbench.ids import LoginId, PersonId
from sealbench.shop.bench import Bench
from sealbench.shop.queries.technicians import staff_names
from sealbench.shop.records.models import Job, KeptLogin, Login, Opening
from sealbench.shop.records.models.openings import LEFT, SHOP, at_risk

_OPEN, _CHANGED = 300, 100  # so many rows of each are shown at the most


@dataclass(frozen=True, slots=True)
class RiskRow:
    """A login that somebody knows who left; *job* is 0 for one that a client lets the shop keep.

    *here*: its sealed form still lies here.  *recorder* is who wrote down the client's word.
    """

    login: LoginId
    job: int
    here: bool
    opened_at: int
    told_at: int | None
    changed_at: int | None
    recorder: str


@dataclass(frozen=True, slots=True)
class RiskClient:
    """A client whom it concerns, named by the newest job alone."""

    id: str
    number: int
    rows: Sequence[RiskRow]


@dataclass(frozen=True, slots=True)
class RiskPerson:
    """Somebody who left, and what they know; *count* rows of it are not known to be changed.

    *stays*: still works here, and is no technician any more.
    """

    id: PersonId
    name: str
    left_at: int
    stays: bool
    count: int
    clients: Sequence[RiskClient]


@dataclass(frozen=True, slots=True)
class Risks:
    """All who left knowing something, the last one first; *more* rows are not shown."""

    people: Sequence[RiskPerson]
    count: int
    more: int


def count_risks(person: PersonId | None = None) -> int:
    """Return how many logins are at risk; or how many *person* knows, who may still be here."""
    if person is None:
        return at_risk().values("login").distinct().count()
    return Opening.objects.filter(person=person, login__changed_at=None).count()


def counts_by_person() -> Mapping[str, int]:
    """Return how many logins each person who left knows that nobody said were changed."""
    found: dict[str, int] = {}
    for person in at_risk().values_list("person_id", flat=True):
        found[person] = found.get(person, 0) + 1
    return found


def show_risks(bench: Bench) -> Risks:
    """Return who left knowing which logins: first what is not known to be changed."""
    left = Opening.objects.filter(LEFT).select_related("person", "login")
    still = left.filter(login__changed_at=None).order_by("opened_at", "pk")
    changed = left.exclude(login__changed_at=None).order_by("-login__changed_at", "pk")
    shown = [*still[:_OPEN], *changed[:_CHANGED]]
    return Risks(
        people=_people(bench, shown),
        count=count_risks(),
        more=left.count() - len(shown),
    )


def _people(bench: Bench, shown: Sequence[Opening]) -> Sequence[RiskPerson]:
    names, counts, rows = staff_names(bench), counts_by_person(), _Rows.of(shown, bench)
    ordered = sorted(shown, key=lambda row: (-row.person.left_at, row.person_id))
    return [
        RiskPerson(
            PersonId(person),
            names[person],
            found[0].person.left_at,
            found[0].person.state != "deactivated",
            counts.get(person, 0),
            rows.clients(found),
        )
        for person, each in groupby(ordered, key=lambda row: row.person_id)
        if (found := list(each))
    ]


@dataclass(frozen=True, slots=True)
class _Rows:
    """What the rows need from other tables, read once."""

    names: Mapping[str, str]
    numbers: Mapping[str, int]
    newest: Mapping[str, int]
    here: frozenset[str]

    @classmethod
    def of(cls, shown: Iterable[Opening], bench: Bench) -> "_Rows":
        """Read what *shown* need."""
        logins = [row.login for row in shown]
        ids = [login.pk for login in logins]
        jobs = Job.objects.filter(pk__in={login.job_id for login in logins if login.job_id})
        last = Job.objects.filter(client__in={login.client_id for login in logins})
        live = Login.objects.filter(pk__in=ids).values_list("pk", flat=True)
        kept = KeptLogin.objects.filter(pk__in=ids).values_list("pk", flat=True)
        return cls(
            names=staff_names(bench),
            numbers=dict(jobs.values_list("pk", "number")),
            newest=dict(last.values_list("client_id").annotate(newest=Max("number"))),
            here=frozenset({*live, *kept}),
        )

    def clients(self, found: Sequence[Opening]) -> Sequence[RiskClient]:
        """Return *found*, which one person opened, by client: the newest one first."""
        by_client: dict[str, list[RiskRow]] = {}
        for row in sorted(found, key=lambda row: (row.login.changed_at is not None, row.opened_at)):
            by_client.setdefault(row.login.client_id, []).append(self._row(row))
        made = [RiskClient(pk, self.newest.get(pk, 0), rows) for pk, rows in by_client.items()]
        return sorted(made, key=lambda client: -client.number)

    def _row(self, row: Opening) -> RiskRow:
        login = row.login
        by_shop = login.changed_by == SHOP
        return RiskRow(
            login=LoginId(login.pk),
            job=self.numbers.get(login.job_id or "", 0),
            here=login.pk in self.here,
            opened_at=row.opened_at,
            told_at=row.told_at,
            changed_at=login.changed_at,
            recorder=self.names.get(login.recorder_id or "", "") if by_shop else "",
        )
