"""A client's link after the end: it leads to the certificate, and nobody else is led by it (C2).

For whom a certificate is, is sealed under a key that the link's token yields; the shop keeps a
hash of the hash of the token, and cannot open it without the link.
"""

from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sealbench import canon
from sealbench.keyring import Key
from sealbench.policy import LinkState
from sealbench.shop.bench import Work, token_hash
from sealbench.shop.bench.tokens import ended_id
from sealbench.shop.procedures.case_file import CaseFile
from sealbench.shop.procedures.client_words import read_client
from sealbench.shop.procedures.link_file import link_state
from sealbench.shop.records.models import EndedLink, Job, Link

_KEY = b"sealbench/ended-link/key/v1"
_LIVE = {LinkState.UNCLAIMED, LinkState.CLAIMED}


def keep_links(work: Work, file: CaseFile) -> None:
    """Let every valid link of the client lead to the case, once the rest of it is gone."""
    content: dict[str, canon.JSONValue] = {
        "name": read_client(work, file.file.row.client).name,
        "jobs": list(
            Job.objects.filter(client=file.client)
            .order_by("number")
            .values_list("number", flat=True)
        ),
    }
    links = Link.objects.select_related("key").filter(job__client=file.client, counter=False)
    for link in links:
        if link_state(link, now=work.seconds) in _LIVE:
            EndedLink.objects.create(
                pk=ended_id(link.pk), case=file.row, sealed=_seal(link.pk, content)
            )


def find_ended(token: str) -> EndedLink | None:
    """Return the ended link with *token*, if there is one."""
    return EndedLink.objects.select_related("case").filter(pk=ended_id(token_hash(token))).first()


def open_ended(row: EndedLink, token: str) -> dict[str, Any]:
    """Return for whom the certificate is; raise VerificationError for another token."""
    hashed = token_hash(token)
    plain = _key(hashed).open(bytes(row.sealed), aad=ended_id(hashed).encode())
    return canon.parse(plain)


def _seal(hashed: str, content: dict[str, canon.JSONValue]) -> bytes:
    return _key(hashed).seal(canon.to_bytes(content), aad=ended_id(hashed).encode())


def _key(hashed: str) -> Key:
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=_KEY)
    return Key(kdf.derive(hashed.encode()))
