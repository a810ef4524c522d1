"""An old backup comes back without those who ended since: their rows, files, links and events."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connections

from sealbench.backup import Vault
from sealbench.errors import AbsentError, ConflictError
from sealbench.ids import ClientId
from sealbench.shop.bench import Bench
from sealbench.shop.procedures.announce_destruction import announce_destruction
from sealbench.shop.procedures.backup_keys import open_backup
from sealbench.shop.procedures.check_ledger import check_ledger
from sealbench.shop.procedures.drill_backups import drill_backups
from sealbench.shop.procedures.end_due_cases import end_due_cases
from sealbench.shop.procedures.remove_file import remove_file
from sealbench.shop.procedures.replay_erasures import replay_erasures, take_out
from sealbench.shop.procedures.show_certificate import show_certificate
from sealbench.shop.records.models import (
    Client,
    EndedLink,
    Event,
    File,
    Job,
    Link,
    Notice,
    Subject,
    Termination,
)
from tests.support.cast import Cast
from tests.support.clocks import StoppedClock
from tests.support.desk import desk, house_events
from tests.support.endings import CANARY, Leaver, leaver, tell
from tests.support.files import attach
from tests.support.lost import Lost, about_to_lose, client_of, living, take
from tests.support.sessions import stay_signed_in


@pytest.fixture
def lost(cast: Cast, tmp_path: Path) -> Iterator[Lost]:
    yield about_to_lose(cast, tmp_path)
    connections.close_all()


def replayed(bench: Bench) -> list[dict[str, object]]:
    return [dict(each) for each in house_events(bench) if each["type"] == "erasures:replayed"]


@dataclass(slots=True)
class Leaving:
    """A client with a file, whose destruction was announced, beside one who stays."""

    who: Leaver
    client: ClientId
    file: str
    job: str  # of the one who stays
    kept: str


def leaving(cast: Cast, lost: Lost) -> Leaving:
    stay_signed_in()
    who = leaver(cast)
    file = attach(cast, who.counter.number).id
    who.stop()
    cast.bench.run(announce_destruction, who=desk(cast), case=who.case)
    tell(cast, who)
    job = take(lost)
    kept = attach(cast, Job.objects.get(pk=job).number).id
    return Leaving(who, who.client, file, job, kept)


def test_who_was_destroyed_after_the_backup_is_taken_out_again(
    lost: Lost, clock: StoppedClock
) -> None:
    made = leaving(lost.cast, lost)
    stays = client_of(made.job)
    old = lost.keep()
    clock.pass_by(days=14)
    assert end_due_cases(lost.cast.bench) == 1
    lost.keep()
    lost.lose()
    done = lost.restore(old)
    assert (done.clients, done.ended, done.files, done.lost_keys) == (1, 1, 1, 0)

    bench = lost.reopened(clock)
    assert list(Client.objects.values_list("pk", flat=True)) == [stays]
    assert list(Job.objects.values_list("pk", flat=True)) == [made.job]
    assert list(File.objects.values_list("pk", flat=True)) == [made.kept]
    assert not Link.objects.exclude(job=made.job).exists()
    assert not Notice.objects.exclude(job=made.job).exists()
    assert not Subject.objects.filter(pk=f"client:{made.client}").exists()
    assert (_is_there(bench, made.kept), _is_there(bench, made.file)) == (True, False)
    bench.index.follow()
    assert bench.index.search(CANARY.split()[0], most=9) == []

    (event,) = replayed(bench)
    assert (event["clients"], event["files"]) == (1, 1)
    assert made.client not in str(event)
    check = check_ledger(bench)
    closed = Event.objects.filter(subject="ended").count()
    assert (check.wrong, check.closed) == ([], closed)
    assert closed > 0
    assert replay_erasures(bench, {made.client}, before=1).clients == 0  # a second finds none
    bench.executor.close()


def test_the_case_that_the_backup_knows_is_certified_anew_and_its_link_leads_there(
    lost: Lost, clock: StoppedClock
) -> None:
    made = leaving(lost.cast, lost)
    old = lost.keep()
    clock.pass_by(days=14)
    assert end_due_cases(lost.cast.bench) == 1
    lost.keep()
    lost.lose()
    lost.restore(old)
    bench = lost.reopened(clock)
    case = Termination.objects.get()
    assert (case.pk, case.client) == (made.who.case, None)
    assert end_due_cases(bench) == 0
    assert EndedLink.objects.get().case == case
    issued = bench.run(show_certificate, token=made.who.counter.token)
    assert issued.content["approver"] == "the restore of a backup"
    assert issued.to_pdf().startswith(b"%PDF-")
    assert check_ledger(bench).wrong == []
    bench.executor.close()


def test_whose_case_began_after_the_backup_leaves_nothing_behind(
    lost: Lost, clock: StoppedClock
) -> None:
    stay_signed_in()
    who = leaver(lost.cast)
    old = lost.keep()
    lost.end_client(who.client)
    lost.keep()
    lost.lose()
    assert lost.restore(old).ended == 1
    bench = lost.reopened(clock)
    assert not Client.objects.exists()
    assert not Termination.objects.exists()
    with pytest.raises(AbsentError):
        bench.run(show_certificate, token=who.counter.token)
    assert check_ledger(bench).wrong == []
    bench.executor.close()


def test_a_file_that_was_removed_after_the_backup_goes_and_its_client_stays(
    lost: Lost, clock: StoppedClock
) -> None:
    number = Job.objects.get(pk=take(lost)).number
    gone, stays = attach(lost.cast, number).id, attach(lost.cast, number).id
    old = lost.keep()
    lost.cast.bench.run(remove_file, who=lost.cast.staff("dora"), number=number, wanted=gone)
    lost.keep()
    lost.lose()
    done = lost.restore(old)
    assert (done.clients, done.ended, done.files) == (1, 0, 1)
    bench = lost.reopened(clock)
    assert list(File.objects.values_list("pk", flat=True)) == [stays]
    assert [name for name in (gone, stays) if _is_there(bench, name)] == [stays]
    (event,) = replayed(bench)
    assert (event["clients"], event["files"]) == (0, 1)
    assert check_ledger(bench).wrong == []
    bench.executor.close()


def _is_there(bench: Bench, name: str) -> bool:
    return name in {found.name for found in bench.objects.find()}


def test_where_nobody_ended_nothing_is_recorded(lost: Lost, clock: StoppedClock) -> None:
    take(lost)
    backup = lost.keep()
    lost.lose()
    assert lost.restore(backup).ended == 0
    bench = lost.reopened(clock)
    assert replayed(bench) == []
    assert Client.objects.count() == 1
    bench.executor.close()


@pytest.mark.parametrize("knows", [True, False])
def test_under_the_root_of_a_place_that_lagged_a_later_backup_keeps_the_ended_out(
    lost: Lost, clock: StoppedClock, *, knows: bool
) -> None:
    gone, stays = client_of(take(lost)), client_of(take(lost))
    old = lost.keep()
    lost.end_client(gone)
    clock.pass_by(minutes=5)
    if knows:
        lost.keep()
    lost.lose()
    laggard = [lost.roots[min(lost.roots)]]
    done = lost.restore(old, laggard)
    bench = lost.reopened(clock)
    # Where no backup knows of the end, nothing does: the limit that every escrow states.
    assert living(bench) == ({stays} if knows else {gone, stays})
    assert (done.ended, Client.objects.count()) == ((1, 1) if knows else (0, 2))
    bench.executor.close()


def test_what_came_under_a_root_that_is_not_at_hand_is_lost_and_not_ended(
    lost: Lost, clock: StoppedClock
) -> None:
    gone, stays = client_of(take(lost)), client_of(take(lost))
    lost.keep()
    lost.end_client(gone)
    later = client_of(take(lost))
    clock.pass_by(minutes=5)
    newest = lost.keep()
    opened = open_backup(lost.vault, newest, [lost.roots[min(lost.roots)]], mirror={})
    assert opened.ended == frozenset()
    assert opened.lost == 2  # the client's key, and that of the job's record
    assert later not in opened.tree.positions
    assert stays in opened.tree.positions
    whole = open_backup(lost.vault, newest, lost.newest(), mirror={})
    assert (whole.ended, whole.lost) == (frozenset(), 0)


def test_a_client_who_has_a_key_is_never_taken_out(cast: Cast, tmp_path: Path) -> None:
    lost = about_to_lose(cast, tmp_path)
    gone, stays = client_of(take(lost)), client_of(take(lost))
    lost.end_client(gone)
    for named in ([stays], [gone, stays]):
        with pytest.raises(ConflictError):
            cast.bench.run(take_out, clients=[ClientId(each) for each in named], before=1)
    assert Client.objects.count() == 2
    cast.bench.run(take_out, clients=[ClientId(gone)], before=1)
    assert list(Client.objects.values_list("pk", flat=True)) == [stays]


def test_the_drill_counts_who_ended_and_finds_nothing_wrong(
    lost: Lost, clock: StoppedClock
) -> None:
    leaving(lost.cast, lost)
    lost.keep()
    clock.pass_by(days=14)
    assert end_due_cases(lost.cast.bench) == 1
    lost.keep()
    vault = Vault.open(lost.vault.path)
    tried = drill_backups(lost.cast.bench, vault)
    assert [(each.living, each.ended, each.wrong) for each in tried] == [(1, 1, ()), (1, 0, ())]
