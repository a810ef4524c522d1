"""The page that opens a login: static, with the facts and the release fetched by its script."""

from datetime import UTC, datetime

from django.http import HttpResponse, JsonResponse

from sealbench import canon, clock
from sealbench.canon import JSONValue
from sealbench.errors import ConflictError
from sealbench.ids import LoginId, check_id
from sealbench.shop.bench.nonces import new_nonce
from sealbench.shop.pages.body_fields import anything, number_of, read_body, signed_of
from sealbench.shop.pages.routing import STAFF, Route
from sealbench.shop.pages.static_page import static_page
from sealbench.shop.pages.visitor import ShopRequest, signed_in
from sealbench.shop.procedures.look_at_login import LoginView, look_at_login
from sealbench.shop.procedures.open_login import open_login, opening_nonce
from sealbench.shop.queries import directory, ledger_head, people


def show_facts(request: ShopRequest, number: int, login: str) -> HttpResponse:
    """Return what the page shows before it asks for a purpose, and what it signs with."""
    read_body(request)
    who, asked, bench = signed_in(request), LoginId(check_id(login)), request.bench
    view = bench.run(look_at_login, who=who, number=number, login=asked)
    seconds = int(bench.now().timestamp())
    return JsonResponse(
        {
            **_facts(view),
            "identity": people.identity_files(bench, who.person),
            "genesis": directory.genesis(),
            "nonce": new_nonce(bench.house, opening_nonce(who, asked), seconds=seconds),
        }
    )


def release(request: ShopRequest, number: int, login: str) -> HttpResponse:
    """Open the login and release it with the proof that this was recorded.

    *known* is the size of the ledger that the browser remembers, 0 for none.
    """
    body = read_body(request, signed=anything, known=anything)
    known = number_of(body, "known")
    if known > ledger_head.size():
        raise ConflictError(
            "this browser remembers a longer ledger than there is",
            hint="do not go on, and tell management: the records may have been set back",
        )
    bench = request.bench
    opened, receipts = bench.run_recorded(
        open_login,
        who=signed_in(request),
        number=number,
        login=LoginId(check_id(login)),
        signed=signed_of(body, "signed"),
    )
    proof, content = bench.prove(receipts[-1], known=known), opened.content
    return JsonResponse(
        {
            "file": canon.b64u(opened.file),
            "label": content["label"],
            "sealed": content["statement"],
            "left": opened.left,
            "proof": proof.to_json(),
        }
    )


def _facts(view: LoginView) -> dict[str, JSONValue]:
    expires = datetime.fromtimestamp(view.expires_at, UTC)
    listed: list[JSONValue] = [{"id": person, "name": name} for person, name in view.people.items()]
    return {
        "job": view.job,
        "number": view.number,
        "state": view.state,
        "login": view.login,
        "owner": view.owner,
        "label": view.label,
        "purposes": list(view.purposes),
        "people": listed,
        "openings": view.openings,
        "left": view.left,
        "expires": clock.to_text(expires),
    }


_PLACE = "jobs/<int:number>/logins/<str:login>/"

ROUTES = (
    Route(_PLACE, static_page("open_login.html", worker=True), "open_login", "A1", STAFF),
    Route(f"{_PLACE}facts", show_facts, "open_login_facts", "A5", STAFF, ("POST",)),
    Route(f"{_PLACE}open", release, "release_login", "A1", STAFF, ("POST",)),
)
