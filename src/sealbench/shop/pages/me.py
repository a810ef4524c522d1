"""One's own page: fingerprint, passkeys, and adding one."""

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from sealbench import canon
from sealbench.shop.bench.nonces import new_nonce
from sealbench.shop.bench.visits import Staff
from sealbench.shop.pages.bodies import fields
from sealbench.shop.pages.routing import STAFF, Route
from sealbench.shop.pages.static_page import static_page
from sealbench.shop.pages.visitor import ShopRequest
from sealbench.shop.procedures import add_passkey as procedure
from sealbench.shop.procedures import remove_passkey as procedure_remove
from sealbench.shop.procedures.passkey_proof import NewPasskey, refuse_results
from sealbench.shop.queries import directory, house, people
from sealbench.statement import Context, SignedStatement


def show_me(request: ShopRequest) -> HttpResponse:
    """Show a person their own keys, and whether the directory lists them."""
    staff = _staff(request)
    shown = {
        "me": people.person(request.bench, staff.person),
        "passkeys": people.passkeys(request.bench, staff.person),
        "fingerprint": directory.printed_fingerprint(),
    }
    return render(request, "me.html", shown)


def identity(request: ShopRequest) -> HttpResponse:
    """Hand a person's own browser the wrapped identity, and a nonce to confirm with."""
    staff = _staff(request)
    bench = request.bench
    nonce = new_nonce(bench.house, procedure.NONCE, seconds=int(bench.now().timestamp()))
    own = people.identity_files(bench, staff.person)
    shop = house.shop(bench).name
    return JsonResponse({**own, "genesis": directory.genesis(), "shop": shop, "nonce": nonce})


def add(request: ShopRequest) -> HttpResponse:
    """Keep a passkey that the browser made for the same identity."""
    body = fields(request, "confirmation", "passkey")
    refuse_results(body)
    signed = SignedStatement.from_json(body["confirmation"])
    signed.statement.require(Context.SIGN_IN)
    made = NewPasskey.from_json(body["passkey"])
    request.bench.run(procedure.add_passkey, who=_staff(request), signed=signed, made=made)
    return JsonResponse({"next": f"{reverse('me')}?done=passkey-added"})


def remove(request: ShopRequest) -> HttpResponse:
    """Remove one of the person's own passkeys; the other sessions end."""
    credential = canon.unb64u(request.POST.get("credential", ""))
    request.bench.run(procedure_remove.remove_passkey, who=_staff(request), credential=credential)
    return HttpResponseRedirect(f"{reverse('me')}?done=passkey-removed")


def _staff(request: ShopRequest) -> Staff:
    assert request.visit.staff is not None  # noqa: S101 - every route here is for staff
    return request.visit.staff


_PAGE = static_page("add_passkey.html", worker=True)

ROUTES = (
    Route("me/", show_me, "me", "B1", STAFF),
    Route("me/identity", identity, "identity", "B1", STAFF),
    Route("me/passkeys/", _PAGE, "add_passkey", "B1", STAFF),
    Route("me/passkeys/add", add, "take_passkey", "B1", STAFF, ("POST",)),
    Route("me/passkeys/remove", remove, "remove_passkey", "A1", STAFF, ("POST",)),
)
