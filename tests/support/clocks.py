"""Clocks that a test moves: one stands still, the other runs."""

from datetime import UTC, datetime, timedelta

from sealbench.clock import SystemClock

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


class StoppedClock:
    """A clock that a test sets."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def pass_by(self, **span: int) -> None:
        self.at += timedelta(**span)


class MovedClock(SystemClock):
    """The machine's clock, moved: it runs on from wherever a test puts it."""

    def __init__(self, **behind: int) -> None:
        self.behind = timedelta(**behind)

    def now(self) -> datetime:
        return super().now() - self.behind

    def pass_by(self, **span: int) -> None:
        self.behind -= timedelta(**span)

    def catch_up(self) -> None:
        """Let it show what browsers take for the time."""
        self.behind = timedelta()
