"""The key by which the shop seals documents: made once, kept in the house's own sealed row."""

from sealbench import canon
from sealbench.agreement import SigningKey, new_signing_key
from sealbench.errors import UnavailableError
from sealbench.keyring import HOUSE
from sealbench.shop.bench import Work
from sealbench.shop.records.models import Home

_NAME = "document_key"


def document_key(work: Work) -> SigningKey:
    """Return the shop's key for documents; raise UnavailableError before the first was needed."""
    kept = work.read(Home.objects.get(pk=1)).get(_NAME)
    if not isinstance(kept, str):
        raise UnavailableError("the shop has no key for documents yet")
    return SigningKey.from_bytes(canon.unb64u(kept))


def ensure_document_key(work: Work) -> SigningKey:
    """Return the shop's key for documents, made now where there is none."""
    row = Home.objects.select_for_update().get(pk=1)
    content = work.read(row)
    kept = content.get(_NAME)
    if isinstance(kept, str):
        return SigningKey.from_bytes(canon.unb64u(kept))
    key = new_signing_key(str(content["name"]), now=work.now)
    work.write(row, HOUSE, {**content, _NAME: canon.b64u(key.to_bytes())})
    row.save(update_fields=["version", "sealed"])
    return key
