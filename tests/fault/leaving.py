"""A shop at rest in which a client, or one job alone, is to be destroyed, again and again."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sealbench.ids import FileId, LoginId
from sealbench.keyring import Node
from sealbench.keyring.places import FILE as ESCROW
from sealbench.shop.bench import opening
from sealbench.shop.config import Config
from sealbench.shop.procedures.announce_destruction import announce_destruction
from sealbench.shop.procedures.case_scope import Scope
from sealbench.shop.procedures.client_erasure import nodes_of
from sealbench.shop.procedures.resume_erasures import resume_erasures
from sealbench.shop.records.models import Login
from tests.fault.act import FILE
from tests.fault.attack import Target, windows
from tests.fault.homes import put_to_rest
from tests.fault.targets import targets_of_client, way_to_job
from tests.support.cast import make_cast
from tests.support.clients import with_link
from tests.support.clocks import MovedClock
from tests.support.desk import desk, intake, take_in
from tests.support.endings import DAYS, leaver, other_of, tell
from tests.support.escrow import Kept
from tests.support.files import attach
from tests.support.sessions import stay_signed_in

OTHERS = 2  # clients who stay, whoever leaves


@dataclass(slots=True)
class Leaving:
    """The home and the folders of its place and its copies; who or what ends, and what is in it."""

    config: Config
    outside: Path
    paper: Kept
    scope: Scope
    jobs: Sequence[str]
    nodes: Sequence[Node]
    file: FileId
    login: LoginId  # of somebody who stays
    kept: Sequence[FileId]  # of whoever stays, and of the job that goes on
    targets: Sequence[Target]  # what a copy of this moment has of what ends
    copies: set[bytes] = field(repr=False)  # every 32 bytes of the copy
    tried: set[bytes] = field(default_factory=set, repr=False)

    @property
    def living(self) -> int:
        """How many clients there are after it."""
        return OTHERS + (self.scope.job is not None)

    @property
    def place(self) -> Path:
        """The file of the place of the escrow; where it lies is in the rows of every copy."""
        return self.outside / "place" / ESCROW

    def copy(self, folder: Path) -> Config:
        """Return a copy of the home in *folder*; the place is again as it was."""
        shutil.rmtree(self.place.parent)
        shutil.copytree(self.outside / "place at rest", self.place.parent)
        shutil.copytree(self.config.home, folder, ignore=shutil.ignore_patterns("run"))
        return replace(self.config, home=folder)

    def escrowed(self) -> dict[int, bytes]:
        """Return the roots that the paper opens at the place, by epoch."""
        return self.paper.opened(self.place)


def make_leaving(home: Config, outside: Path, *, only_job: bool = False) -> Leaving:
    """Lay out a shop of a fortnight ago, and leave the home as a stopped server does.

    With *only_job* it is the first job of the client that is to end, and not the second.
    """
    clock = MovedClock(days=DAYS + 1)
    bench = opening.open_bench(home, clock)
    cast = make_cast(bench, clock)
    stay_signed_in()
    paper = Kept(cast)
    paper.registered(outside / "place")
    stays = with_link(cast, intake(cast))
    phone = stays.claimed()
    phone.json("/c/seal", phone.sealed(stays.recipients()))
    kept = [attach(cast, stays.number).id]
    take_in(cast, intake(cast, "Battery"))
    who = leaver(cast)
    lost = attach(cast, who.counter.number)
    if only_job:
        kept.append(attach(cast, other_of(who).number).id)
    who.stop(only_job=only_job)
    bench.run(announce_destruction, who=desk(cast), case=who.case)
    tell(cast, who)
    resume_erasures(bench)  # of what was sealed to the jobs
    job = who.counter.job
    scope = Scope(who.client, job if only_job else None)
    made = Leaving(
        config=home,
        outside=outside,
        paper=paper,
        scope=scope,
        jobs=list(scope.jobs().values_list("pk", flat=True)),
        nodes=nodes_of(scope),
        file=lost.id,
        login=LoginId(Login.objects.get(job=stays.job).pk),
        kept=kept,
        targets=way_to_job(job) if only_job else targets_of_client(who.client),
        copies=set(),
    )
    bench.executor.close()
    put_to_rest(home)
    _settle_on_disk(made)
    return made


def _settle_on_disk(made: Leaving) -> None:
    home = made.config
    (home.home / FILE).write_text("{}", encoding="utf-8")
    (home.home / "settings.env").write_text(
        f"SEALBENCH_SITE={home.site}\nSEALBENCH_TRIAL=yes\n", encoding="utf-8"
    )
    shutil.copytree(made.place.parent, made.outside / "place at rest")
    made.copies |= windows(home.database, home.files)
