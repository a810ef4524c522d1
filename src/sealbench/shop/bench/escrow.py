"""The escrow of this home: built from its rows, and arranged anew when they have changed."""

from pathlib import Path

from sealbench import canon, ledger, seal
from sealbench.errors import (
    MalformedError,
    SealbenchError,
    UnavailableError,
    VerificationError,
)
from sealbench.keyring import HOUSE, Box, KeyStore, Place, Realm
from sealbench.keyring.command_place import CommandPlace
from sealbench.keyring.escrow import PlaceKind
from sealbench.keyring.escrow_file import SIZE, Escrowed, slots
from sealbench.keyring.places import DirectoryPlace, DiskPlace, Driver
from sealbench.keyring.registered import Recovery, RegisteredPlaces, Registration
from sealbench.shop.bench import rows
from sealbench.shop.config import Config
from sealbench.shop.records.models import (
    Checkpoint,
    EscrowPlace,
    Home,
    KeyNode,
    RecoveryKey,
)
from sealbench.shop.records.statements.key_rows import place_of, row_ids

HELD = ("registered", "retiring")  # the states of a place in which it holds a root


def load_escrow() -> RegisteredPlaces:
    """Return the escrow of this home, for its store of keys; `arrange` tells it of its places.

    The store calls it on the writer's thread, inside the transaction; what became of it stays in
    memory until `settle_escrow` keeps it in rows.  Raise UnavailableError where there is no home.
    """
    home = Home.objects.filter(pk=1).values_list("home_id", flat=True).first()
    if home is None:
        raise UnavailableError("this home has not been set up", hint="run: make setup")
    return RegisteredPlaces(home, head=_head, nodes=_boxes)


def arrange(escrow: RegisteredPlaces, config: Config, keys: KeyStore) -> None:
    """Let *escrow* know which places and which recovery key the rows have now."""
    key = keys.key(HOUSE)
    found = []
    for row in EscrowPlace.objects.filter(state__in=HELD).order_by("created_at", "pk"):
        where = str(rows.read(row, key, HOUSE.name)["where"])
        place = place_at(config, PlaceKind(row.kind), where, row.pk)
        retiring = row.state == "retiring"
        found.append(Registration(row.pk, place, row.epoch, row.recovery, retiring=retiring))
    escrow.arrange(_recovery(), found)


def place_at(config: Config, kind: PlaceKind, where: str, name: str) -> Driver:
    """Return the driver of a place: *where* is a folder, or the name of a program laid ready."""
    if kind is PlaceKind.COMMAND:
        return CommandPlace(config.escrow_programs / where)
    if kind is PlaceKind.DISK:
        return DiskPlace(Path(where), name)
    return DirectoryPlace(Path(where))


def certifiable(escrow: RegisteredPlaces) -> str:
    """Return why no erasure can be certified as complete now; nothing where it can.

    A place that is behind opens old backups still (SECURITY 3.7).
    """
    if escrow.epoch is None:
        return "which key is in force is not known yet"
    states = escrow.states()
    if not any(state.current for state in states):
        return "no place of the escrow holds the key of now"
    behind = [state for state in states if not state.current]
    if behind:
        return f"{len(behind)} of {len(states)} places of the escrow may hold an older key"
    return ""


def open_escrow(block: bytes, identity: str) -> tuple[Escrowed, ...]:
    """Return what lies in the file of a place for the holder of *identity*, the newest first.

    Two stand there while an erasure is under way: the newest is right where its nodes are at
    hand, else the one of the backup's epoch.  Raise MalformedError for another file or identity,
    VerificationError when it is sealed to another recovery key.
    """
    identity = "".join(identity.split()).upper()  # as it is typed from paper, in groups
    found = [slot for slot in slots(block) if slot] if len(block) == SIZE else []
    if not found:
        raise MalformedError("no root is in this file", hint="take the file of another place")
    opened, failed = [], None
    for slot in found:
        try:
            content = Escrowed.from_bytes(seal.open_bytes(slot.sealed, identity))
        except SealbenchError as exc:
            failed = exc
            continue
        if (content.home, content.epoch) != (slot.home, slot.epoch):
            raise VerificationError("the file says another epoch than what is sealed in it")
        opened.append(content)
    if not opened:
        raise _not_opened(failed)
    return tuple(sorted(opened, key=lambda content: -content.epoch))


def _not_opened(cause: SealbenchError | None) -> SealbenchError:
    if isinstance(cause, MalformedError):
        return cause
    return VerificationError(
        "this recovery key does not open the escrow",
        hint="compare its fingerprint with the sheet; a key that was replaced opens nothing newer",
    )


def _recovery() -> Recovery | None:
    recipient = RecoveryKey.objects.filter(pk=1).values_list("recipient", "fingerprint").first()
    if recipient is None:
        return None
    text, fingerprint = recipient
    return Recovery(fingerprint, lambda data: seal.seal_bytes(data, [text]))


def _boxes() -> dict[Place, Box]:
    """Return every packed node of the clients realm, for a place that has missed some."""
    ids = row_ids(Realm.CLIENTS)
    rows = KeyNode.objects.filter(pk__gte=ids.start, pk__lt=ids.stop)
    found = rows.values_list("pk", "epoch", "box").iterator()
    return {place_of(pk): Box(epoch, bytes(box)) for pk, epoch, box in found}


def _head() -> tuple[int, str]:
    """Return size and root of the newest checkpoint, of this very transaction where one is open."""
    row = Checkpoint.objects.order_by("-size").first()
    if row is None:
        return 0, canon.b64u(ledger.EMPTY_ROOT)
    checkpoint = ledger.Checkpoint.from_text(ledger.Note.from_text(row.note).text)
    return checkpoint.size, canon.b64u(checkpoint.root)
