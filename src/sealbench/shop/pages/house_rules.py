"""House rules: the list, and the pages on which a manager signs one or its end."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from sealbench.canon import JSONValue
from sealbench.policy import Action
from sealbench.shop.bench.nonces import new_nonce
from sealbench.shop.pages.bodies import fields
from sealbench.shop.pages.permissions import may
from sealbench.shop.pages.routing import STAFF, Route
from sealbench.shop.pages.static_page import static_page
from sealbench.shop.pages.visitor import ShopRequest, signed_in
from sealbench.shop.procedures.add_house_rule import add_house_rule
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.house_rule_file import NONCE
from sealbench.shop.procedures.retire_house_rule import retire_house_rule
from sealbench.shop.queries import directory, people
from sealbench.shop.queries import house_rules as query
from sealbench.statement import SignedStatement

_SIGNED = {"confirmed": "passkey"}
_MOST_DIGITS = 9


def show_rules(request: ShopRequest) -> HttpResponse:
    """Show every house rule, in force or retired, with what it has refused."""
    bench, who = request.bench, signed_in(request)
    bench.run(enter, who=who, action=Action.VIEW_HOUSE_RULES)
    known = {
        "rules": query.house_rules(bench),
        "manages": may(bench, who, Action.ADD_HOUSE_RULE, _SIGNED),
        "hours": bench.rulebooks.current().hours,
    }
    return render(request, "house_rules.html", known)


def draft(request: ShopRequest) -> HttpResponse:
    """Tell a manager's browser what a rule is made of; nothing is used up.

    `job` asks for the id of the client of that job.
    """
    bench, who = request.bench, signed_in(request)
    bench.run(enter, who=who, action=Action.ADD_HOUSE_RULE, context=_SIGNED)
    rules: list[JSONValue] = [
        {"number": each.number, "rule": dict(each.rule), "text": each.text}
        for each in query.house_rules(bench)
        if each.retired_at is None
    ]
    return JsonResponse(
        {
            **directory.chain(bench),
            "people": [],
            "own": people.identity_files(bench, who.person),
            "nonce": new_nonce(bench.house, NONCE, seconds=int(bench.now().timestamp())),
            "number": query.next_number(),
            "client": query.client_of(_number(request.GET.get("job", ""))),
            "rules": rules,
            "choices": query.choices(bench),
        }
    )


def take(request: ShopRequest) -> HttpResponse:
    """Take the rule that was signed."""
    signed = SignedStatement.from_json(fields(request, "rule")["rule"])
    request.bench.run(add_house_rule, who=signed_in(request), signed=signed)
    return JsonResponse({"next": f"{reverse('house_rules')}?done=rule-added"})


def take_end(request: ShopRequest) -> HttpResponse:
    """Take the end of a rule that was signed."""
    signed = SignedStatement.from_json(fields(request, "rule")["rule"])
    request.bench.run(retire_house_rule, who=signed_in(request), signed=signed)
    return JsonResponse({"next": f"{reverse('house_rules')}?done=rule-retired"})


def _number(text: str) -> int:
    """Return the number of a job that the browser asks about, 0 for what is none."""
    fits = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return int(text) if fits else 0


_ADD = static_page("add_house_rule.html", worker=True)
_RETIRE = static_page("retire_house_rule.html", worker=True)

ROUTES = (
    Route("policy/rules/", show_rules, "house_rules", "B1", STAFF),
    Route("policy/rules/new/", _ADD, "add_house_rule", "B1", STAFF),
    Route("policy/rules/draft", draft, "draft_house_rule", "B1", STAFF),
    Route("policy/rules/take", take, "take_house_rule", "B1", STAFF, ("POST",)),
    Route("policy/rules/<int:number>/retire/", _RETIRE, "retire_house_rule", "B1", STAFF),
    Route("policy/rules/end", take_end, "take_end_of_house_rule", "B1", STAFF, ("POST",)),
)
