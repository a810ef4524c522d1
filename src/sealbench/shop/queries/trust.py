"""How the promises stand, for anybody: figures that name no one and cost a few small queries.

Deeds are counted in tens: whoever reads them all day learns of no single visit.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Count, Q, Sum

from sealbench.keyring import Realm
from sealbench.policy import Action
from sealbench.shop.bench import Bench
from sealbench.shop.queries import backups, directory, house, ledger_head
from sealbench.shop.queries.channels import Channel, channels
from sealbench.shop.records.models import Erasure, Login, RecoveryKey, Termination, Verdict

_TEN = 10
_LOOKS = (Action.VIEW_JOB, Action.VIEW_RECORD, Action.LOOK_AT_FILE)


@dataclass(frozen=True, slots=True)
class Deeds:
    """What was done, each a multiple of ten that was reached; *refused* by clause.

    *house_words* is the exact number of the words that the shop has added to the screen.
    """

    opened: int
    looked: int
    logins_destroyed: int
    jobs_destroyed: int
    clients_destroyed: int
    refused: Mapping[str, int]
    house_words: int


@dataclass(frozen=True, slots=True)
class Copies:
    """The places of the escrow by number: how many, and how many hold the newest key alone."""

    places: int
    current: int
    on_paper: bool

    @property
    def behind(self) -> int:
        """Return how many places may hold an older key, or none yet."""
        return self.places - self.current


@dataclass(frozen=True, slots=True)
class Trust:
    """Everything that the trust page shows; *unfinished*: a destruction waits for its proof."""

    at: int
    trial: bool
    fingerprint: str
    deeds: Deeds
    unfinished: bool
    ledger: ledger_head.LedgerHead
    backups: backups.Backups
    escrow: Copies
    channels: tuple[Channel, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the figures for a machine; the folders of backups are nobody's business."""
        made = asdict(self.backups)
        made.pop("folders")
        deeds = asdict(self.deeds)
        house_words = deeds.pop("house_words")
        return {
            "at": self.at,
            "trial": self.trial,
            "fingerprint": self.fingerprint,
            "deeds in tens": deeds,
            "house_words": house_words,
            "unfinished": self.unfinished,
            "ledger": {
                "size": self.ledger.size,
                "published": self.ledger.published,
                "signed_at": self.ledger.signed_at,
            },
            "backups": made,
            "escrow": {**asdict(self.escrow), "behind": self.escrow.behind},
            "channels": [asdict(channel) for channel in self.channels],
        }


def trust(bench: Bench) -> Trust:
    """Return how this home stands now."""
    ended = _ended()
    return Trust(
        at=int(bench.now().timestamp()),
        trial=bench.config.trial,
        fingerprint=directory.printed_fingerprint() if house.shop(bench).founded else "",
        deeds=_deeds(ended, bench.rulebooks.current().words.count),
        unfinished=ended["waiting"] > 0,
        ledger=ledger_head.head(),
        backups=backups.backups(bench),
        escrow=_copies(bench),
        channels=channels(bench.config),
    )


def _ended() -> Mapping[str, int]:
    """Return how many keys were ended, in one pass: there is a row for each job that ever was."""
    done = Q(confirmed_at__isnull=False)
    return Erasure.objects.aggregate(
        jobs=Count("pk", filter=done & Q(realm=Realm.JOBS)),
        clients=Count("pk", filter=done & Q(realm=Realm.CLIENTS, job="")),
        waiting=Count("pk", filter=~done),
    )


def _deeds(ended: Mapping[str, int], house_words: int) -> Deeds:
    granted = dict(Verdict.objects.filter(granted__gt=0).values_list("pk", "granted"))
    refused = Verdict.objects.values_list("clause").annotate(Sum("refused"))
    alone = Termination.objects.filter(alone=True).exclude(destroyed_at=None).count()
    sealed = granted.get(Action.SEAL_LOGIN.text, 0)
    return Deeds(
        opened=_tens(granted.get(Action.OPEN_LOGIN.text, 0)),
        looked=_tens(sum(granted.get(action.text, 0) for action in _LOOKS)),
        logins_destroyed=_tens(sealed - Login.objects.count()),
        jobs_destroyed=_tens(ended["jobs"]),
        clients_destroyed=_tens(ended["clients"] - alone),
        refused={clause: _tens(count) for clause, count in refused},
        house_words=house_words,
    )


def _copies(bench: Bench) -> Copies:
    states = bench.escrow.states()
    paper = RecoveryKey.objects.filter(pk=1).values_list("fingerprint", flat=True).first()
    current = [state for state in states if state.current and state.recovery == paper]
    return Copies(len(states), len(current), on_paper=paper is not None)


def _tens(count: int) -> int:
    return max(0, count) // _TEN * _TEN
