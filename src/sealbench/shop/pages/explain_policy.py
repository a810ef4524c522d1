"""What would the rules say?  A question in a form, and the answer below it."""

from django.http import HttpResponse
from django.shortcuts import render

from sealbench.errors import AbsentError, MalformedError
from sealbench.policy import Action
from sealbench.shop.pages.forms.explain import QuestionForm
from sealbench.shop.pages.forms.fields import status_of_form
from sealbench.shop.pages.routing import STAFF, Route
from sealbench.shop.pages.visitor import ShopRequest, signed_in
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.explain_policy import Explanation, explain_policy


def show_explanation(request: ShopRequest) -> HttpResponse:
    """Show the form, and the answer to what its fields ask."""
    bench, who = request.bench, signed_in(request)
    bench.run(enter, who=who, action=Action.EXPLAIN_POLICY)
    form = QuestionForm(request.GET or None, bench=bench)
    answer = _answer(request, form) if request.GET and form.is_valid() else None
    known = {"form": form, "answer": answer}
    return render(request, "explain_policy.html", known, status=status_of_form(form))


def _answer(request: ShopRequest, form: QuestionForm) -> Explanation | None:
    try:
        return request.bench.run(explain_policy, who=signed_in(request), question=form.value())
    except AbsentError as exc:
        form.add_error("login" if "login" in str(exc) else "number", f"{str(exc).capitalize()}.")
    except MalformedError as exc:
        form.add_error(None, f"{str(exc).capitalize()}.")
    return None


ROUTES = (Route("policy/explain/", show_explanation, "explain_policy", "B1", STAFF),)
