"""The return package: everything that a shop can read of a client, in one age file (C2).

Format: docs/spec/package.md.  Pure: who returns it gathers the content, says to whom, and
stores or hands over what was written.  Memory stays bounded whatever the size:

    slip = write_package(content, output, to_recipients([client_recipient]))
    slip = write_package(content, output, to_passphrase(passphrase))   # in person only
    check_package(source, by_identity(identity))                       # VerificationError

`check_archive` is the same for a package that was opened already, by `sealbench verify`.
"""

from sealbench.package.checking import check_archive, check_package, is_package
from sealbench.package.value import Checked, Content, PackageFile, Slip
from sealbench.package.writing import write_package

__all__ = [
    "Checked",
    "Content",
    "PackageFile",
    "Slip",
    "check_archive",
    "check_package",
    "is_package",
    "write_package",
]
