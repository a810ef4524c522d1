"""Signed directories, parsed once: the same bytes come with every request for the chain."""

from functools import lru_cache

from sealbench.statement import SignedStatement


@lru_cache(maxsize=512)
def parse_issue(data: bytes) -> SignedStatement:
    """Return the signed directory that *data* encodes canonically; raise MalformedError."""
    return SignedStatement.from_bytes(data)
