"""Seal a login to named people; check what was sealed without any secret; know who they are.

Formats: docs/spec/sealed-login.md, identity-file.md, directory.md.  The server calls

    check_sealed(data, recipients=2)                       # MalformedError: answer 422
    verify_sealed(signed.statement, data, recipients)      # what the client signed is this
    check_identity_file(data, WrappedBy.PASSKEY)
    genesis = verify_genesis(signed, fingerprint=fingerprint)
    directory = verify_chain(genesis, documents, now=clock.now())

and never holds what opens any of it.  Sealing and opening are here for the sample shop, for
tests and for the recovery tool:

    data = seal(Login(job, login, "Windows", "ida", "…"), [recipient_of(identity)])
    open_sealed(data, identity, job=job, login=login, label="Windows")

What leaves the house in one file, of any size, is sealed and opened by `age_file`:

    with SealedWriter(output, to_recipients([recipient])) as sink: ...
    SealedReader(source, by_identity(identity)).read()
"""

from sealbench.seal.age_file import SealedReader, SealedWriter, Sink
from sealbench.seal.age_keys import (
    Unwrap,
    Wrap,
    by_identity,
    by_passphrase,
    to_passphrase,
    to_recipients,
)
from sealbench.seal.chain import Genesis, Pin, minimal_chain, verify_chain, verify_genesis
from sealbench.seal.directory import Directory, Passkey, Person
from sealbench.seal.identity_file import (
    ClientKeys,
    PersonKeys,
    WrappedBy,
    check_identity_file,
    unwrap_by_passkey,
    unwrap_by_passphrase,
    wrap_by_passkey,
    wrap_by_passphrase,
)
from sealbench.seal.login import Login
from sealbench.seal.passphrase import derive, name_form, new_passphrase, receipt_form
from sealbench.seal.recipient import load_recipient, new_identity, recipient_of
from sealbench.seal.sealed import (
    check_sealed,
    file_hash,
    open_bytes,
    open_sealed,
    recipient_hashes,
    seal,
    seal_bytes,
    verify_sealed,
)

__all__ = [
    "ClientKeys",
    "Directory",
    "Genesis",
    "Login",
    "Passkey",
    "Person",
    "PersonKeys",
    "Pin",
    "SealedReader",
    "SealedWriter",
    "Sink",
    "Unwrap",
    "Wrap",
    "WrappedBy",
    "by_identity",
    "by_passphrase",
    "check_identity_file",
    "check_sealed",
    "derive",
    "file_hash",
    "load_recipient",
    "minimal_chain",
    "name_form",
    "new_identity",
    "new_passphrase",
    "open_bytes",
    "open_sealed",
    "receipt_form",
    "recipient_hashes",
    "recipient_of",
    "seal",
    "seal_bytes",
    "to_passphrase",
    "to_recipients",
    "unwrap_by_passkey",
    "unwrap_by_passphrase",
    "verify_chain",
    "verify_genesis",
    "verify_sealed",
    "wrap_by_passkey",
    "wrap_by_passphrase",
]
