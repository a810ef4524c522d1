"""Any life of a keyring: what lives reads, what ended is gone, also with copies of everything."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from sealbench.keyring import Key, MemoryRoots, MemoryRows, Node, Realm, WrapTreeStore
from tests.keyring.homes import reached

REALM = Realm.CLIENTS


class Keyring(RuleBasedStateMachine):
    """Grows and ends in groups, commits or not, crashes before or after the wipe."""

    @initialize()
    def make(self) -> None:
        self.rows = MemoryRows()
        self.roots = {realm: MemoryRoots() for realm in Realm}
        self.store = WrapTreeStore(self.rows, self.roots)
        self.living: dict[str, bytes] = {}
        self.dead: set[bytes] = set()
        self.copies: list[MemoryRows] = []
        self.count = 0

    @rule(grown=st.integers(0, 70), seed=st.randoms(use_true_random=False), end=st.floats(0, 1))
    def turn(self, grown: int, seed: object, end: float) -> None:
        self._turn(grown, self._some(seed, end), committed=True, finished=True)

    @rule(grown=st.integers(0, 3), seed=st.randoms(use_true_random=False), committed=st.booleans())
    def crash(self, grown: int, seed: object, *, committed: bool) -> None:
        self._turn(grown, self._some(seed, 0.3), committed=committed, finished=False)
        self.store = WrapTreeStore(self.rows, self.roots)
        self.store.settle()

    @precondition(lambda self: len(self.copies) < 4)
    @rule()
    def backup(self) -> None:
        self.copies.append(self.rows.copy())

    @invariant()
    def what_lives_reads(self) -> None:
        found = {name: key.secret() for name, key in self.store.all(REALM)}
        assert found == self.living
        for name in list(self.living)[:2]:
            assert self.store.key(Node(REALM, name)).secret() == self.living[name]

    def teardown(self) -> None:
        if not hasattr(self, "rows"):
            return
        root: Key = self.roots[REALM].read(self.store.epoch(REALM))
        found = reached([*self.copies, self.rows], REALM, root)
        assert not found & self.dead
        assert set(self.living.values()) <= found

    def _some(self, seed: object, share: float) -> list[str]:
        names = sorted(self.living)
        return seed.sample(names, int(share * len(names)))  # type: ignore[attr-defined,no-any-return]  # hypothesis draws a Random

    def _turn(self, grown: int, ended: list[str], *, committed: bool, finished: bool) -> None:
        before = self.rows.copy()
        turn = self.store.turn()
        fresh = {}
        for _ in range(grown):
            self.count += 1
            name = f"n{self.count}"
            fresh[name] = turn.grow(Node(REALM, name)).secret()
        for name in ended:
            turn.end(Node(REALM, name))
        self.store.prepare([turn])
        if not committed:
            self.rows.restore(before)
            return
        if finished:
            self.store.finish([turn])
        self.living |= fresh
        self.dead |= {self.living.pop(name) for name in ended}


TestKeyring = Keyring.TestCase
