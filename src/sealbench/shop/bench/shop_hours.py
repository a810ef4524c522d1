"""The shop's clock: its time zone, and the hours in which it works on each day of the week."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, available_timezones

from sealbench import canon
from sealbench.errors import MalformedError
from sealbench.policy import Moment, Weekday
from sealbench.policy.house_rules import DAY

NO_ZONE = "UTC"

Span = tuple[int, int]
"""From one minute of the day to another, which is left out."""


@dataclass(frozen=True, slots=True)
class ShopHours:
    """When the shop works; without any *days* it always does, and a day without hours is free."""

    zone: str = NO_ZONE
    days: Mapping[str, Span] = field(default_factory=dict)

    @classmethod
    def from_content(cls, content: Mapping[str, canon.JSONValue]) -> "ShopHours":
        """Return the hours in the sealed content of the home; one from before has none."""
        days: dict[str, Span] = {}
        kept = content.get("hours")
        for day, span in (kept if isinstance(kept, Mapping) else {}).items():
            if not isinstance(span, list):
                raise MalformedError("not the hours of a shop")
            start, end = (int(str(each)) for each in span)
            days[str(day)] = (start, end)
        return cls(str(content.get("zone", NO_ZONE)), days).checked()

    def content(self) -> dict[str, canon.JSONValue]:
        """Return what the home seals."""
        return {"zone": self.zone, "hours": {day: list(span) for day, span in self.days.items()}}

    def checked(self) -> "ShopHours":
        """Return the hours; raise MalformedError for a zone or a day that is none."""
        _zone(self.zone)
        if not set(self.days) <= set(Weekday):
            raise MalformedError("not a day of the week")
        if not all(0 <= start < end <= DAY for start, end in self.days.values()):
            raise MalformedError("a day's hours begin before they end")
        return self

    def moment(self, now: datetime) -> Moment:
        """Return weekday and minute at *now* by the shop's clock."""
        here = now.astimezone(_zone(self.zone))
        return Moment(tuple(Weekday)[here.weekday()].value, here.hour * 60 + here.minute)

    def working(self, moment: Moment) -> bool:
        """Tell whether the shop works at *moment*."""
        if not self.days:
            return True
        start, end = self.days.get(moment.weekday, (0, 0))
        return start <= moment.minute < end

    def local(self, seconds: int) -> datetime:
        """Return the instant *seconds* as the shop's clock shows it."""
        return datetime.fromtimestamp(seconds, UTC).astimezone(_zone(self.zone))

    def seconds(self, local: datetime) -> int:
        """Return the instant that the shop's clock shows as *local*, which names no zone.

        An hour that the clock shows twice is the first of the two.
        """
        return int(local.replace(tzinfo=_zone(self.zone)).timestamp())


def zones() -> list[str]:
    """Return the names of all time zones that this machine knows."""
    return sorted({NO_ZONE, *available_timezones()})


def _zone(name: str) -> tzinfo:
    if name == NO_ZONE:
        return UTC  # known on a machine without the tables, too
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError) as exc:
        raise MalformedError("this machine knows no such time zone", hint=NO_ZONE) from exc
