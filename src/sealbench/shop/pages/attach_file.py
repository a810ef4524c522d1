"""The page that attaches a file to a job; the file is sealed while it arrives.

The form is read behind the guards: who may not attach sends nothing that is read, and what
another site posts is refused by its origin before that.
"""

from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from sealbench.errors import MalformedError, RefusedError, SealbenchError, UnavailableError
from sealbench.shop.pages import permissions
from sealbench.shop.pages.forms.fields import SCREENED
from sealbench.shop.pages.forms.marks import SEALABLE
from sealbench.shop.pages.middleware.errors import status_of, wants_json
from sealbench.shop.pages.routing import STAFF, Route
from sealbench.shop.pages.say_why import ask_about_job
from sealbench.shop.pages.upload_handler import SealingHandler
from sealbench.shop.pages.visitor import ShopRequest, signed_in
from sealbench.shop.procedures.admit_file import admit_file
from sealbench.shop.procedures.attach_file import attach_file
from sealbench.shop.procedures.file_intake import FIELD, FileUpload
from sealbench.shop.procedures.findings import NOTHING, REASONS, Found
from sealbench.shop.procedures.look_at_job import look_at_job
from sealbench.shop.queries.wording import OVERRIDE_WORDS

_WHOLE = "whole"  # the form's last field: what was cut off lacks it


@dataclass(frozen=True, slots=True)
class _Trouble:
    """Why a file was not attached: an error, or what the screen advises."""

    error: SealbenchError
    advice: tuple[str, ...] = ()
    found: Found = NOTHING

    @property
    def asks(self) -> bool:
        """Tell whether the file passes once somebody says why."""
        return not self.found.clean and self.found.weak

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return what was found that the client can seal."""
        kinds = dict.fromkeys(item.kind for item in self.found.items)
        return tuple(kind for kind in kinds if kind in SEALABLE)


@csrf_exempt  # here; `_take` is protected, once it is known how the form is to be read
def show_attach(request: ShopRequest, number: int) -> HttpResponse:
    """Show the form for a file of the job *number*, and take in what is posted."""
    if request.method != "POST":
        return ask_about_job(request, number) or _page(request, number)
    request.bench.run(admit_file, who=signed_in(request), number=number)
    config = request.bench.config
    handler = SealingHandler(request.bench.objects, limit=config.file_limit)
    request.upload_handlers = [handler]
    try:
        return _take(request, number, handler)
    finally:
        if not handler.handed_over:
            handler.abandon()


@csrf_protect
def _take(request: ShopRequest, number: int, handler: SealingHandler) -> HttpResponse:
    try:
        upload = _whole(request, handler)
        handler.handed_over = True  # a commit whose fate is unknown may have kept it: swept if not
        trouble = _attach(request, number, upload)
        handler.handed_over = trouble is None
    except (MalformedError, UnavailableError) as exc:
        trouble = _Trouble(exc)
    if trouble is not None:
        return _told(request, number, trouble)
    address = reverse("look_at_job", args=[number]) + "?done=attached"
    return JsonResponse({"to": address}) if wants_json(request) else HttpResponseRedirect(address)


def _attach(request: ShopRequest, number: int, upload: FileUpload) -> _Trouble | None:
    """Attach *upload*, or return what the screen found in it."""
    reason = request.POST.get("override", "")
    override = {FIELD: reason} if reason in REASONS else {}
    who = signed_in(request)
    try:
        request.bench.run(attach_file, who=who, number=number, upload=upload, override=override)
    except RefusedError as exc:
        if exc.clause != "A2":
            raise
        if exc.reason != SCREENED:  # no override is allowed: the rule says why
            return _Trouble(exc, (exc.hint or str(exc),), upload.found.strong())
        return _Trouble(exc, upload.advice, upload.found)
    return None


def _whole(request: ShopRequest, handler: SealingHandler) -> FileUpload:
    """Return the file of the form; raise what was wrong with it."""
    whole = request.POST.get(_WHOLE) == "yes"  # which reads the form, where nothing has yet
    if handler.failed is not None:
        raise handler.failed
    if handler.upload is None:
        raise MalformedError("no file was chosen", hint="choose one and send it")
    if not whole:
        raise MalformedError("the file did not arrive whole", hint="send it again")
    return handler.upload


def _told(request: ShopRequest, number: int, trouble: _Trouble) -> HttpResponse:
    """Say what is wrong, to a script or on the page with the form."""
    status = status_of(trouble.error) if isinstance(trouble.error, UnavailableError) else 422
    if not wants_json(request):
        return _page(request, number, trouble, status=status)
    words = {
        "code": trouble.error.code,
        "message": str(trouble.error),
        "hint": trouble.error.hint or "",
        "advice": list(trouble.advice),
        "asks": trouble.asks,
        "kinds": list(trouble.kinds),
    }
    return JsonResponse(words, status=status)


def _page(
    request: ShopRequest, number: int, trouble: _Trouble | None = None, *, status: int = 200
) -> HttpResponse:
    who = signed_in(request)
    job = request.bench.run(look_at_job, who=who, number=number)
    screened = trouble is not None and isinstance(trouble.error, RefusedError)
    known = {
        "job": job,
        "allowed": permissions.on_job(request.bench, who, job.resource)["attach"],
        "limit": request.bench.config.file_limit,
        "megabytes": request.bench.config.file_megabytes,
        "failure": None if trouble is None or screened else trouble.error,
        "advice": trouble.advice if trouble else (),
        "asks": trouble is not None and trouble.asks,
        "kinds": trouble.kinds if trouble else (),
        "reasons": OVERRIDE_WORDS.items(),
        "may_ask": permissions.on_job(request.bench, who, job.resource)["ask"],
    }
    return render(request, "attach_file.html", known, status=status)


ROUTES = (
    Route("jobs/<int:number>/files/", show_attach, "attach_file", "A2", STAFF, ("GET", "POST")),
)
