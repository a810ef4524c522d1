"""Typed identifiers: 120 random bits as 24 letters of base32, never a bare string.

They carry no meaning and no order, so that an id in a log, a URL or a label tells
nothing about the client it stands for.
"""

import base64
import re
import secrets
from typing import NewType

from sealbench.errors import MalformedError

HomeId = NewType("HomeId", str)
PersonId = NewType("PersonId", str)
ClientId = NewType("ClientId", str)
DeviceId = NewType("DeviceId", str)
ServiceId = NewType("ServiceId", str)
JobId = NewType("JobId", str)
LoginId = NewType("LoginId", str)
FileId = NewType("FileId", str)
KeepId = NewType("KeepId", str)

_BYTES = 15
_FORM = re.compile(r"[a-z2-7]{24}")


def new_id() -> str:
    """Return a fresh identifier."""
    return base64.b32encode(secrets.token_bytes(_BYTES)).decode().lower()


def check_id(text: object) -> str:
    """Return *text* if it has the form of an identifier, else raise MalformedError."""
    if not isinstance(text, str) or not _FORM.fullmatch(text):
        raise MalformedError("not an identifier")
    return text
