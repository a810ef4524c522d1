"""The ledger for everybody: checkpoint, tiles and genesis, as C2SP's tlog-tiles has them.

Nothing here names anybody: a leaf is two hashes.
"""

from django.http import HttpResponse, JsonResponse

from sealbench import canon, ledger
from sealbench.canon import JSONValue
from sealbench.errors import AbsentError, MalformedError, VerificationError
from sealbench.shop.bench import proofs, token_hash
from sealbench.shop.pages.body_fields import read_body, text_of
from sealbench.shop.pages.doors import admit
from sealbench.shop.pages.routing import ANYONE, Route
from sealbench.shop.pages.visitor import ShopRequest
from sealbench.shop.procedures.report_checkpoint import report_checkpoint, turn_away
from sealbench.shop.queries import directory, ledger_head
from sealbench.statement import formats as f

_TILE = "application/octet-stream"
_NOTE = "text/plain; charset=utf-8"
_FOR_EVER = "public, max-age=31536000, immutable"
_SHORT = "public, max-age=60"
_DIGITS = 16
LARGEST = 10_000  # characters of a note that a browser kept: the same number as there


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


def report(request: ShopRequest) -> HttpResponse:
    """Take the checkpoint that a browser kept, and say whether this ledger goes on from it."""
    note = text_of(read_body(request, note=f.text), "note")
    if len(note) > LARGEST:
        raise MalformedError("the note is too long")
    bench = request.bench
    try:
        seen = ledger.verify_checkpoint(note, bench.signer.key)
    except (MalformedError, VerificationError):
        admit(request, "")
        bench.run(turn_away)
        raise
    # By what is signed: lines that others add to a note make no other note of it.
    admit(request, token_hash(seen.to_text()))
    return JsonResponse({"continued": report_checkpoint(bench, note)})


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
    Route("ledger/seen", report, "report_checkpoint", "B1", ANYONE, ("POST",)),
)
