"""The sample shop's people, who are the tests' people too: real keys without a browser."""

from sealbench.shop.commands.sample.person import Entry, SoftwarePerson

__all__ = ["Entry", "SoftwarePerson"]
