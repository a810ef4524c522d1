"""House words: the list, adding one after a look at what it would change, and retiring one."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from sealbench.errors import (
    AbsentError,
    ConflictError,
    MalformedError,
    RefusedError,
    VerificationError,
)
from sealbench.policy import Action
from sealbench.shop.bench import Bench, Staff
from sealbench.shop.pages.forms.fields import status_of_form
from sealbench.shop.pages.forms.house_words import KIND_WORDS, HouseWordForm
from sealbench.shop.pages.permissions import may
from sealbench.shop.pages.routing import STAFF, Route
from sealbench.shop.pages.visitor import ShopRequest, signed_in
from sealbench.shop.procedures.add_house_word import add_house_word
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.house_word_file import HouseWord
from sealbench.shop.procedures.retire_house_word import retire_house_word
from sealbench.shop.procedures.try_house_word import NEWEST, try_house_word
from sealbench.shop.queries import house_words as query

_CLEAN = {"screened": True}
WORD = "retire"
TRY, ADD, CHANGE = "try", "add", "change"


def show_words(request: ShopRequest) -> HttpResponse:
    """Show every house word, in force or retired."""
    bench, who = request.bench, signed_in(request)
    bench.run(enter, who=who, action=Action.VIEW_HOUSE_WORDS)
    lines = query.house_words(bench)
    held = [line for line in lines if line.retired_at is None]
    known = {
        "vetoes": [line for line in held if not line.kind],
        "cues": [(line, KIND_WORDS.get(line.kind, line.kind)) for line in held if line.kind],
        "retired": [line for line in lines if line.retired_at is not None],
        "manages": may(bench, who, Action.ADD_HOUSE_WORD, _CLEAN),
    }
    return render(request, "house_words.html", known)


def add(request: ShopRequest) -> HttpResponse:
    """Show an empty form; try the word that is posted, and add it once that was seen.

    Whoever adds a word without having seen it, or too long ago, is shown it first.
    """
    bench, who = request.bench, signed_in(request)
    bench.run(enter, who=who, action=Action.ADD_HOUSE_WORD, context=_CLEAN)
    posted = request.POST if request.method == "POST" else None
    step = posted.get("step") if posted is not None else CHANGE
    if step not in {TRY, ADD, CHANGE}:
        raise MalformedError("a word is tried, added or changed")
    form = HouseWordForm(posted)
    known: dict[str, object] = {"form": form, "newest": NEWEST}
    if step != CHANGE and form.is_valid():
        try:
            nonce = request.POST.get("nonce", "") if step == ADD else ""
            if nonce and _is_added(bench, who, form.value(), nonce):
                return _back("word-added")
            known["late"] = step == ADD
            trial = bench.run(try_house_word, who=who, word=form.value())
            known |= {"effect": trial.effect(), "nonce": trial.nonce, "said": form.value()}
            known["announces"] = KIND_WORDS.get(form.value().kind, "")
        except ConflictError as exc:
            form.add_error("word", f"{str(exc).capitalize()}: {exc.hint}.")
        except RefusedError as exc:
            if exc.clause != "A2" or form.screened():
                raise
    return render(request, "add_house_word.html", known, status=status_of_form(form))


def _is_added(bench: Bench, who: Staff, word: HouseWord, nonce: str) -> bool:
    """Add *word*; tell whether the shop has it now, or whether it has to be tried first."""
    try:
        bench.run(add_house_word, who=who, word=word, nonce=nonce)
    except VerificationError:
        return False
    except ConflictError:  # a second click, or somebody else was first
        return word.checked().is_in(bench.rulebooks.current().words)
    return True


def retire(request: ShopRequest, word: int) -> HttpResponse:
    """Show what retiring *word*, by its number, means; do it when the word is typed."""
    bench, who = request.bench, signed_in(request)
    bench.run(enter, who=who, action=Action.RETIRE_HOUSE_WORD)
    line = query.house_word(bench, word)
    if line is None:
        raise AbsentError("there is no such word in force")
    wrong = request.method == "POST"
    if wrong and request.POST.get("word", "").strip().casefold() == WORD:
        bench.run(retire_house_word, who=who, number=word)
        return _back("word-retired")
    known = {"line": line, "announces": KIND_WORDS.get(line.kind, ""), "word": WORD, "wrong": wrong}
    return render(request, "retire_house_word.html", known, status=422 if wrong else 200)


def _back(done: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('house_words')}?done={done}")


_BOTH = ("GET", "POST")

ROUTES = (
    Route("policy/words/", show_words, "house_words", "A2", STAFF),
    Route("policy/words/new/", add, "add_house_word", "A2", STAFF, _BOTH),
    Route("policy/words/<int:word>/retire/", retire, "retire_house_word", "A2", STAFF, _BOTH),
)
