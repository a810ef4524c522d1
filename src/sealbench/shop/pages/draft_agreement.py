"""The page that makes an agreement: written, looked at as a PDF, then kept as a draft."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from sealbench.agreement import UnfitError
from sealbench.agreement.unfit import MOST_BYTES
from sealbench.errors import MalformedError, RefusedError, SealbenchError, UnavailableError
from sealbench.ids import ClientId
from sealbench.policy import Action
from sealbench.shop.pages.cases import pdf
from sealbench.shop.pages.forms.agreements import PREVIEW, AgreementForm, agreement_form
from sealbench.shop.pages.forms.fields import status_of_form
from sealbench.shop.pages.middleware.errors import status_of
from sealbench.shop.pages.routing import STAFF, Route
from sealbench.shop.pages.say_why import ask_about_client
from sealbench.shop.pages.upload_handler import HoldingHandler
from sealbench.shop.pages.visitor import ShopRequest, signed_in
from sealbench.shop.procedures.agreement_setting import preview_agreement, set_agreement
from sealbench.shop.procedures.agreement_words import OWN
from sealbench.shop.procedures.draft_agreement import draft_agreement
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.file_objects import drop_objects
from sealbench.shop.procedures.look_at_client import ClientRecord, look_at_client
from sealbench.shop.procedures.looks import record_grounds
from sealbench.shop.procedures.require_agreement import require_agreement


@csrf_exempt  # here; `_take` is protected, once it is known how the form is to be read
def show_draft(request: ShopRequest, client: str) -> HttpResponse:
    """Show an empty form; keep the agreement that is posted, or show it as a PDF."""
    who, wanted = signed_in(request), ClientId(client)
    now = int(request.bench.now().timestamp())
    request.bench.run(
        enter,
        who=who,
        action=Action.DRAFT_AGREEMENT,
        resource=record_grounds(wanted, who=who, now=now).resource,
        context={"screened": True},
    )
    asked = ask_about_client(request, wanted) if request.method == "GET" else None
    if asked is not None:
        return asked
    record = request.bench.run(look_at_client, who=who, client=wanted)
    if request.method != "POST":
        return _page(request, record, agreement_form(request.bench, None))
    handler = HoldingHandler(limit=MOST_BYTES)
    request.upload_handlers = [handler]
    return _take(request, record, handler)


@csrf_protect
def _take(request: ShopRequest, record: ClientRecord, handler: HoldingHandler) -> HttpResponse:
    form = agreement_form(request.bench, request.POST)
    if form.is_valid():
        try:
            return _kept(request, record, form, handler)
        except UnfitError as exc:
            form.add_error("template", _sentence(exc))
        except MalformedError as exc:
            form.add_error(None, _sentence(exc))
        except UnavailableError as exc:  # what was written is not lost, but for the file
            form.add_error(None, _sentence(exc))
            return _page(request, record, form, status=status_of(exc))
        except RefusedError as exc:
            if not form.explain(exc):
                raise
    return _page(request, record, form)


def _kept(
    request: ShopRequest, record: ClientRecord, form: AgreementForm, handler: HoldingHandler
) -> HttpResponse:
    bench, who, words = request.bench, signed_in(request), form.words()
    name = record.words.name
    if form.cleaned_data["go"] == PREVIEW and words.template != OWN:
        return pdf(preview_agreement(bench, words, client=name, signs=who.name), "preview.pdf")
    draft = set_agreement(bench, words, client=name, signs=who.name, own=handler.data)
    kept = False
    try:
        agreement = bench.run(
            draft_agreement, who=who, client=record.id, draft=draft, override=form.override()
        )
        kept = True
    except RefusedError as exc:
        if exc.clause != "A2" or draft.paper.upload.found.weak:
            raise
        raise MalformedError(
            "the PDF holds what looks like a login or private information",
            hint="ask the client for one without it",
        ) from exc
    finally:
        if not kept:
            drop_objects(bench, [draft.paper.upload.id])
    return HttpResponseRedirect(reverse("agreement", args=[agreement]) + "?done=drafted")


def require(request: ShopRequest, client: str) -> HttpResponse:
    """Mark the client: from now on an agreement is required."""
    who, wanted = signed_in(request), ClientId(client)
    request.bench.run(require_agreement, who=who, client=wanted)
    back = request.POST.get("job", "")
    if back.isascii() and back.isdigit() and len(back) < 10:  # noqa: PLR2004 - digits of a number
        return HttpResponseRedirect(reverse("look_at_job", args=[int(back)]) + "?done=required")
    return HttpResponseRedirect(reverse("look_at_client", args=[client]) + "?done=required")


def _page(
    request: ShopRequest, record: ClientRecord, form: AgreementForm, *, status: int = 0
) -> HttpResponse:
    known = {"record": record, "form": form, "megabytes": MOST_BYTES // 1024 // 1024}
    return render(request, "draft_agreement.html", known, status=status or status_of_form(form))


def _sentence(exc: SealbenchError) -> str:
    text = f"{exc}; {exc.hint}" if exc.hint else str(exc)
    return f"{text[0].upper()}{text[1:]}."


ROUTES = (
    Route(
        "clients/<slug:client>/agreements/new/",
        show_draft,
        "draft_agreement",
        "C1",
        STAFF,
        ("GET", "POST"),
    ),
    Route(
        "clients/<slug:client>/agreements/require",
        require,
        "require_agreement",
        "C1",
        STAFF,
        ("POST",),
    ),
)
