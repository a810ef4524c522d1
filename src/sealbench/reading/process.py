"""The process that reads a stranger's file: lines of JSON out.

On its standard input come the house words, a line of JSON, and after it the file.

It limits itself, loads its readers, shuts itself in, and only then looks at the first byte.
The last line says what was found, or why nothing could be read, and how many bytes come after it:
those that may be kept, where they are not the file's own (a picture was made anew).
"""

import sys
from typing import Any

from sealbench import canon, confined
from sealbench.reading import documents
from sealbench.reading.kinds import Kind
from sealbench.reading.report import Step
from sealbench.reading.unread import MOST_BYTES, Unread, UnreadError
from sealbench.screen import HouseWords

_MEMORY = 2_048 * 1024 * 1024  # the models and OpenCV take 1.2 GiB of addresses, 0.5 of memory
_MOST_WORDS = 100_000  # bytes of house words, of which there are few
_SECONDS = 90  # of CPU: twenty pages with pictures take a third of it


def main() -> None:
    """Read, screen, answer; whatever goes wrong is an answer as well."""
    confined.confine(memory=_MEMORY, seconds=_SECONDS)
    kept = b""
    try:
        answer, kept = _read(Kind(sys.argv[1]), letters=sys.argv[2] == "letters")
    except documents.LettersError:
        answer = {"again": True}
    except UnreadError as exc:
        answer = {"unread": exc.unread.value}
    except ImportError:
        answer = {"unread": Unread.NO_READER.value}
    except (MemoryError, RecursionError):
        answer = {"unread": Unread.SLOW.value}
    except Exception:  # noqa: BLE001 - a parser of foreign bytes stumbles in ways without number
        answer = {"unread": Unread.DAMAGED.value}
    _say(answer)
    sys.stdout.buffer.write(kept)
    sys.stdout.buffer.flush()
    confined.end()


def _read(kind: Kind, *, letters: bool) -> tuple[dict[str, Any], bytes]:
    readers = documents.load(kind, letters=letters)
    words, _, data = confined.take(_MOST_WORDS + MOST_BYTES).partition(b"\n")
    if len(data) > MOST_BYTES:
        raise UnreadError(Unread.BYTES)
    readers.screened.house = HouseWords.from_json(canon.parse(words))
    kept = documents.read(readers, kind, data, _tell)
    made = b"" if kept is data else kept
    found = [each.to_json() for each in readers.screened.found]
    return {"found": found, "made": len(made)}, made


def _tell(step: Step) -> None:
    _say({"step": [step.done, step.of]})
    sys.stdout.buffer.flush()


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.buffer.write(canon.to_bytes(answer) + b"\n")


if __name__ == "__main__":
    main()
