"""Check a return package against the manifest inside it."""

from typing import BinaryIO

from sealbench.package.value import Checked
from sealbench.seal.age_keys import Unwrap


def check_package(source: BinaryIO, unwrap: Unwrap) -> Checked:
    """Open the package *source* and compare each entry with the manifest in it.

    Raise MalformedError for another form, VerificationError for another key and for anything
    that is missing, added or altered.
    """
    raise NotImplementedError
