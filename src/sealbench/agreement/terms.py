"""What was agreed, as data: the same terms stand in the document and become rules.

Their hash is part of what management and the client sign, so that nobody changes the rule and
leaves the paper, or the other way round.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Self

from sealbench import canon, ids
from sealbench.agreement.typesetting import is_one_line
from sealbench.canon import JSON, JSONValue
from sealbench.errors import MalformedError

MOST_NAME, MOST_TEXT, MOST_CLEARED, MOST_NOTICE = 120, 2000, 50, 3650
LONGEST = timedelta(days=30 * 366)


@dataclass(frozen=True, slots=True)
class Cleared:
    """A person of the shop who is cleared, by the id in the directory and by name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Terms:
    """What an agreement says; a text is one line of visible letters (`typesetting.one_line`).

    It is in force from the first moment of *valid_from* to the last of *valid_until*, in UTC.
    *cleared* is sorted by id.  Raise MalformedError for what is too long, out of order or unseen.
    """

    confidential: str = field(repr=False)
    cleared: tuple[Cleared, ...]
    valid_from: date
    valid_until: date
    notice_days: int
    returned: str = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse what no agreement can say."""
        check_text("what is confidential", self.confidential, MOST_TEXT)
        check_text("what is returned", self.returned, MOST_TEXT)
        if not 1 <= len(self.cleared) <= MOST_CLEARED:
            raise MalformedError(f"1 to {MOST_CLEARED} people are cleared")
        known = [ids.check_id(each.id) for each in self.cleared]
        if known != sorted(set(known)):
            raise MalformedError("who is cleared is sorted by id, and named once")
        for each in self.cleared:
            check_text("the name of who is cleared", each.name, MOST_NAME)
        if not self.valid_from <= self.valid_until <= self.valid_from + LONGEST:
            raise MalformedError(
                "it ends before it begins, or after more than 30 years",
                hint="give both days again",
            )
        if not 0 <= self.notice_days <= MOST_NOTICE:
            raise MalformedError(f"the notice is 0 to {MOST_NOTICE} days")

    @property
    def begins(self) -> datetime:
        """Return the first instant of it."""
        return datetime.combine(self.valid_from, time(), UTC)

    @property
    def ends(self) -> datetime:
        """Return the first instant after it."""
        return datetime.combine(self.valid_until, time(), UTC) + timedelta(days=1)

    @property
    def hash(self) -> str:
        """Return SHA-256 of the canonical form in base64url, as statements name it."""
        return canon.b64u(canon.digest(self.to_json()))

    def to_json(self) -> JSON:
        """Return the form that is hashed and kept; `from_json` is its inverse."""
        return {
            "v": 1,
            "confidential": self.confidential,
            "cleared": [{"id": each.id, "name": each.name} for each in self.cleared],
            "valid_from": self.valid_from.isoformat(),
            "valid_until": self.valid_until.isoformat(),
            "notice_days": self.notice_days,
            "returned": self.returned,
        }

    @classmethod
    def from_json(cls, value: JSONValue) -> Self:
        """Return the terms that *value* is; raise MalformedError for any other form."""
        fields: Any = value
        try:
            found = cls(
                confidential=fields["confidential"],
                cleared=tuple(Cleared(each["id"], each["name"]) for each in fields["cleared"]),
                valid_from=date.fromisoformat(fields["valid_from"]),
                valid_until=date.fromisoformat(fields["valid_until"]),
                notice_days=fields["notice_days"],
                returned=fields["returned"],
            )
        except (KeyError, TypeError, ValueError, OverflowError, AttributeError) as exc:
            raise MalformedError("not the terms of an agreement") from exc
        if canon.to_bytes(found.to_json()) != canon.to_bytes(value):
            raise MalformedError("not the terms of an agreement")
        return found


def check_text(what: str, text: str, most: int, *, least: int = 1) -> None:
    """Raise MalformedError unless *text* is one visible line of at most *most* letters."""
    if not least <= len(text) <= most:
        raise MalformedError(f"{what}: {least} to {most} letters")
    if not is_one_line(text):
        raise MalformedError(f"{what}: letters that are not seen, or more than one line")
