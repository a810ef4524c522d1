"""The file of a place of the escrow: its words, its row, and what is recorded of it."""

from dataclasses import dataclass, field
from pathlib import Path

from sealbench.canon import JSONValue
from sealbench.errors import AbsentError, ConflictError, MalformedError
from sealbench.keyring.escrow import PlaceKind
from sealbench.keyring.ground import Findings, inspect
from sealbench.shop.bench import Work
from sealbench.shop.bench.escrow import HELD
from sealbench.shop.config import Config
from sealbench.shop.procedures.findings import Found, found_in
from sealbench.shop.procedures.free_text import NAME, plain
from sealbench.shop.records.models import EscrowPlace

_LONGEST = 400


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """What a place is called, and *where* it is: a folder, or the name of a program."""

    kind: PlaceKind
    label: str = field(repr=False)
    where: str = field(repr=False)

    def checked(self) -> "PlaceWords":
        """Return the words in their one form; raise MalformedError for what has none."""
        label, where = plain(self.label, limit=NAME), plain(self.where, limit=_LONGEST)
        if not label or not where:
            raise MalformedError("a place has a name and an address")
        if self.kind is PlaceKind.COMMAND and not is_program_name(where):
            raise MalformedError("a program is named, without its folder and without arguments")
        if self.kind is not PlaceKind.COMMAND and not Path(where).is_absolute():
            raise MalformedError("a folder is named from the root on", hint="begin with /")
        return PlaceWords(self.kind, label, where)

    def found(self) -> Found:
        """Return what the screen found in the name; a path is no text about anybody."""
        return found_in((), [("label", self.label)])

    def content(self) -> dict[str, JSONValue]:
        """Return what the row seals."""
        return {"label": self.label, "where": self.where}


def is_program_name(text: str) -> bool:
    """Tell whether *text* can only be a file in the folder of programs."""
    return text.replace("-", "").replace("_", "").isalnum() and text.isascii()


def look_at_ground(config: Config, words: PlaceWords) -> Findings:
    """Return what forbids the place of *words* and what speaks against it; nothing is changed."""
    if words.kind is PlaceKind.COMMAND:
        return Findings()
    disk = words.kind is PlaceKind.DISK
    return inspect(Path(words.where), home=config.home, backups=config.vaults, disk=disk)


def load_place(place: str) -> EscrowPlace:
    """Return the row of *place*; raise AbsentError."""
    row = EscrowPlace.objects.select_for_update().filter(pk=place).first()
    if row is None:
        raise AbsentError("there is no such place")
    return row


def require_state(row: EscrowPlace, state: str) -> None:
    """Raise ConflictError unless the place in *row* is in *state*."""
    if row.state != state:
        raise ConflictError("the place has changed meanwhile", hint="look again")


def refuse_doubled(work: Work, words: PlaceWords) -> None:
    """Raise ConflictError where *words* name a place that is held already."""
    for row in EscrowPlace.objects.filter(state__in=HELD, kind=words.kind.value):
        if work.read(row)["where"] == words.where:
            raise ConflictError("this place is registered already", hint="look at the list")
