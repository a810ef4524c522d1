"""What one run of a procedure works with."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sealbench import canon, clock, policy
from sealbench.keyring import HOUSE, Key, Node, Turn
from sealbench.shop.bench import rows
from sealbench.shop.bench.finding_counts import Tally
from sealbench.shop.bench.home import House
from sealbench.shop.bench.rulebook import GroupRules, Rulebook
from sealbench.shop.bench.subject import Entry, Subject
from sealbench.shop.config import Config
from sealbench.shop.records.models import Home, HouseRuleChange, HouseWordChange, Sealed


class Work:
    """Pinned time, a turn at the keys, the policy, and the events to be recorded.

    Everything in here is undone when the procedure's savepoint is: entries and keys
    take effect only with the commit.
    """

    def __init__(
        self,
        *,
        config: Config,
        house: House,
        rules: GroupRules,
        now: datetime,
        earlier: Mapping[Node, Key] | None = None,
    ) -> None:
        self.config = config
        self.house = house
        self.now = now
        self.seconds = int(now.timestamp())
        self.turn: Turn = house.keys.turn(earlier)
        self.scrubs = False
        self.recycles = False
        self.entries: list[Entry] = []
        self.verdicts: list[tuple[str, str, bool]] = []
        self.tallies: list[Tally] = []
        self._rules = rules

    @property
    def rulebook(self) -> Rulebook:
        """Return the rules by which this work is decided, and the shop's clock."""
        return self._rules.current()

    def decide(self, request: policy.Request) -> policy.Granted | policy.Refused:
        """Ask the policy, and count its answer for the page of the policy."""
        decision = self.rulebook.decide(request, self.now)
        if isinstance(decision, policy.Refused):
            self.verdicts.append((decision.reason, decision.clause, False))
        else:
            self.verdicts.append((request.action.text, request.action.clause, True))
        return decision

    def tally(self, deed: str, kind: str, outcome: str, number: int = 1) -> None:
        """Count *number* findings of *kind* at *deed* in this week of the shop, with *outcome*."""
        today = self.rulebook.hours.local(self.seconds).date()
        monday = today - timedelta(days=today.weekday())
        self.tallies.append(Tally(monday.isoformat(), deed, kind, outcome, number))

    def record(
        self, subject: Subject, kind: str, actor: Mapping[str, str], **details: canon.JSONValue
    ) -> None:
        """Record an event of *kind* (`subject:past-participle`) by *actor* about *subject*."""
        payload: dict[str, canon.JSONValue] = {
            "v": 1,
            "type": kind,
            "at": clock.to_text(self.now),
            "actor": dict(actor),
            **details,
        }
        self.entries.append(Entry(subject, payload))

    def record_last(
        self, subject: Subject, kind: str, actor: Mapping[str, str], **details: canon.JSONValue
    ) -> None:
        """Record an event that ends *subject*: `count` will state how many it has with this one.

        What follows it (an erasure) can be told from what was left out before it.
        """
        self.record(subject, kind, actor, **details)
        self.entries[-1] = Entry(subject, self.entries[-1].payload, counted=True)

    def refuse(
        self,
        subject: Subject,
        refused: policy.Refused,
        actor: Mapping[str, str],
        kind: str,
        **details: canon.JSONValue,
    ) -> policy.Refused:
        """Record that the rules said no, and hand the refusal back to be returned."""
        self.record(subject, kind, actor, clause=refused.clause, rule=refused.reason, **details)
        return refused

    def scrub(self) -> None:
        """Have the store's write-ahead log emptied after the commit: sealed rows were deleted."""
        self.scrubs = True

    def recycle(self) -> None:
        """Have this process replaced after the commit: it has held what a client's end destroys.

        Python cannot overwrite what it has let go of (SECURITY 3.3).
        """
        self.recycles = True

    def key(self, node: Node) -> Key:
        """Return the key of *node*, grown in this work or before."""
        return self.turn.key(node)

    def write(self, row: Sealed, node: Node, content: Mapping[str, canon.JSONValue]) -> None:
        """Seal *content* into *row* under *node*; the caller saves the row."""
        rows.write(row, self.key(node), node.name, content)
        if isinstance(row, Home | HouseRuleChange | HouseWordChange):
            self._rules.changed()

    def read(self, row: Sealed, node: Node = HOUSE) -> dict[str, canon.JSONValue]:
        """Return the content of *row*, sealed under *node*."""
        return rows.read(row, self.key(node), node.name)
