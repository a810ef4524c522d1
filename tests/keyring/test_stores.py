"""The contract of the store of keys, on roots in memory and in files."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sealbench.errors import ConflictError, GoneError, UnavailableError, VerificationError
from sealbench.ids import ClientId, JobId, new_id
from sealbench.keyring import (
    HOUSE,
    Box,
    MemoryRoots,
    MemoryRows,
    Node,
    Realm,
    WrapTreeStore,
    client_node,
    job_node,
)
from sealbench.keyring.packed import path
from tests.keyring.homes import ended, grown, make_roots, memory_store, names, open_roots, reached


@pytest.fixture(params=["memory", "files"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> WrapTreeStore:
    if request.param == "memory":
        return memory_store()
    return WrapTreeStore(MemoryRows(), make_roots(tmp_path))


def test_a_grown_key_is_kept(store: WrapTreeStore) -> None:
    node = job_node(JobId(new_id()))
    (secret,) = grown(store, node)
    assert store.key(node).secret() == secret
    assert store.names(Realm.JOBS) == [node.name]
    assert store.names(Realm.CLIENTS) == []


def test_a_turn_sees_its_own_keys_before_they_are_durable(store: WrapTreeStore) -> None:
    node = client_node(ClientId(new_id()))
    turn = store.turn()
    key = turn.grow(node)
    assert turn.key(node) is key
    with pytest.raises(GoneError):
        store.key(node)


def test_a_turn_that_was_never_prepared_leaves_nothing(store: WrapTreeStore) -> None:
    node = client_node(ClientId(new_id()))
    store.turn().grow(node)
    with pytest.raises(GoneError):
        store.key(node)


def test_an_ended_key_is_gone_and_may_be_ended_again(store: WrapTreeStore) -> None:
    node, other = job_node(JobId(new_id())), job_node(JobId(new_id()))
    _, kept = grown(store, node, other)
    grown(store, HOUSE)
    assert not store.is_gone(node)
    for _ in range(2):
        ended(store, node)
        with pytest.raises(GoneError):
            store.key(node)
        assert store.is_gone(node)
    assert store.names(Realm.JOBS) == [other.name]
    assert store.key(other).secret() == kept
    assert (store.epoch(Realm.JOBS), store.epoch(Realm.CLIENTS)) == (2, 1)


def test_one_realm_turns_without_the_other(store: WrapTreeStore) -> None:
    node = job_node(JobId(new_id()))
    (house,) = grown(store, HOUSE)
    grown(store, node)
    ended(store, HOUSE)
    assert (store.epoch(Realm.JOBS), store.epoch(Realm.CLIENTS)) == (1, 2)
    assert store.key(node).secret() != house


def test_a_turn_does_not_use_a_key_that_it_ends(store: WrapTreeStore) -> None:
    grown(store, HOUSE)
    turn = store.turn()
    turn.end(HOUSE)
    with pytest.raises(GoneError):
        turn.key(HOUSE)
    store.key(HOUSE).secret()


def test_what_is_grown_and_ended_in_one_group_leaves_nothing(store: WrapTreeStore) -> None:
    turn = store.turn()
    turn.grow(HOUSE)
    later = store.turn(turn.grown)
    later.end(HOUSE)
    store.prepare([turn, later])
    store.finish([turn, later])
    assert store.is_gone(HOUSE)


def test_preparing_twice_is_one_key_and_another_key_is_a_conflict(store: WrapTreeStore) -> None:
    turn = store.turn()
    secret = turn.grow(HOUSE).secret()
    store.prepare([turn])
    store.prepare([turn])
    other = store.turn()
    other.grow(HOUSE)
    with pytest.raises(ConflictError):
        store.prepare([other])
    with pytest.raises(ConflictError):
        store.prepare([turn, other])
    with pytest.raises(ConflictError):
        other.grow(HOUSE)
    assert store.key(HOUSE).secret() == secret


def test_a_turn_sees_the_keys_that_an_earlier_one_of_its_group_grew(store: WrapTreeStore) -> None:
    first = store.turn()
    key = first.grow(HOUSE)
    assert store.turn(first.grown).key(HOUSE) is key
    with pytest.raises(GoneError):
        store.turn().key(HOUSE)


@pytest.mark.parametrize("count", [1, 64, 65, 200])
def test_many_end_at_once_under_one_new_root(store: WrapTreeStore, count: int) -> None:
    nodes = names(Realm.CLIENTS, count + 3)
    secrets = dict(zip(nodes, grown(store, *nodes), strict=True))
    ended(store, *nodes[3:])
    assert store.epoch(Realm.CLIENTS) == 2
    left = {name: key.secret() for name, key in store.all(Realm.CLIENTS)}
    assert left == {node.name: secrets[node] for node in nodes[:3]}
    for node in nodes[3:]:
        assert store.is_gone(node)


def test_old_rows_and_todays_root_give_nothing_of_what_ended(store: WrapTreeStore) -> None:
    """The theorem of SECURITY 3.1, with its control: before the end they give it."""
    rows: MemoryRows = store._rows  # type: ignore[assignment]  # what an attacker has copies of
    nodes = names(Realm.CLIENTS, 130)
    secrets = grown(store, *nodes)
    copies = [rows.copy()]
    ended(store, nodes[5])
    copies.append(rows.copy())
    victim = secrets[100]
    before = reached(copies, Realm.CLIENTS, store._roots[Realm.CLIENTS].read(2))
    assert victim in before
    assert secrets[5] not in before
    old = store._roots[Realm.CLIENTS].read(2)
    ended(store, nodes[100])
    after = reached([*copies, rows.copy()], Realm.CLIENTS, store._roots[Realm.CLIENTS].read(3))
    assert victim not in after
    assert set(secrets) - {victim, secrets[5]} <= after
    assert victim in reached(copies, Realm.CLIENTS, old)  # a root that somebody kept is the limit
    with pytest.raises(UnavailableError):
        store._roots[Realm.CLIENTS].read(2)


def test_what_was_prepared_and_undone_changes_nothing(store: WrapTreeStore) -> None:
    rows: MemoryRows = store._rows  # type: ignore[assignment]  # the transaction of this test
    nodes = names(Realm.JOBS, 3)
    secrets = grown(store, *nodes)
    before = rows.copy()
    for _ in range(2):
        turn = store.turn()
        turn.end(nodes[0])
        store.prepare([turn])
        rows.restore(before)
        assert [store.key(node).secret() for node in nodes] == secrets
        assert not store.is_gone(nodes[0])
    ended(store, nodes[0])
    assert store.is_gone(nodes[0])
    assert store.key(nodes[1]).secret() == secrets[1]


@pytest.mark.parametrize("committed", [True, False])
def test_a_crash_after_prepare_is_settled_by_the_next_start(
    tmp_path: Path, *, committed: bool
) -> None:
    rows, roots = MemoryRows(), make_roots(tmp_path)
    store = WrapTreeStore(rows, roots)
    nodes = names(Realm.CLIENTS, 3)
    secrets = grown(store, *nodes)
    before = rows.copy()
    old = roots[Realm.CLIENTS].read(1)
    turn = store.turn()
    turn.end(nodes[1])
    store.prepare([turn])
    if not committed:
        rows.restore(before)
    again = WrapTreeStore(rows, open_roots(tmp_path))
    assert not again.is_gone(nodes[1])  # the old root is still there, or the key is
    again.settle()
    assert again.key(nodes[2]).secret() == secrets[2]
    if committed:
        assert again.is_gone(nodes[1])
        files = [path.read_bytes() for path in (tmp_path / "roots").iterdir()]
        assert not any(old.secret() in data for data in files)
    else:
        assert again.key(nodes[1]).secret() == secrets[1]


def test_a_key_that_another_process_ended_is_not_used_from_memory(tmp_path: Path) -> None:
    rows = MemoryRows()
    store = WrapTreeStore(rows, make_roots(tmp_path))
    other = WrapTreeStore(rows, open_roots(tmp_path))
    node, kept = names(Realm.JOBS, 2)
    secret, secret_kept = grown(store, node, kept)
    assert other.key(node).secret() == secret
    assert other.key(kept).secret() == secret_kept
    ended(store, node)
    for _ in range(2):
        with pytest.raises(GoneError):
            other.key(node)
    assert other.key(kept).secret() == secret_kept
    ended(other, kept)  # and each goes on from where the other was
    with pytest.raises(GoneError):
        store.key(kept)


def test_a_process_that_missed_the_epoch_writes_nothing_under_a_dead_key(tmp_path: Path) -> None:
    rows = MemoryRows()
    store = WrapTreeStore(rows, make_roots(tmp_path))
    other = WrapTreeStore(rows, open_roots(tmp_path))
    node, kept = names(Realm.CLIENTS, 2)
    grown(store, node, kept)
    stale, living = other.turn(), other.turn()
    stale.key(node)
    living.key(kept)
    other.prepare([stale])  # the control: nothing was ended yet
    ended(store, node)
    other.prepare([living])  # what lives may be written although the root was turned
    with pytest.raises(GoneError):
        other.prepare([stale])


@pytest.mark.parametrize("told", [True, False])
def test_a_root_that_was_undone_is_not_taken_for_that_of_another_process(
    tmp_path: Path, *, told: bool
) -> None:
    rows = MemoryRows()
    store = WrapTreeStore(rows, make_roots(tmp_path))
    other = WrapTreeStore(rows, open_roots(tmp_path))
    node, ends, kept = names(Realm.CLIENTS, 3)
    *_, secret = grown(store, node, ends, kept)
    before = rows.copy()
    turn = store.turn()
    turn.end(node)
    store.prepare([turn])
    rows.restore(before)
    if told:
        store.undo()
    ended(other, ends)  # which brings another root for the same epoch
    if told:
        assert store.key(kept).secret() == secret
    else:  # the control
        with pytest.raises(VerificationError):
            store.key(kept)
    turn = store.turn()
    turn.end(node)
    store.prepare([turn])
    store.finish([turn])
    assert other.is_gone(node)
    assert other.key(kept).secret() == secret


def test_nodes_of_one_process_never_overwrite_newer_ones(tmp_path: Path) -> None:
    """Both write into one packed node by turns, each with all of it in memory from before."""
    rows = MemoryRows()
    store = WrapTreeStore(rows, make_roots(tmp_path))
    other = WrapTreeStore(rows, open_roots(tmp_path))
    nodes = names(Realm.JOBS, 30)
    living = dict(zip(nodes[:10], grown(store, *nodes[:10]), strict=True))
    for at in range(10):
        mine, its = (store, other) if at % 2 else (other, store)
        assert {each: mine.key(each).secret() for each in living} == living
        dying, fresh, later = nodes[at], nodes[10 + at], nodes[20 + at]
        ended(its, dying)
        (living[later],) = grown(its, later)
        (living[fresh],) = grown(mine, fresh)  # in an old tree: it missed the end
        del living[dying]
        for each in (store, other, WrapTreeStore(rows, open_roots(tmp_path))):
            assert {name: key.secret() for name, key in each.all(Realm.JOBS)} == {
                node.name: secret for node, secret in living.items()
            }
            assert each.is_gone(dying)


def test_two_processes_end_keys_one_after_the_other(tmp_path: Path) -> None:
    """The wipe of the first may come after the second has prepared: it must not take its root."""
    rows = MemoryRows()
    store = WrapTreeStore(rows, make_roots(tmp_path))
    other = WrapTreeStore(rows, open_roots(tmp_path))
    nodes = names(Realm.JOBS, 4)
    secrets = grown(store, *nodes)
    first, second = store.turn(), other.turn()
    first.end(nodes[0])
    second.end(nodes[1])
    store.prepare([first])
    other.prepare([second])
    store.finish([first])
    other.finish([second])
    again = WrapTreeStore(rows, open_roots(tmp_path))
    assert [again.key(node).secret() for node in nodes[2:]] == secrets[2:]
    assert again.is_gone(nodes[0])
    assert again.is_gone(nodes[1])


def flipped(box: Box) -> Box:
    return Box(box.epoch, box.data[:-1] + bytes([box.data[-1] ^ 1]))


CHANGES: dict[str, Callable[[Box], Box]] = {
    "flipped": flipped,
    "cut": lambda box: Box(box.epoch, box.data[:-1]),
    "empty": lambda box: Box(box.epoch, b""),
    "of another epoch": lambda box: Box(box.epoch + 1, box.data),
}


@pytest.mark.parametrize("level", range(4))
@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_node_opens_nothing(level: int, change: str) -> None:
    store = memory_store()
    rows: MemoryRows = store._rows  # type: ignore[assignment]  # whoever can write rows
    (node,) = names(Realm.JOBS, 1)
    grown(store, node)
    place = path(0)[level]
    fresh = WrapTreeStore(rows, store._roots)
    fresh.key(node)
    rows.put(Realm.JOBS, {place: CHANGES[change](rows.boxes(Realm.JOBS, [place])[place])})
    with pytest.raises(VerificationError):
        WrapTreeStore(rows, store._roots).key(node)


def test_a_missing_node_and_a_swapped_place_open_nothing() -> None:
    store = memory_store()
    rows: MemoryRows = store._rows  # type: ignore[assignment]  # whoever can write rows
    nodes = names(Realm.JOBS, 70)
    secrets = grown(store, *nodes)
    first, second = path(0)[-1], path(64)[-1]
    boxes = rows.boxes(Realm.JOBS, [first, second])
    rows.put(Realm.JOBS, {first: boxes[second], second: boxes[first]})
    with pytest.raises(VerificationError):
        WrapTreeStore(rows, store._roots).key(nodes[0])
    rows.put(Realm.JOBS, boxes)
    assert WrapTreeStore(rows, store._roots).key(nodes[0]).secret() == secrets[0]
    rows.drop(Realm.JOBS, [first])
    for act in (lambda s: s.key(nodes[0]), lambda s: ended(s, nodes[0])):
        with pytest.raises(VerificationError):
            act(WrapTreeStore(rows, store._roots))


def test_empty_nodes_are_forgotten() -> None:
    store = memory_store()
    rows: MemoryRows = store._rows  # type: ignore[assignment]  # to be counted
    nodes = names(Realm.JOBS, 65)
    grown(store, *nodes)
    assert len(rows.packed) == 5
    ended(store, *nodes[:64])
    assert len(rows.packed) == 4
    store.key(nodes[64])
    ended(store, nodes[64])
    assert len(rows.packed) == 1  # the top
    grown(store, Node(Realm.JOBS, "next"))
    store.key(Node(Realm.JOBS, "next"))


def test_a_key_that_was_left_out_is_told_from_a_node_that_is_missing() -> None:
    """Names of before under nodes of now, as a restore has them: an end is no damage."""
    rows = MemoryRows()
    store = WrapTreeStore(rows, {realm: MemoryRoots() for realm in Realm})
    nodes = [client_node(ClientId(new_id())) for _ in range(66)]  # the last two have a node alone
    grown(store, *nodes)
    before = rows.positions(Realm.CLIENTS)
    gone = {nodes[0].name, *(node.name for node in nodes[64:])}
    ended(store, nodes[0], *nodes[64:])
    rows.add(Realm.CLIENTS, {name: before[name] for name in gone})
    assert set(store.ended(Realm.CLIENTS)) == gone
    for place in path(before[nodes[1].name])[1:]:
        whole = rows.boxes(Realm.CLIENTS, [place])
        rows.drop(Realm.CLIENTS, [place])
        with pytest.raises(VerificationError):
            list(store.ended(Realm.CLIENTS))
        rows.put(Realm.CLIENTS, whole)
    assert set(store.ended(Realm.CLIENTS)) == gone
