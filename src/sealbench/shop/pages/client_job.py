"""The page of a client's job: what it shows, and what the client does there."""

from collections.abc import Sequence

from django.http import HttpResponse, JsonResponse

from sealbench import canon
from sealbench.canon import JSONValue
from sealbench.errors import ConflictError
from sealbench.shop.bench import proofs
from sealbench.shop.pages import cookies
from sealbench.shop.pages.body_fields import (
    anything,
    bytes_of,
    number_of,
    read_body,
    signed_of,
    signed_or_none,
    text_of,
)
from sealbench.shop.pages.routing import CLIENT, Route
from sealbench.shop.pages.visitor import ShopRequest
from sealbench.shop.procedures.acknowledge_job import acknowledge_job
from sealbench.shop.procedures.decline_login import decline_login
from sealbench.shop.procedures.look_at_client_page import (
    ClientPage,
    Journal,
    OpenedEvent,
    look_at_client_page,
)
from sealbench.shop.procedures.object_to_paper import object_to_paper
from sealbench.shop.procedures.remove_login import remove_login
from sealbench.shop.procedures.request_presence import request_presence
from sealbench.shop.procedures.seal_login import seal_login
from sealbench.shop.procedures.upload import Upload
from sealbench.shop.queries import client_page, directory, house, ledger_head
from sealbench.statement import formats as f


def show(request: ShopRequest) -> HttpResponse:
    """Return all that the page shows, or only that nothing has changed.

    *mark* is that of the page which the browser has; *known*, *public* and *directory* are
    the sizes of the ledger and the number of the directory that it remembers (0: none).
    """
    body = read_body(request, mark=f.text, known=anything, public=anything, directory=anything)
    visit = request.visit.client
    if visit is None:
        raise AssertionError("the guard lets clients in only")
    known, public = number_of(body, "known"), number_of(body, "public")
    if known > ledger_head.size():
        raise ConflictError(
            "this browser remembers a longer ledger than there is",
            hint="do not go on, and tell the shop: its records may have been set back",
        )
    mark = client_page.page_mark(request.bench, visit)
    if text_of(body, "mark") == mark:
        return JsonResponse({"mark": mark})
    page = request.bench.run(look_at_client_page, who=visit)
    shop = house.shop(request.bench)
    return JsonResponse(
        {
            "mark": mark,
            "shop": {
                "name": shop.name,
                "address": shop.address,
                "phone": shop.phone,
                "logo": shop.logo,
            },
            "home": request.bench.house.id,
            **_page(page),
            "ledger": _ledger(page.size, known=known, public=public),
            "directory": directory.chain(request.bench, seen=number_of(body, "directory")),
        }
    )


def seal(request: ShopRequest) -> HttpResponse:
    """Take in a login that the client's browser sealed."""
    body = read_body(request, statement=anything, ciphertext=f.text, label=f.text)
    upload = Upload(signed_of(body), bytes_of(body, "ciphertext"), text_of(body, "label"))
    request.bench.run(seal_login, who=request.visit.client, upload=upload)
    return JsonResponse({})


def remove(request: ShopRequest) -> HttpResponse:
    """Destroy a login because the client wants it gone."""
    body = read_body(request, login=f.identifier, statement=anything)
    request.bench.run(
        remove_login,
        who=request.visit.client,
        login=text_of(body, "login"),
        signed=signed_or_none(body),
    )
    return JsonResponse({})


def decline(request: ShopRequest) -> HttpResponse:
    """Note that the client gives no login."""
    body = read_body(request, reason=f.text, statement=anything)
    request.bench.run(
        decline_login,
        who=request.visit.client,
        reason=text_of(body, "reason"),
        signed=signed_or_none(body),
    )
    return JsonResponse({})


def ask_presence(request: ShopRequest) -> HttpResponse:
    """Note that the client wants to be present."""
    body = read_body(request, statement=anything)
    request.bench.run(request_presence, who=request.visit.client, signed=signed_or_none(body))
    return JsonResponse({})


def acknowledge(request: ShopRequest) -> HttpResponse:
    """Take in what the client acknowledged and signed."""
    body = read_body(request, statement=anything)
    request.bench.run(acknowledge_job, who=request.visit.client, signed=signed_of(body))
    return JsonResponse({})


def object_paper(request: ShopRequest) -> HttpResponse:
    """Void an acknowledgement on paper, because the client did not sign it."""
    body = read_body(request, statement=anything)
    request.bench.run(object_to_paper, who=request.visit.client, signed=signed_or_none(body))
    return JsonResponse({})


def leave(request: ShopRequest) -> HttpResponse:
    """Forget the session in this browser; the key stays what it is."""
    read_body(request)
    response = JsonResponse({})
    cookies.drop(request.bench.config, response, cookies.CLIENT)
    return response


def _page(page: ClientPage) -> dict[str, object]:
    return {
        "job": page.job,
        "device": page.device,
        "client": page.client,
        "assigned": list(page.assigned),
        "logins": list(page.logins),
        "files": list(page.files),
        "keeps": list(page.keeps),
        "risks": list(page.risks),
        "requests": list(page.requests),
        "acknowledgement": page.acknowledgement,
        "ending": page.ending,
        "agreement": page.agreement,
        "ended": list(page.ended),
        **_journal(page.journal, page.size),
        "record": _journal(page.record, page.size),
    }


def _journal(journal: Journal, size: int) -> dict[str, object]:
    events = journal.events
    paths = proofs.inclusion_paths([event.index for event in events], size)
    return {
        "secret": canon.b64u(journal.secret),
        "events": [_event(each, path) for each, path in zip(events, paths, strict=True)],
    }


def _event(event: OpenedEvent, path: Sequence[bytes]) -> dict[str, object]:
    return {
        "index": event.index,
        "counter": event.counter,
        "leaf": event.leaf.decode(),
        "r": canon.b64u(event.r),
        "payload": event.payload.decode(),
        "path": _texts(path),
    }


def _ledger(size: int, *, known: int, public: int) -> dict[str, object]:
    """Return the head, and proofs that it continues what the browser knows (base64url)."""
    return {
        "note": proofs.note_of(size),
        "known": _texts(proofs.prove_consistency(known, size)),
        "public": _texts(proofs.prove_consistency(public, size)),
    }


def _texts(hashes: Sequence[bytes]) -> list[JSONValue]:
    return [canon.b64u(each) for each in hashes]


ROUTES = (
    Route("c/job", show, "client_job", "A5", CLIENT, ("POST",)),
    Route("c/seal", seal, "seal_login", "A1", CLIENT, ("POST",)),
    Route("c/remove", remove, "remove_login", "A3", CLIENT, ("POST",)),
    Route("c/decline", decline, "decline_login", "A4", CLIENT, ("POST",)),
    Route("c/presence", ask_presence, "request_presence", "A1", CLIENT, ("POST",)),
    Route("c/acknowledge", acknowledge, "acknowledge_job", "D1", CLIENT, ("POST",)),
    Route("c/paper/object", object_paper, "object_to_paper", "D1", CLIENT, ("POST",)),
    Route("c/leave", leave, "client_leave", "A5", CLIENT, ("POST",)),
)
