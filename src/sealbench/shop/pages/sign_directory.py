"""Signing the directory of people: a static page, what it signs, and taking the result."""

from django.http import HttpResponse, JsonResponse
from django.urls import reverse

from sealbench.shop.pages.bodies import fields
from sealbench.shop.pages.routing import STAFF, Route
from sealbench.shop.pages.static_page import static_page
from sealbench.shop.pages.visitor import ShopRequest
from sealbench.shop.procedures import sign_directory as procedure
from sealbench.shop.procedures.draft_directory import draft_directory
from sealbench.shop.queries import directory, people
from sealbench.statement import Context, SignedStatement


def draft(request: ShopRequest) -> HttpResponse:
    """Tell a manager's browser what the next directory is made of; it checks the chain itself."""
    staff = request.visit.staff
    assert staff is not None  # noqa: S101 - the route is for staff
    made = request.bench.run(draft_directory, who=staff)
    chain = directory.chain(request.bench, seen=_seen(request))
    own = people.identity_files(request.bench, staff.person)
    return JsonResponse({**chain, "people": list(made.people), "own": own})


def sign(request: ShopRequest) -> HttpResponse:
    """Take the directory that was signed."""
    signed = SignedStatement.from_json(fields(request, "directory")["directory"])
    signed.statement.require(Context.DIRECTORY)
    made = request.bench.run(procedure.sign_directory, who=request.visit.staff, signed=signed)
    done = f"{reverse('people')}?done=directory-signed"
    return JsonResponse({"number": made.number, "next": done})


def _seen(request: ShopRequest) -> int | None:
    """Return the number that the browser has pinned, if it says one."""
    text = request.GET.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None  # noqa: PLR2004 - nine digits


_PAGE = static_page("sign_directory.html", worker=True)

ROUTES = (
    Route("people/sign/", _PAGE, "sign_directory", "A1", STAFF),
    Route("people/sign/draft", draft, "draft_directory", "A1", STAFF),
    Route("people/sign/take", sign, "take_directory", "A1", STAFF, ("POST",)),
)
