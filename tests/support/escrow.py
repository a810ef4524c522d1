"""A shop with a recovery key on paper and places that are registered, for tests."""

from dataclasses import dataclass, field
from pathlib import Path

from sealbench.keyring import Key
from sealbench.keyring.escrow import PlaceKind
from sealbench.keyring.ground import Findings
from sealbench.seal import new_identity, recipient_of
from sealbench.shop.bench.escrow import open_escrow
from sealbench.shop.procedures.place_file import PlaceWords
from sealbench.shop.procedures.register_place import register_place
from sealbench.shop.procedures.set_recovery import NONCE, set_recovery
from sealbench.shop.procedures.settle_escrow import settle_escrow
from tests.support.cast import Cast, fresh_nonce


@dataclass
class Kept:
    """What Olga has on paper, and the erasures of the home so far."""

    cast: Cast
    paper: str = field(default_factory=new_identity)
    epoch: int = 1
    root: Key = field(default_factory=Key.random)

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
        self.start()
        self.set_recovery()
        return self.register(folder)

    def start(self) -> None:
        """Let the store of keys say what is in force, as at every start."""
        self.cast.bench.escrow.finish(self.epoch, self.root)

    def erase(self) -> None:
        """Turn the root as an erasure does."""
        self.epoch, self.root = self.epoch + 1, Key.random()
        self.cast.bench.escrow.prepare(self.epoch, self.root, {"top": b"wrapped"})
        self.cast.bench.escrow.finish(self.epoch, self.root)

    def opened(self, file: Path, identity: str = "") -> dict[int, bytes]:
        """Return the roots that the paper opens in *file*, by epoch."""
        found = open_escrow(file.read_bytes(), identity or self.paper)
        return {content.epoch: content.root.secret() for content in found}
