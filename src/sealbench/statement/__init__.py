"""Say what somebody did, in one canonical form, signed by keys that stay in their browser.

The format is docs/spec/statement.md; the table of contexts is `contexts`.

    statement = Statement.compose(Context.VISIT, at=clock.to_text(now), site=site, home=home,
                                  key=canon.b64u(key), nonce=nonce, own=own)
    signed = sign(statement, {Role.CLIENT: private_key})
    received = SignedStatement.from_json(canon.parse(body))      # MalformedError
    verify_signed(received, site=site)                           # VerificationError
    verify_signed(opening, {Role.OPENING: key}, passkeys={credential: spki}, site=site)

Parsing checks the whole shape: fields, formats, and exactly the signatures that the
context demands.  Verifying then needs only keys.
"""

from sealbench.statement.assertion import Assertion, verify_assertion
from sealbench.statement.contexts import Context, Role
from sealbench.statement.formats import host_of
from sealbench.statement.signed import (
    Signature,
    SignedStatement,
    sign,
    verify_signatures,
    verify_signed,
)
from sealbench.statement.value import Statement

__all__ = [
    "Assertion",
    "Context",
    "Role",
    "Signature",
    "SignedStatement",
    "Statement",
    "host_of",
    "sign",
    "verify_assertion",
    "verify_signatures",
    "verify_signed",
]
