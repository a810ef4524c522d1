"""A shop at rest in which a client is to be destroyed, to be copied, killed and opened again."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sealbench.ids import ClientId, FileId, LoginId
from sealbench.keyring import Node, client_node
from sealbench.keyring.places import FILE as ESCROW
from sealbench.shop.bench import Bench, opening, rows
from sealbench.shop.config import Config
from sealbench.shop.procedures.announce_destruction import announce_destruction
from sealbench.shop.procedures.case_scope import Scope
from sealbench.shop.procedures.client_erasure import nodes_of
from sealbench.shop.procedures.resume_erasures import resume_erasures
from sealbench.shop.records.models import Client, Job, Login
from tests.fault.act import FILE
from tests.fault.attack import Target, path_of, windows
from tests.fault.homes import put_to_rest
from tests.support.cast import make_cast
from tests.support.clients import with_link
from tests.support.clocks import MovedClock
from tests.support.desk import desk, intake, take_in
from tests.support.endings import DAYS, leaver, tell
from tests.support.escrow import Kept
from tests.support.files import attach
from tests.support.sessions import stay_signed_in

OTHERS = 2  # clients who stay


@dataclass(slots=True)
class Leaving:
    """The home and the folders of its place and its copies; who leaves, and what is theirs."""

    config: Config
    outside: Path
    paper: Kept
    client: ClientId
    jobs: Sequence[str]
    nodes: Sequence[Node]
    file: FileId
    login: LoginId  # of somebody who stays, and so is `kept`
    kept: FileId
    targets: Sequence[Target]  # what a copy of this moment has of the client
    copies: set[bytes] = field(repr=False)  # every 32 bytes of the copy
    tried: set[bytes] = field(default_factory=set, repr=False)

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


def make_leaving(home: Config, outside: Path) -> Leaving:
    """Lay out a shop of a fortnight ago, and leave the home as a stopped server does."""
    clock = MovedClock(days=DAYS + 1)
    bench = opening.open_bench(home, clock)
    cast = make_cast(bench, clock)
    stay_signed_in()
    paper = Kept(cast)
    paper.registered(outside / "place")
    stays = with_link(cast, intake(cast))
    phone = stays.claimed()
    phone.json("/c/seal", phone.sealed(stays.recipients()))
    kept = attach(cast, stays.number)
    take_in(cast, intake(cast, "Battery"))
    who = leaver(cast)
    lost = attach(cast, who.counter.number)
    who.stop()
    bench.run(announce_destruction, who=desk(cast), case=who.case)
    tell(cast, who)
    resume_erasures(bench)  # of what was sealed to the jobs
    client = who.client
    made = Leaving(
        config=home,
        outside=outside,
        paper=paper,
        client=client,
        jobs=[str(job) for job in Job.objects.filter(client=client).values_list("pk", flat=True)],
        nodes=nodes_of(Scope(client)),
        file=lost.id,
        login=LoginId(Login.objects.get(job=stays.job).pk),
        kept=kept.id,
        targets=_targets(client, nodes_of(Scope(client))),
        copies=set(),
    )
    bench.executor.close()
    put_to_rest(home)
    _settle_on_disk(made)
    return made


def _targets(client: ClientId, nodes: Sequence[Node]) -> list[Target]:
    """Return the paths to every key of *client*, and what two rows have sealed under them."""
    node = client_node(client)
    row = Client.objects.get(pk=client)
    bound = rows.aad(Client._meta.db_table, row.pk, row.version, node.name)
    found = {target: None for each in nodes for target in path_of(each)}
    return [*found, Target(bytes(row.sealed), bound)]


def later(bench: Bench) -> Bench:
    """Return *bench* on the day after the crash."""
    return replace(bench, clock=MovedClock(hours=-25))


def _settle_on_disk(made: Leaving) -> None:
    home = made.config
    (home.home / FILE).write_text("{}", encoding="utf-8")
    (home.home / "settings.env").write_text(
        f"SEALBENCH_SITE={home.site}\nSEALBENCH_TRIAL=yes\n", encoding="utf-8"
    )
    shutil.copytree(made.place.parent, made.outside / "place at rest")
    made.copies |= windows(home.database, home.files)
