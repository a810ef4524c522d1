"""Signing in and out."""

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from sealbench.errors import UnavailableError
from sealbench.policy import Role
from sealbench.seal import name_form
from sealbench.shop.bench.nonces import new_nonce
from sealbench.shop.bench.tokens import token_hash
from sealbench.shop.pages import cookies
from sealbench.shop.pages.bodies import fields, text
from sealbench.shop.pages.routing import ANYONE, STAFF, Route
from sealbench.shop.pages.static_page import static_page
from sealbench.shop.pages.visitor import ShopRequest
from sealbench.shop.procedures import sign_in as procedure
from sealbench.shop.procedures.authenticity import recognise
from sealbench.shop.procedures.sign_out import sign_out as leave
from sealbench.shop.queries import directory, house
from sealbench.statement import Context, SignedStatement

_PAGE = static_page("sign_in.html", worker=True)


def prepare(request: ShopRequest) -> HttpResponse:
    """Give a browser the nonce that it signs, and the genesis that it pins."""
    bench = request.bench
    now = int(bench.now().timestamp())
    return JsonResponse(
        {
            "home": bench.house.id,
            "shop": house.shop(bench).name,
            "genesis": directory.genesis(),
            "nonce": new_nonce(bench.house, procedure.NONCE, seconds=now),
        }
    )


def sign_in(request: ShopRequest) -> HttpResponse:
    """Show the page; check what its script posts and start the session."""
    return _PAGE(request) if request.method in {"GET", "HEAD"} else _start(request)


def sign_out(request: ShopRequest) -> HttpResponse:
    """End the session and forget its cookie."""
    if request.visit.staff is not None:
        request.bench.run(leave, who=request.visit.staff)
    response = HttpResponseRedirect(reverse("sign_in"))
    cookies.drop(request.bench.config, response, cookies.STAFF)
    return response


def _start(request: ShopRequest) -> HttpResponse:
    bench = request.bench
    body = fields(request, "name", "signed")
    name = text(body["name"])
    signed = SignedStatement.from_json(body["signed"])
    signed.statement.require(Context.SIGN_IN)
    _admit(request, signed, name)
    done = bench.run(procedure.sign_in, signed=signed, name=name)
    response = JsonResponse({"next": _first_place(done)})
    cookies.put(bench.config, response, cookies.STAFF, done.token, seconds=procedure.LIFETIME)
    cookies.put(bench.config, response, cookies.STAFF_BROWSER, "yes")
    return response


def _first_place(done: procedure.SignedIn) -> str:
    """Return where a person begins: at the jobs, if the roles have any business there."""
    if done.pending:
        return reverse("me")
    return reverse("people") if done.staff.roles == {Role.AUDITOR} else "/"


def _admit(request: ShopRequest, signed: SignedStatement, name: str) -> None:
    """Keep guesses away from the writer; whoever proves to be somebody is no guesser.

    Strangers are limited alike, whether they name a person or nobody: a limit that told them
    apart would tell who works here.
    """
    bench = request.bench
    now = int(bench.now().timestamp())
    person = recognise(bench, signed, name=name, nonce=procedure.NONCE)
    try:
        if person:
            bench.limits.admit_known("sign_in", person, seconds=now)
        else:
            door = f"sign_in {signed.statement.text('method')}"
            by = token_hash(name_form(name)) if name else ""
            bench.limits.admit(door, seconds=now, name=by)
    except UnavailableError as exc:
        raise UnavailableError(
            "too many tries to sign in", hint="wait a minute, or use your passkey"
        ) from exc


ROUTES = (
    Route("sign-in/", sign_in, "sign_in", "B1", ANYONE, ("GET", "POST")),
    Route("sign-in/prepare", prepare, "prepare_sign_in", "B1", ANYONE),
    Route("sign-out", sign_out, "sign_out", "B1", STAFF, ("POST",)),
)
