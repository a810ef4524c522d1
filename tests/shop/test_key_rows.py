"""The wrap trees on the rows of both databases, as one contract with those in memory."""

import pytest
from django.db import DatabaseError

from sealbench.errors import GoneError, UnavailableError
from sealbench.ids import JobId, new_id
from sealbench.keyring import (
    HOUSE,
    Box,
    Head,
    MemoryRows,
    Node,
    Place,
    Realm,
    TreeRows,
    job_node,
)
from sealbench.shop import home as homes
from sealbench.shop.bench import Bench, Granted, Outcome, Work, opening
from sealbench.shop.config import Config
from sealbench.shop.records.models import KeyNode, KeyPlace, KeyRealm
from sealbench.shop.records.statements.key_rows import KeyRows, row_id, row_ids


@pytest.fixture(params=["memory", "database"])
def rows(request: pytest.FixtureRequest) -> TreeRows:
    if request.param == "memory":
        return MemoryRows()
    request.getfixturevalue("home")
    for model in (KeyNode, KeyPlace, KeyRealm):
        model.objects.all().delete()  # the house has a key already
    return KeyRows()


def test_a_realm_has_no_state_before_its_first_key(rows: TreeRows) -> None:
    assert rows.head(Realm.JOBS) is None
    assert rows.positions(Realm.JOBS) == {}
    assert rows.find(Realm.JOBS, "a") is None
    assert rows.take(Realm.JOBS, 3) == Head(1, 0)
    assert rows.take(Realm.JOBS, 2) == Head(1, 3)
    assert rows.head(Realm.JOBS) == Head(1, 5)
    assert rows.head(Realm.CLIENTS) is None


def test_an_epoch_is_left_once(rows: TreeRows) -> None:
    rows.take(Realm.JOBS, 0)
    assert rows.advance(Realm.JOBS, 1)
    assert not rows.advance(Realm.JOBS, 1)
    assert rows.head(Realm.JOBS) == Head(2, 0)


@pytest.mark.parametrize("position", [0, 63, 64, 4_095, 4_096, 262_143, 262_144, 64**4 - 1])
def test_a_subject_is_found_with_the_nodes_above_it_and_no_others(
    rows: TreeRows, position: int
) -> None:
    above = [Place(level, position // 64 ** (level + 1)) for level in range(4)]
    boxes = {place: Box(place.level + 1, bytes([place.level])) for place in above}
    rows.take(Realm.CLIENTS, 1)
    rows.put(Realm.CLIENTS, boxes | {Place(0, (position // 64 + 7) % 64**3): Box(9, b"other")})
    rows.put(Realm.JOBS, dict.fromkeys(above, Box(8, b"of the other realm")))
    rows.add(Realm.CLIENTS, {"a": position})
    found = rows.find(Realm.CLIENTS, "a")
    assert found is not None
    assert (found.epoch, found.position, dict(found.boxes)) == (1, position, boxes)
    assert rows.find(Realm.JOBS, "a") is None
    assert rows.boxes(Realm.CLIENTS, [*above, Place(0, 77)]).keys() >= boxes.keys()


def test_boxes_are_replaced_and_forgotten(rows: TreeRows) -> None:
    place = Place(1, 5)
    rows.put(Realm.JOBS, {place: Box(1, b"old")})
    rows.put(Realm.JOBS, {place: Box(2, b"new")})
    assert rows.boxes(Realm.JOBS, [place]) == {place: Box(2, b"new")}
    rows.drop(Realm.JOBS, [place, Place(1, 6)])
    assert rows.boxes(Realm.JOBS, [place]) == {}


def test_many_names_are_asked_for_at_once(rows: TreeRows) -> None:
    names = {f"n{at}": at for at in range(1_203)}
    rows.add(Realm.JOBS, names)
    rows.add(Realm.CLIENTS, {"n5": 9, "x": 1})
    assert rows.positions(Realm.JOBS) == names
    assert rows.positions(Realm.JOBS, names) == names
    assert rows.positions(Realm.CLIENTS, ["n5", "n6"]) == {"n5": 9}
    rows.remove(Realm.JOBS, ["n5", "absent"])
    assert rows.positions(Realm.JOBS, ["n5", "n6"]) == {"n6": 6}
    assert rows.positions(Realm.CLIENTS, ["n5"]) == {"n5": 9}


def test_the_rows_of_a_realm_are_a_range() -> None:
    for realm in Realm:
        ids = [row_id(realm, Place(level, 64 ** (3 - level) - 1)) for level in range(4)]
        assert all(number in row_ids(realm) for number in ids)
        assert not any(
            number in row_ids(other) for other in Realm if other != realm for number in ids
        )


@pytest.mark.usefixtures("home")
def test_a_subject_has_one_place() -> None:
    KeyRows().add(Realm.JOBS, {"a": 1})
    with pytest.raises(DatabaseError):
        KeyRows().add(Realm.JOBS, {"a": 2})


def end(work: Work, node: Node) -> Outcome[None]:
    work.turn.end(node)
    return Granted(None)


def grow(work: Work, node: Node) -> Outcome[None]:
    work.turn.grow(node)
    return Granted(None)


def test_a_bench_that_missed_the_epoch_writes_nothing_under_a_dead_key(
    home: Config, bench: Bench
) -> None:
    """Two processes on one home: what one ends, the other cannot write under (SECURITY 3.5)."""
    node = job_node(JobId(new_id()))
    bench.run(grow, node=node)
    other = opening.open_bench(home, bench.clock)
    store = bench.keys
    turn = other.keys.turn()
    turn.key(node)
    try:
        bench.run(end, node=node)
        with pytest.raises(GoneError):
            other.keys.prepare([turn])
        with pytest.raises(GoneError):
            other.keys.key(node)
        assert store.is_gone(node)
        assert other.keys.is_gone(node)
        other.keys.key(HOUSE)
    finally:
        other.executor.close()


def test_a_home_whose_root_is_of_another_epoch_does_not_open(home: Config, bench: Bench) -> None:
    node = job_node(JobId(new_id()))
    bench.run(grow, node=node)
    roots = home.keys / homes.ROOTS
    kept = {path: path.read_bytes() for path in roots.glob("jobs.*")}
    bench.run(end, node=node)
    for path, data in kept.items():
        path.write_bytes(data)
    with pytest.raises(UnavailableError, match="key folder is older"):
        opening.open_bench(home, bench.clock)


def test_a_database_that_was_put_back_does_not_open(home: Config, bench: Bench) -> None:
    node = job_node(JobId(new_id()))
    bench.run(grow, node=node)
    bench.run(end, node=node)
    KeyRealm.objects.filter(pk="jobs").update(epoch=1)
    with pytest.raises(UnavailableError, match="database is older"):
        opening.open_bench(home, bench.clock)
    KeyRealm.objects.filter(pk="jobs").update(epoch=2)
    opening.open_bench(home, bench.clock).executor.close()
