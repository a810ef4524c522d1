"""Whether what a stranger names is known here, asked before the writer is.

The answers are hashes under which rows are kept, or "" for what no row has: an unknown token
and an expired one still look alike to whoever asks (law 8).
"""

from sealbench.shop.bench import token_hash
from sealbench.shop.bench.tokens import ended_id
from sealbench.shop.records.models import ClientKey, EndedLink, Invitation, Link


def link(token: str) -> str:
    """Return the hash of a client's link that was ever given out."""
    pk = token_hash(token)
    return pk if Link.objects.filter(pk=pk, counter=False).exists() else ""


def ended_link(token: str) -> str:
    """Return the id of a link whose client's record is destroyed."""
    pk = ended_id(token_hash(token))
    return pk if EndedLink.objects.filter(pk=pk).exists() else ""


def counter_pass(token: str) -> str:
    """Return the hash of a pass for the shop's tablet."""
    pk = token_hash(token)
    return pk if Link.objects.filter(pk=pk, counter=True).exists() else ""


def client_key(key: str) -> str:
    """Return the hash of a client's signing key (base64url)."""
    pk = token_hash(key)
    return pk if ClientKey.objects.filter(pk=pk).exists() else ""


def invitation(token: str) -> str:
    """Return the hash of an invitation to the shop."""
    pk = token_hash(token)
    return pk if Invitation.objects.filter(pk=pk).exists() else ""
