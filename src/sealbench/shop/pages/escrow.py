"""The escrow: its places, registering and giving them up, and the recovery key."""

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from sealbench.errors import AbsentError, ConflictError, MalformedError, RefusedError
from sealbench.policy import Action
from sealbench.shop.bench.nonces import new_nonce
from sealbench.shop.pages.bodies import fields
from sealbench.shop.pages.forms.escrow import PlaceForm
from sealbench.shop.pages.forms.fields import status_of_form
from sealbench.shop.pages.permissions import may
from sealbench.shop.pages.routing import STAFF, Route
from sealbench.shop.pages.static_page import static_page
from sealbench.shop.pages.visitor import ShopRequest, signed_in
from sealbench.shop.procedures import set_recovery as recovery
from sealbench.shop.procedures.confirm_place_gone import confirm_place_gone
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.place_file import look_at_ground
from sealbench.shop.procedures.register_place import register_place
from sealbench.shop.procedures.retire_place import retire_place
from sealbench.shop.procedures.settle_escrow import settle_escrow
from sealbench.shop.queries import directory, escrow, people
from sealbench.statement import Context, SignedStatement

_FIT = {"screened": True, "fit": True, "acknowledged": True}
WORDS = {"retire": "give up", "last": "last place", "gone": "destroyed"}


def show_escrow(request: ShopRequest) -> HttpResponse:
    """Show every place, and what would be lost and come back if this disk died now."""
    who = signed_in(request)
    request.bench.run(enter, who=who, action=Action.VIEW_ESCROW)
    known = {
        "escrow": escrow.standing(request.bench),
        "manages": may(request.bench, who, Action.REGISTER_PLACE, _FIT),
        "now": int(request.bench.now().timestamp()),
    }
    return render(request, "escrow.html", known)


def register(request: ShopRequest) -> HttpResponse:
    """Show an empty form; register the place that is posted, and lay out its file at once."""
    bench, who = request.bench, signed_in(request)
    bench.run(enter, who=who, action=Action.REGISTER_PLACE, context=_FIT)
    posted = request.POST if request.method == "POST" else None
    form = PlaceForm(posted, programs=bench.config.escrow_programs)
    if posted is not None and form.is_valid() and _register(request, form):
        settle_escrow(bench)
        return _back("place-registered")
    shown = {"form": form, "recovery": escrow.standing(bench).recovery}
    return render(request, "register_place.html", shown, status=status_of_form(form))


def retire(request: ShopRequest, place: str) -> HttpResponse:
    """Show what giving up *place* means; do it when the word is typed."""
    bench, who = request.bench, signed_in(request)
    facts = {"last": False, "acknowledged": True}
    bench.run(enter, who=who, action=Action.RETIRE_PLACE, context=facts)
    line = _held(request, place, "registered")
    others = [each for each in escrow.standing(bench).held if each.state == "registered"]
    last = len(others) == 1
    word = WORDS["last" if last else "retire"]
    if _typed(request, word):
        bench.run(retire_place, who=who, place=place, acknowledged=last)
        settle_escrow(bench)
        return _back("place-retired")
    return _ask(request, {"place": line, "word": word, "last": last, "deed": "retire"})


def confirm_gone(request: ShopRequest, place: str) -> HttpResponse:
    """Ask whether the medium of *place* is destroyed; keep it when the word is typed."""
    bench, who = request.bench, signed_in(request)
    bench.run(enter, who=who, action=Action.CONFIRM_PLACE_GONE, context={"acknowledged": True})
    line = _held(request, place, "retiring")
    if _typed(request, WORDS["gone"]):
        bench.run(confirm_place_gone, who=who, place=place, acknowledged=True)
        settle_escrow(bench)
        return _back("place-gone")
    return _ask(request, {"place": line, "word": WORDS["gone"], "deed": "gone"})


def draft_recovery(request: ShopRequest) -> HttpResponse:
    """Tell a manager's browser what it checks and signs; nothing is used up."""
    bench, who = request.bench, signed_in(request)
    facts = {"confirmed": "passkey"}
    bench.run(enter, who=who, action=Action.SET_RECOVERY, context=facts)
    return JsonResponse(
        {
            **directory.chain(bench),
            "people": [],
            "own": people.identity_files(bench, who.person),
            "nonce": new_nonce(bench.house, recovery.NONCE, seconds=int(bench.now().timestamp())),
            "before": escrow.standing(bench).recovery,
        }
    )


def take_recovery(request: ShopRequest) -> HttpResponse:
    """Take the recovery key that was signed, and seal every place to it that can be reached."""
    signed = SignedStatement.from_json(fields(request, "recovery")["recovery"])
    signed.statement.require(Context.RECOVERY)
    request.bench.run(recovery.set_recovery, who=signed_in(request), signed=signed)
    settle_escrow(request.bench)
    return JsonResponse({"next": f"{reverse('escrow')}?done=recovery-set"})


def _register(request: ShopRequest, form: PlaceForm) -> bool:
    try:
        words = form.value()
        ground = look_at_ground(request.bench.config, words)
        if not form.weigh(ground):
            return False
        request.bench.run(
            register_place,
            who=signed_in(request),
            words=words,
            ground=ground,
            acknowledged=bool(form.cleaned_data["acknowledged"]),
            override=form.override(),
        )
    except MalformedError as exc:
        form.add_error("where", str(exc).capitalize())
    except ConflictError as exc:
        form.add_error(None, f"{str(exc).capitalize()}: {exc.hint}." if exc.hint else str(exc))
    except RefusedError as exc:
        if not form.explain(exc):
            raise
    else:
        return True
    return False


def _held(request: ShopRequest, place: str, state: str) -> escrow.PlaceLine:
    line = escrow.place(request.bench, place)
    if line is None or line.state != state:
        raise AbsentError("there is no such place")
    return line


def _typed(request: ShopRequest, word: str) -> bool:
    typed = request.POST.get("word", "").strip().casefold()
    return request.method == "POST" and typed == word


def _ask(request: ShopRequest, shown: dict[str, object]) -> HttpResponse:
    wrong = request.method == "POST"
    return render(
        request, "retire_place.html", {**shown, "wrong": wrong}, status=422 if wrong else 200
    )


def _back(done: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('escrow')}?done={done}")


_BOTH = ("GET", "POST")
_PAGE = static_page("set_recovery.html", worker=True)

ROUTES = (
    Route("escrow/", show_escrow, "escrow", "B1", STAFF),
    Route("escrow/new/", register, "register_place", "C2", STAFF, _BOTH),
    Route("escrow/recovery/", _PAGE, "set_recovery", "B1", STAFF),
    Route("escrow/recovery/draft", draft_recovery, "draft_recovery", "B1", STAFF),
    Route("escrow/recovery/take", take_recovery, "take_recovery", "B1", STAFF, ("POST",)),
    Route("escrow/<slug:place>/retire", retire, "retire_place", "B1", STAFF, _BOTH),
    Route("escrow/<slug:place>/gone", confirm_gone, "confirm_place_gone", "C2", STAFF, _BOTH),
)
