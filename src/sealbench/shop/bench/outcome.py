"""What a procedure hands back: a value, or a refusal that was recorded."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from sealbench.policy import Refused

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Granted(Generic[T]):
    """The rules allow it, and this is what it brings."""

    value: T


Outcome = Granted[T] | Refused
