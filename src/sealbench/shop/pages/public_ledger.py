"""The ledger for everybody: checkpoint, tiles and genesis, as C2SP's tlog-tiles has them.

Nothing here names anybody: a leaf is two hashes.
"""

from django.http import HttpResponse, JsonResponse

from sealbench import canon, ledger
from sealbench.canon import JSONValue
from sealbench.errors import AbsentError, MalformedError
from sealbench.shop.bench import proofs
from sealbench.shop.pages.routing import ANYONE, Route
from sealbench.shop.pages.visitor import ShopRequest
from sealbench.shop.queries import directory, ledger_head

_TILE = "application/octet-stream"
_NOTE = "text/plain; charset=utf-8"
_FOR_EVER = "public, max-age=31536000, immutable"
_SHORT = "public, max-age=60"
_DIGITS = 16


def show_checkpoint(request: ShopRequest) -> HttpResponse:
    """Return the newest checkpoint that is public, a signed note."""
    response = HttpResponse(_read(request, ledger.CHECKPOINT), content_type=_NOTE)
    response.headers["Cache-Control"] = "no-cache"
    return response


def show_tile(request: ShopRequest, path: str) -> HttpResponse:
    """Return the tile or entry bundle at *path*; a full one never changes."""
    response = HttpResponse(_read(request, f"tile/{path}"), content_type=_TILE)
    response.headers["Cache-Control"] = _SHORT if ".p/" in path else _FOR_EVER
    return response


def show_genesis(_request: ShopRequest) -> HttpResponse:
    """Return the signed statement from which all trust in this ledger starts."""
    response = JsonResponse({"genesis": directory.genesis()})
    response.headers["Cache-Control"] = _SHORT
    return response


def show_consistency(request: ShopRequest) -> HttpResponse:
    """Return the public checkpoint, and the proof that it and the size *old* are one ledger."""
    note = _read(request, ledger.CHECKPOINT)
    public = ledger.verify_checkpoint(note.decode(), request.bench.signer.key).size
    old = _size(request.GET.get("old", ""))
    path = proofs.prove_consistency(min(old, public), max(old, public))
    hashes: list[JSONValue] = [canon.b64u(node) for node in path]
    return JsonResponse({"checkpoint": note.decode(), "old": old, "consistency": hashes})


def _read(request: ShopRequest, path: str) -> bytes:
    """Return the published file at *path*; a path that no log has looks like an absent one."""
    store = ledger.DirectoryTileStore(request.bench.config.tiles)
    data = store.read(path) if ledger.is_log_path(path) else None
    if data is None:
        raise AbsentError("nothing is published there")
    return data


def _size(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > _DIGITS:
        raise MalformedError("not a size")
    if int(text) > ledger_head.size():
        raise MalformedError("the ledger was never that long")
    return int(text)


ROUTES = (
    Route("ledger/checkpoint", show_checkpoint, "ledger_checkpoint", "B1", ANYONE),
    Route("ledger/tile/<path:path>", show_tile, "ledger_tile", "B1", ANYONE),
    Route("ledger/genesis", show_genesis, "ledger_genesis", "B1", ANYONE),
    Route("ledger/consistency", show_consistency, "ledger_consistency", "B1", ANYONE),
)
