"""Having a file read by a process of its own, and hearing how far it is (law 11).

    for said in read_file(Kind.PDF, data):
        ...                                   # Step(3, 12), …, and at last a Reading

Whatever keeps the process from answering - a crash, its limits, the time - is an UnreadError:
what was not read is not kept.
"""

from collections.abc import Generator, Iterator
from typing import Any

from sealbench import canon, confined
from sealbench.errors import MalformedError
from sealbench.reading.kinds import HEAD, Kind, kind_of
from sealbench.reading.report import Reading, Step, found_of, raise_unread
from sealbench.reading.unread import MOST_BYTES, Unread, UnreadError
from sealbench.screen import NO_HOUSE_WORDS, HouseWords

PATIENCE = 180.0  # seconds; the process also has a limit of its own on what it computes
_ARGUMENTS = ("-I", "-m", "sealbench.reading.process")
_MOST_LINES = 5_000
_MOST_ANSWER = 4 * MOST_BYTES


def read_file(
    kind: Kind, data: bytes, *, house: HouseWords = NO_HOUSE_WORDS
) -> Iterator[Step | Reading]:
    """Yield how far the reading of *data* is, and last what was found; raise UnreadError.

    It is screened under *house*.

    It may take a minute, and as much memory as `process` allows: who calls it for strangers
    lets few run at a time.  UnavailableError: no process could be started.
    """
    if len(data) > MOST_BYTES:
        raise UnreadError(Unread.BYTES)
    for letters in ("plain", "letters") if kind is not Kind.PICTURE else ("letters",):
        done = yield from _read(kind, data, letters, house)
        if done:
            return


def _read(
    kind: Kind, data: bytes, letters: str, house: HouseWords
) -> Generator[Step | Reading, None, bool]:
    """Have *data* read once; return whether that was all, or the models for letters are needed."""
    command = (*_ARGUMENTS, kind.value, letters)
    given = canon.to_bytes(house.to_json()) + b"\n" + data  # not as arguments, which others see
    with confined.run(command, given, seconds=PATIENCE) as lines:
        for _, line in zip(range(_MOST_LINES), lines, strict=False):
            said = _heard(line)
            raise_unread(said)
            if "again" in said:
                return False
            if "step" not in said:
                yield _reading(kind, data, said, lines)
                return True
            yield Step(*said["step"])
    raise UnreadError(Unread.SLOW)


def _heard(line: bytes) -> dict[str, Any]:
    try:
        return canon.from_bytes(line.rstrip(b"\n"))
    except MalformedError:  # it was ended in the middle of a word
        raise UnreadError(Unread.SLOW) from None


def _reading(kind: Kind, data: bytes, said: dict[str, Any], rest: Iterator[bytes]) -> Reading:
    found = tuple(found_of(each) for each in said["found"])
    made = bytearray()
    for piece in rest:
        made += piece
        if len(made) > _MOST_ANSWER:
            raise UnreadError(Unread.UNPACKED)
    if said.get("made") != len(made):  # it was ended while it gave them
        raise UnreadError(Unread.SLOW)
    if not made and kind is not Kind.PICTURE:
        return Reading(found, data)
    if kind_of(bytes(made[:HEAD])) is not kind:
        raise UnreadError(Unread.SLOW)
    return Reading(found, bytes(made))
