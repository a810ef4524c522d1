"""A sample shop for `sealbench serve --demo`: real procedures, real keys, invented people."""

from sealbench.shop.commands.sample.story import fill

__all__ = ["fill"]
