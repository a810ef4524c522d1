"""Names in the package: a file's own name made harmless on every system, and unique.

What people named may try to leave the folder, to hide its kind, to be a device, or to be
started by a file manager that only looks at it.  The name as it was stays in the index.
"""

import re
import unicodedata
from collections.abc import Iterator

LONGEST = 100  # letters
_MOST_BYTES = 180  # of UTF-8: file systems end at 255
_LONGEST_SUFFIX = 12
_PLAIN = frozenset(" ._-+()")
_KINDS = frozenset("LMN")  # letters, marks, numbers
# Letters and marks without a shape: two names that look alike are two traps.
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\u180b\u180c\u180d\u180f")
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_DEVICES = re.compile(
    r"(?:con|prn|aux|nul|conin|conout|com[0-9]|lpt[0-9])(?:[ .]|$)", re.IGNORECASE
)
_UNNAMED = "file"
# What a system runs at a double click, or what a file manager follows by itself.
_ACTIVE = frozenset(
    word
    for line in (
        "app appinstaller appref-ms bat chm cmd com command cpl desktop diagcab dll exe fileloc",
        "gadget hta inetloc inf ini iqy iso jar jnlp js jse lib library-ms lnk msc msi msix msp",
        "pif pkg ps1 psm1 py pyw pyz reg scf scr sct search-ms searchconnector-ms",
        "settingcontent-ms sh shb slk terminal theme themepack tool url vb vbe vbs vhd vhdx",
        "webloc website workflow ws wsf wsh xll",
    )
    for word in line.split()
)
_PASSIVE = ".data"


def harmless(name: str) -> str:
    """Return a name like *name* that is an ordinary file in its folder on every system.

    It keeps letters and numbers of all scripts; for the same *name* it is the same, and what
    is harmless stays as it is.
    """
    found = _tamed(name)
    # Where a long name was cut, another suffix may stand at its end now.
    while (again := _tamed(found)) != found:
        found = again
    return found


class Folder:
    """Hand out names in one folder, each once, also where case and accents are one."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._next: dict[str, int] = {}

    def take(self, name: str) -> str:
        """Return the harmless form of *name*, with a number where it is taken already."""
        plain = harmless(name)
        found, key = plain, _key(plain)
        while _key(found) in self._taken:
            number = self._next.get(key, 2)
            self._next[key] = number + 1
            suffix = _suffix(plain)
            found = _fitted(plain.removesuffix(suffix), f" ({number}){suffix}")
        self._taken.add(_key(found))
        return found


def _tamed(name: str) -> str:
    text = _trimmed("".join(_letters(unicodedata.normalize("NFKC", name)))) or _UNNAMED
    if _DEVICES.match(text):
        text = f"_{text}"
    suffix = _suffix(text)
    passive = _PASSIVE if suffix[1:].lower() in _ACTIVE else ""
    return _fitted(text.removesuffix(suffix), suffix + passive)


def _letters(text: str) -> Iterator[str]:
    for letter in _SELECTORS.sub("", text):
        if letter in _UNSEEN:
            continue
        known = letter in _PLAIN or unicodedata.category(letter)[0] in _KINDS
        yield letter if known else "_"


def _trimmed(text: str) -> str:
    return re.sub(" +", " ", text).lstrip(" .-").rstrip(" .")


def _fitted(stem: str, tail: str) -> str:
    """Return *stem*, as much of it as there is room for, with *tail*."""
    stem = stem[: LONGEST - len(tail)]
    while len((stem + tail).encode()) > _MOST_BYTES:
        stem = stem[:-1]
    return _trimmed(stem + tail)


def _suffix(text: str) -> str:
    """Return the last suffix with its dot, empty where what follows the dot is none."""
    _, dot, suffix = text.rpartition(".")
    is_one = len(suffix) <= _LONGEST_SUFFIX and suffix.isascii() and suffix
    return dot + suffix if dot and (is_one or suffix.lower() in _ACTIVE) else ""


def _key(name: str) -> str:
    return unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
