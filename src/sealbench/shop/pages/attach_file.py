"""The page that attaches a file to a job; the file is sealed while it arrives.

The form is read behind the guards: who may not attach sends nothing that is read, and what
another site posts is refused by its origin before that.
"""

from collections.abc import Iterator, Mapping

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from sealbench.errors import MalformedError, RefusedError, SealbenchError, UnavailableError
from sealbench.shop.pages import permissions
from sealbench.shop.pages.forms.fields import SCREENED
from sealbench.shop.pages.forms.marks import SEALABLE
from sealbench.shop.pages.middleware.errors import answer_in_words, status_of, wants_json
from sealbench.shop.pages.routing import STAFF, Route
from sealbench.shop.pages.say_why import ask_about_job
from sealbench.shop.pages.telling import LINES, Telling
from sealbench.shop.pages.upload_handler import SealingHandler
from sealbench.shop.pages.visitor import ShopRequest, signed_in
from sealbench.shop.procedures.admit_file import admit_file
from sealbench.shop.procedures.attach_file import attach_file
from sealbench.shop.procedures.file_intake import FileIntake, FileUpload
from sealbench.shop.procedures.file_reader import FIELD
from sealbench.shop.procedures.findings import REASONS
from sealbench.shop.procedures.look_at_job import look_at_job
from sealbench.shop.queries.wording import OVERRIDE_WORDS

_WHOLE = "whole"  # the form's last field: what was cut off lacks it


class _FoundError(RefusedError):
    """A file that was refused for what the screen found in it."""

    def __init__(self, refused: RefusedError, upload: FileUpload) -> None:
        super().__init__(refused.reason, clause=refused.clause, hint=refused.hint)
        screened = refused.reason == SCREENED  # else no override is allowed: the rule says why
        self.advice = upload.advice if screened else (refused.hint or str(refused),)
        self.asks = screened and upload.found.weak
        kinds = dict.fromkeys(item.kind for item in upload.found.items)
        self.kinds = tuple(kind for kind in kinds if kind in SEALABLE)


@csrf_exempt  # here; `_take` is protected, once it is known how the form is to be read
def show_attach(request: ShopRequest, number: int) -> HttpResponseBase:
    """Show the form for a file of the job *number*, and take in what is posted."""
    if request.method != "POST":
        return ask_about_job(request, number) or _page(request, number)
    request.bench.run(admit_file, who=signed_in(request), number=number)
    handler = SealingHandler(request.bench)
    request.upload_handlers = [handler]
    told_later = False
    try:
        response = _take(request, number, handler)
        told_later = response.streaming
    finally:
        if not told_later:
            handler.abandon()
    return response


@csrf_protect
def _take(request: ShopRequest, number: int, handler: SealingHandler) -> HttpResponseBase:
    try:
        intake = _whole(request, handler)
        if intake.waits and _hears(request):
            return StreamingHttpResponse(
                Telling(handler, _steps(request, number, handler, intake)), content_type=LINES
            )
        _attach(request, number, handler, intake.read_through())
    except (MalformedError, UnavailableError, _FoundError) as exc:
        return _told(request, number, exc)
    address = _address(number)
    return JsonResponse({"to": address}) if wants_json(request) else HttpResponseRedirect(address)


def _steps(
    request: ShopRequest, number: int, handler: SealingHandler, intake: FileIntake
) -> Iterator[Mapping[str, object]]:
    """Yield how far the reading is, and at last what the answer would have been."""
    try:
        for step in intake.read():
            yield {"step": [step.done, step.of]}
        _attach(request, number, handler, intake.finish())
    except _FoundError as exc:
        yield _words(exc)
    except Exception as exc:  # noqa: BLE001 - the answer has begun: it ends with the same words
        yield answer_in_words(request, exc)
    else:
        yield {"to": _address(number)}


def _attach(request: ShopRequest, number: int, handler: SealingHandler, upload: FileUpload) -> None:
    """Attach *upload*; raise _FoundError with what the screen found in it."""
    reason = request.POST.get("override", "")
    override = {FIELD: reason} if reason in REASONS else {}
    who = signed_in(request)
    handler.handed_over = True  # a commit whose fate is unknown may have kept it: swept if not
    try:
        request.bench.run(attach_file, who=who, number=number, upload=upload, override=override)
    except RefusedError as exc:
        handler.handed_over = False
        if exc.clause != "A2":
            raise
        raise _FoundError(exc, upload) from exc


def _whole(request: ShopRequest, handler: SealingHandler) -> FileIntake:
    """Return the file of the form, all of it; raise what was wrong with it."""
    whole = request.POST.get(_WHOLE) == "yes"  # which reads the form, where nothing has yet
    if handler.failed is not None:
        raise handler.failed
    if handler.arrived is None:
        raise MalformedError("no file was chosen", hint="choose one and send it")
    if not whole:
        raise MalformedError("the file did not arrive whole", hint="send it again")
    return handler.arrived


def _told(request: ShopRequest, number: int, exc: SealbenchError) -> HttpResponse:
    """Say what is wrong, to a script or on the page with the form."""
    status = status_of(exc) if isinstance(exc, UnavailableError) else 422
    if wants_json(request):
        return JsonResponse(_words(exc), status=status)
    return _page(request, number, exc, status=status)


def _words(exc: SealbenchError) -> dict[str, object]:
    found = exc if isinstance(exc, _FoundError) else None
    return {
        "code": exc.code,
        "message": str(exc),
        "hint": exc.hint or "",
        "advice": list(found.advice) if found else [],
        "asks": found is not None and found.asks,
        "kinds": list(found.kinds) if found else [],
    }


def _hears(request: ShopRequest) -> bool:
    """Tell whether the script hears how far it is, line by line."""
    return LINES in request.headers.get("Accept", "")


def _address(number: int) -> str:
    return reverse("look_at_job", args=[number]) + "?done=attached"


def _page(
    request: ShopRequest, number: int, exc: SealbenchError | None = None, *, status: int = 200
) -> HttpResponse:
    who = signed_in(request)
    job = request.bench.run(look_at_job, who=who, number=number)
    found = exc if isinstance(exc, _FoundError) else None
    known = {
        "job": job,
        "allowed": permissions.on_job(request.bench, who, job.resource)["attach"],
        "limit": request.bench.config.file_limit,
        "megabytes": request.bench.config.file_megabytes,
        "failure": None if found else exc,
        "advice": found.advice if found else (),
        "asks": found is not None and found.asks,
        "kinds": found.kinds if found else (),
        "reasons": OVERRIDE_WORDS.items(),
        "may_ask": permissions.on_job(request.bench, who, job.resource)["ask"],
    }
    return render(request, "attach_file.html", known, status=status)


ROUTES = (
    Route("jobs/<int:number>/files/", show_attach, "attach_file", "A2", STAFF, ("GET", "POST")),
)
