"""A shop with a recovery key on paper and places that are registered, for tests."""

from dataclasses import dataclass, field
from pathlib import Path

from sealbench.ids import ClientId, new_id
from sealbench.keyring import Key, Node, Realm, client_node
from sealbench.keyring.escrow import PlaceKind
from sealbench.keyring.ground import Findings
from sealbench.seal import new_identity, recipient_of
from sealbench.shop.bench import Granted, Outcome, Work
from sealbench.shop.bench.escrow import open_escrow
from sealbench.shop.home import roots_of
from sealbench.shop.procedures.place_file import PlaceWords
from sealbench.shop.procedures.register_place import register_place
from sealbench.shop.procedures.set_recovery import NONCE, set_recovery
from sealbench.shop.procedures.settle_escrow import settle_escrow
from tests.support.cast import Cast, fresh_nonce


@dataclass
class Kept:
    """What Olga has on paper, and what the store of keys has put into the places."""

    cast: Cast
    paper: str = field(default_factory=new_identity)

    @property
    def epoch(self) -> int:
        """Return the epoch of the clients realm."""
        return self.cast.bench.keys.epoch(Realm.CLIENTS)

    @property
    def root(self) -> Key:
        """Return the root in force, from its file."""
        return roots_of(self.cast.bench.config)[Realm.CLIENTS].read(self.epoch)

    def set_recovery(self, identity: str = "") -> str:
        """Have Olga set the recovery key; return its fingerprint."""
        self.paper = identity or self.paper
        bench, olga = self.cast.bench, self.cast.person("olga")
        signed = olga.recovery(
            recipient_of(self.paper),
            fresh_nonce(bench, NONCE),
            bench.now(),
            passkey=olga.passkeys[0],
        )
        return bench.run(set_recovery, who=self.cast.staff("olga"), signed=signed)

    def register(self, folder: Path, kind: PlaceKind = PlaceKind.DIRECTORY) -> str:
        """Have Olga register *folder*, and the keeper come by; return the place's id."""
        folder.mkdir(exist_ok=True)
        words = PlaceWords(kind, f"Safe {folder.name}", str(folder))
        place = self.cast.bench.run(
            register_place, who=self.cast.staff("olga"), words=words, ground=Findings()
        )
        settle_escrow(self.cast.bench)
        return place

    def registered(self, folder: Path) -> str:
        """Return a place in *folder* that holds the first root."""
        self.set_recovery()
        return self.register(folder)

    def erase(self) -> None:
        """End a client's key, as the end of a client does."""
        node = client_node(ClientId(new_id()))
        self.cast.bench.run(_grow, node=node)
        self.cast.bench.run(_end, node=node)

    def opened(self, file: Path, identity: str = "") -> dict[int, bytes]:
        """Return the roots that the paper opens in *file*, by epoch."""
        found = open_escrow(file.read_bytes(), identity or self.paper)
        return {content.epoch: content.root.secret() for content in found}


def _grow(work: Work, *, node: Node) -> Outcome[None]:
    work.turn.grow(node)
    return Granted(None)


def _end(work: Work, *, node: Node) -> Outcome[None]:
    work.turn.end(node)
    return Granted(None)
