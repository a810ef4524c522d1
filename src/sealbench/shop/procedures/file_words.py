"""The name of a file, in the one form in which it can be kept and unpacked anywhere (law 11)."""

import re

from sealbench.errors import MalformedError
from sealbench.shop.procedures.free_text import plain

NAME = 120
_FORBIDDEN = re.compile(r'[/\\<>:"|?*]')
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])", re.IGNORECASE)


def file_name(text: str) -> str:
    """Return *text* as the name of a file; raise MalformedError for what is none everywhere.

    Paths, letters that cannot be seen, and names that Windows keeps for its devices would do
    harm where the client unpacks what was returned.
    """
    name = plain(text, limit=NAME)
    if _FORBIDDEN.search(name):
        raise MalformedError(
            "a file's name has none of / \\ < > : \" | ? *", hint="give the file another name"
        )
    if not name.strip(". ") or name != name.rstrip(". "):
        raise MalformedError("this is no name of a file", hint="give the file another name")
    if _DEVICES.fullmatch(name.split(".")[0].strip()):
        raise MalformedError(
            "Windows keeps this name for a device", hint="give the file another name"
        )
    return name
