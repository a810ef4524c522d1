"""The places of the escrow as the staff side shows them, and what would come back after a loss."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sealbench.keyring.escrow import PlaceState
from sealbench.shop.bench import Bench
from sealbench.shop.bench.escrow import HELD, certifiable
from sealbench.shop.records.models import EscrowPlace, RecoveryKey


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """One place: *behind* counts erasures that it has not followed, *error* why it is away.

    *old_paper*: what lies there is sealed to a recovery key that was replaced.
    """

    id: str
    label: str = field(repr=False)
    where: str = field(repr=False)
    kind: str
    state: str
    epoch: int | None
    behind: int
    online: bool
    error: str
    old_paper: bool
    settled_at: int | None
    ended_at: int | None

    @property
    def current(self) -> bool:
        """Tell whether the place holds the key of now, and nothing older."""
        followed = self.state == "registered" and self.epoch is not None
        return followed and self.behind == 0 and not self.old_paper


@dataclass(frozen=True, slots=True)
class Standing:
    """The escrow as a whole: *hindrance* is why no erasure could be certified now."""

    held: Sequence[PlaceLine]
    ended: Sequence[PlaceLine]
    recovery: str
    set_at: int
    hindrance: str

    @property
    def current(self) -> Sequence[PlaceLine]:
        """Return the places from which everything living comes back."""
        return [place for place in self.held if place.current]

    @property
    def lagging(self) -> Sequence[PlaceLine]:
        """Return the places that hold an older key."""
        return [place for place in self.held if place.epoch is not None and not place.current]


def standing(bench: Bench) -> Standing:
    """Return how the escrow stands, by what the places last said."""
    states = {state.name: state for state in bench.escrow.states()}
    key = RecoveryKey.objects.filter(pk=1).first()
    paper = key.fingerprint if key else ""
    rows = EscrowPlace.objects.order_by("created_at", "pk")
    lines = [_line(bench, row, states.get(row.pk), paper) for row in rows]
    return Standing(
        held=[line for line in lines if line.state in HELD],
        ended=[line for line in lines if line.state not in HELD],
        recovery=paper,
        set_at=key.set_at if key else 0,
        hindrance=certifiable(bench.escrow),
    )


def place(bench: Bench, wanted: str) -> PlaceLine | None:
    """Return the line of one place that is held, None where there is none."""
    return next((line for line in standing(bench).held if line.id == wanted), None)


def _line(bench: Bench, row: EscrowPlace, state: PlaceState | None, paper: str) -> PlaceLine:
    content = bench.read_house(row)
    epoch, sealed_to = (state.epoch, state.recovery) if state else (row.epoch, row.recovery)
    return PlaceLine(
        id=row.pk,
        label=str(content["label"]),
        where=str(content["where"]),
        kind=row.kind,
        state=row.state,
        epoch=epoch,
        behind=state.behind if state else 0,
        online=state.online if state else row.online,
        error=state.error if state else "",
        old_paper=bool(sealed_to) and sealed_to != paper,
        settled_at=row.settled_at,
        ended_at=row.ended_at,
    )
