"""The key by which the shop seals documents: made once, replaced at the machine."""

from sealbench.agreement import SigningKey, new_signing_key
from sealbench.errors import UnavailableError
from sealbench.keyring import HOUSE
from sealbench.shop.bench import Work
from sealbench.shop.bench.document_keys import DocumentKeys, put_key, read_keys
from sealbench.shop.records.models import Home


def document_keys(work: Work) -> DocumentKeys:
    """Return the shop's keys for documents; raise UnavailableError before the first was needed."""
    keys = read_keys(work.read(Home.objects.get(pk=1)))
    if keys is None:
        raise UnavailableError("the shop has no certificate for documents yet")
    return keys


def document_key(work: Work) -> SigningKey:
    """Return the key of today; raise UnavailableError before the first was needed."""
    return document_keys(work).now


def ensure_document_key(work: Work) -> SigningKey:
    """Return the shop's key for documents, made now where there is none."""
    row = Home.objects.select_for_update().get(pk=1)
    keys = read_keys(work.read(row))
    return keys.now if keys else put_document_key(work, row, None)


def put_document_key(work: Work, row: Home, key: SigningKey | None) -> SigningKey:
    """Make *key* the key of today, one that is made now where it is None; the one before stays."""
    content = work.read(row)
    put = key or new_signing_key(str(content["name"]), now=work.now)
    fresh = put_key(content, put, brought=key is not None, at=work.seconds)
    work.write(row, HOUSE, fresh)
    row.save(update_fields=["version", "sealed"])
    return put
