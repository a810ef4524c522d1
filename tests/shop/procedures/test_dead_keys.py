"""A node that missed the end of a key: it writes nothing under it, and undoes nothing by it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pytest
from django.db import connection

from sealbench.errors import GoneError, UnavailableError
from sealbench.ids import ClientId, FileId, JobId, LoginId, new_id
from sealbench.keyring import (
    HOUSE,
    Node,
    Realm,
    client_node,
    file_node,
    job_node,
    login_node,
    record_node,
)
from sealbench.shop.bench import Bench, Granted, Outcome, Work
from sealbench.shop.records.models import Device, Job
from tests.support.cast import Cast
from tests.support.desk import intake, take_in
from tests.support.races import Held, caught, past


@dataclass(frozen=True, slots=True)
class Pair:
    """A job and its client."""

    job: JobId
    client: ClientId

    def nodes(self) -> list[Node]:
        return [job_node(self.job), record_node(self.job), client_node(self.client)]


def pair(cast: Cast) -> Pair:
    job = take_in(cast, intake(cast, "Battery")).id
    return Pair(job, ClientId(Job.objects.get(pk=job).client_id))


@pytest.fixture
def about(cast: Cast, other: Bench) -> Pair:
    """Return a job and its client, whose keys both nodes have in memory."""
    made = pair(cast)
    for bench in (cast.bench, other):
        assert all(bench.keys.key(node).secret() for node in (HOUSE, *made.nodes()))
    return made


def row(work: Work, *, about: Pair) -> Outcome[None]:
    """Seal a row under the key of the job's record, and record nothing of it."""
    made = Device(pk=new_id(), client_id=about.client, brought_by=about.job, kind="laptop")
    work.write(made, record_node(about.job), {"make": "late", "model": "", "serial": ""})
    made.save(force_insert=True)
    return Granted(None)


def login(work: Work, *, about: Pair) -> Outcome[None]:
    """Grow the key of a login beside its job's."""
    work.key(job_node(about.job))
    work.turn.grow(login_node(LoginId(new_id())))
    return Granted(None)


def file(work: Work, *, about: Pair) -> Outcome[None]:
    """Grow the key of a file, which that of the job's record has to open too."""
    work.key(record_node(about.job))
    work.turn.grow(file_node(FileId(new_id())))
    return Granted(None)


def ending(work: Work, *, about: Pair) -> Outcome[None]:
    """End the keys, and leave the rows for who comes late."""
    for node in about.nodes():
        work.turn.end(node)
    return Granted(None)


def written(bench: Bench) -> set[str]:
    """Return what the writes above leave: names of keys, and devices."""
    keys = {name for realm in Realm for name in bench.keys.names(realm)}
    return keys | set(Device.objects.values_list("pk", flat=True))


WRITES = [row, login, file]
Write = Callable[..., Outcome[None]]


@pytest.mark.parametrize("write", WRITES)
def test_after_the_end_nothing_is_written_under_the_key(
    cast: Cast, other: Bench, about: Pair, write: Write
) -> None:
    before = written(cast.bench)
    other.run(write, about=about)
    there = written(cast.bench)
    assert len(there) == len(before) + 1  # the control
    cast.bench.run(ending, about=about)
    with pytest.raises(GoneError):
        other.run(write, about=about)
    assert there - written(cast.bench) == {node.name for node in about.nodes()}
    assert written(cast.bench) <= there


@pytest.mark.parametrize("write", WRITES)
def test_what_was_read_before_the_end_is_not_written_after_it(
    cast: Cast, other: Bench, about: Pair, write: Write
) -> None:
    before = written(cast.bench)
    held = Held(other, write, about=about)
    result, _ = past(held, partial(cast.bench.run, ending, about=about))
    if connection.vendor == "sqlite":  # one writer: the end waited
        assert len(written(cast.bench) - before) == 1
    else:
        assert isinstance(result, GoneError)
        assert written(cast.bench) <= before
    with pytest.raises(GoneError):
        other.run(write, about=about)


@pytest.mark.parametrize("write", WRITES)
def test_the_end_waits_for_what_has_its_keys_ready(
    cast: Cast, other: Bench, about: Pair, write: Write
) -> None:
    """Whoever wrote under a key and was about to commit stands before the end, not after it."""
    before = written(cast.bench)
    held = Held(other, write, prepared=True, about=about)

    def end() -> bool:
        cast.bench.run(ending, about=about)
        return held.stands

    result, early = past(held, end)
    assert (isinstance(result, tuple), early) == (True, False)
    assert len(written(cast.bench) - before) == 1


def test_a_node_grows_keys_in_a_tree_that_it_has_not_seen(cast: Cast, other: Bench) -> None:
    """Each takes jobs in and ends keys, by turns, and neither takes back what the other did."""
    pairs: list[Pair] = []
    benches = (cast.bench, other)
    for turn in range(8):
        cast.bench, behind = benches[turn % 2], benches[1 - turn % 2]
        pairs.append(pair(cast))
        assert behind.keys.key(client_node(pairs[-1].client)).secret()
        if turn % 3 == 2:
            ended = pairs.pop(0)
            behind.run(ending, about=ended)
            for bench in benches:
                for node in ended.nodes():
                    with pytest.raises(GoneError):
                        bench.keys.key(node)
                    assert bench.keys.is_gone(node)
        for each in pairs:
            for node in (HOUSE, *each.nodes()):
                first, second = (bench.keys.key(node).secret() for bench in benches)
                assert first == second


def test_an_end_that_the_database_undid_leads_no_node_astray(
    cast: Cast, other: Bench, about: Pair
) -> None:
    """Its root was prepared for an epoch that another node then began with a root of its own."""
    stays, goes = pair(cast), pair(cast)
    secrets = [cast.bench.keys.key(node).secret() for node in (HOUSE, *stays.nodes())]

    def undone(work: Work) -> Outcome[None]:
        ending(work, about=about)
        # On PostgreSQL the commit itself fails by it, when the root is in its slot.
        Device.objects.create(pk=new_id(), client_id=new_id(), kind="laptop", sealed=b"")
        return Granted(None)

    assert isinstance(caught(partial(cast.bench.run, undone)), UnavailableError)
    other.run(ending, about=goes)
    found = [cast.bench.keys.key(node).secret() for node in (HOUSE, *stays.nodes())]
    assert found == secrets
    cast.bench.run(ending, about=about)
    for node in (*about.nodes(), *goes.nodes()):
        assert other.keys.is_gone(node)
    pair(cast)
