"""Write the return package."""

from typing import BinaryIO

from sealbench.package.value import Content, Slip
from sealbench.seal.age_keys import Wrap


def write_package(content: Content, output: BinaryIO, wrap: Wrap) -> Slip:
    """Write *content* to *output* as one zip in one age file for whom *wrap* names.

    Return what the slip says.  Raise VerificationError if a file gives more or fewer bytes
    than it says: what was written until then is no whole file, and nobody can open it.
    """
    raise NotImplementedError
