"""The rules of the moment: the policy, the house rules and house words in force, the shop's clock.

They are read and compiled once per version and process.  The version stands in the database:
each group of procedures reads it when its first decision is asked for.  On a database that
other nodes write to it is read again once the journal holds the ledger's head, and a group that
has decided by an older one is undone: in the ledger nothing stands after a rule that it breaks.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import connection

from sealbench.errors import ConflictError, MalformedError
from sealbench.keyring import HOUSE, KeyStore
from sealbench.policy import Granted, HouseRule, Moment, Policy, Refused, Request
from sealbench.policy import gather_house_rules as gather
from sealbench.policy.house_rules import DEEDS
from sealbench.screen import NO_HOUSE_WORDS, HouseCue, HouseWords
from sealbench.shop.bench import rows
from sealbench.shop.bench.shop_hours import ShopHours
from sealbench.shop.records.models import Home, HouseRuleChange, HouseWordChange
from sealbench.shop.records.models.house_rules import ADDED, RETIRED
from sealbench.shop.records.statements.statement import Statement

Version = tuple[int, int, int]
"""Of the house rules, of the house words, and of the home's own row, which holds the hours."""

_VERSION = Statement(
    "SELECT (SELECT COALESCE(MAX(version_of_rules), 0) FROM records_houserulechange), "
    "(SELECT COALESCE(MAX(version_of_words), 0) FROM records_housewordchange), version "
    "FROM records_home WHERE id = 1"
)


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All that a decision is taken by, at one version."""

    version: Version
    policy: Policy
    hours: ShopHours
    words: HouseWords

    def decide(self, request: Request, now: datetime) -> Granted | Refused:
        """Return whether *request* is granted *now*, by the clauses and the house rules."""
        return self.policy.decide(request, self.moment(now))

    def moment(self, now: datetime) -> Moment:
        """Return *now* by the shop's clock."""
        return self.hours.moment(now)

    def working(self, now: datetime) -> bool:
        """Tell whether the shop works *now*."""
        return self.hours.working(self.moment(now))


class Rulebooks:
    """Keeps the rulebook that was compiled last; shared by all threads."""

    def __init__(self, clauses: Policy, keys: KeyStore) -> None:
        self._clauses = clauses
        self._keys = keys
        self._last: Rulebook | None = None

    def current(self) -> Rulebook:
        """Return the rulebook of the version that the database names, as this thread sees it."""
        version, last = read_version(), self._last
        if last is None or last.version != version:
            last = self._last = self.compile(version)
        return last

    def compile(self, version: Version) -> Rulebook:
        """Return the rulebook of what the rows say now."""
        key = self._keys.key(HOUSE)
        content = rows.read(Home.objects.get(pk=1), key, HOUSE.name)
        sources = [_source(rows.read(row, key, HOUSE.name), row) for row in in_force()]
        house = gather(sources, self._clauses.schema)
        words = _words([rows.read(row, key, HOUSE.name) for row in words_in_force()])
        hours = ShopHours.from_content(content)
        return Rulebook(version, self._clauses.under(house), hours, words)

    def for_group(self) -> "GroupRules":
        """Return the rules of one group of procedures."""
        return GroupRules(self)


class GroupRules:
    """The rulebook of one group: one version from its first decision to its commit."""

    def __init__(self, books: Rulebooks) -> None:
        self._books = books
        self._book: Rulebook | None = None
        self._own = False

    def current(self) -> Rulebook:
        """Return the rulebook; what this group has changed itself is not kept for others yet."""
        if self._book is None:
            books = self._books
            self._book = books.compile(read_version()) if self._own else books.current()
        return self._book

    def changed(self) -> None:
        """Have what follows in this group decided by the rows that were just written."""
        self._own, self._book = True, None

    def forget(self) -> None:
        """Read again: a procedure of this group was undone."""
        self._book = None

    def require_current(self) -> None:
        """Raise ConflictError if another node has changed the rules since they were read.

        Whoever changes them here holds the home's row, so that nobody else can meanwhile.
        """
        if self._book is None or self._own or connection.vendor == "sqlite":
            return
        if read_version() != self._book.version:
            raise ConflictError("the rules of the house have just changed", hint="try again")


def read_version() -> Version:
    """Return the version of the rules, (0, 0, 0) where there is no home yet."""
    row = _VERSION.one()
    return (int(row[0]), int(row[1]), int(row[2])) if row else (0, 0, 0)


def in_force() -> Sequence[HouseRuleChange]:
    """Return the rows of the rules that were added and not retired, by number."""
    retired = HouseRuleChange.objects.filter(deed=RETIRED).values("number")
    added = HouseRuleChange.objects.filter(deed=ADDED).exclude(number__in=retired)
    return list(added.order_by("number"))


def words_in_force() -> Sequence[HouseWordChange]:
    """Return the rows of the house words that were added and not retired, by number."""
    retired = HouseWordChange.objects.filter(deed=RETIRED).values("number")
    added = HouseWordChange.objects.filter(deed=ADDED).exclude(number__in=retired)
    return list(added.order_by("number"))


def _words(contents: Sequence[rows.Content]) -> HouseWords:
    """Return the words that *contents* of rows say; a cue has a kind, a veto has none.

    One that this version of the screen would not take is left out: it knows the cue by itself,
    or asks more of a veto.
    """
    words = NO_HOUSE_WORDS
    for each in contents:
        word, kind = str(each["word"]), str(each["kind"])
        with suppress(MalformedError):
            words = (
                replace(words, cues=(*words.cues, HouseCue(word, kind)))
                if kind
                else replace(words, vetoes=(*words.vetoes, word))
            )
    return words


def _source(content: rows.Content, row: HouseRuleChange) -> tuple[str, str]:
    told = content["rule"]
    rule = HouseRule.from_json(told if isinstance(told, dict) else {})
    return DEEDS[rule.deed].clause, rule.source(row.number, str(content["text"]))
