"""Files of a job: looking into one, and removing it; for the client, fetching and withdrawing.

To fetch a file is posted, since it is recorded (law 8).
"""

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sealbench.errors import AbsentError
from sealbench.ids import FileId, check_id
from sealbench.shop.bench import Bench
from sealbench.shop.pages import permissions
from sealbench.shop.pages.body_fields import anything, read_body, signed_or_none, text_of
from sealbench.shop.pages.file_response import file_response
from sealbench.shop.pages.routing import CLIENT, STAFF, Route
from sealbench.shop.pages.say_why import why_first
from sealbench.shop.pages.visitor import ShopRequest, signed_in
from sealbench.shop.procedures.confirm_erasure import confirm_erasure
from sealbench.shop.procedures.fetch_file import fetch_file
from sealbench.shop.procedures.file_objects import drop_objects
from sealbench.shop.procedures.look_at_file import look_at_file
from sealbench.shop.procedures.look_at_job import look_at_job
from sealbench.shop.procedures.remove_file import remove_file
from sealbench.shop.procedures.withdraw_file import withdraw_file
from sealbench.statement import formats as f

WORD = _("remove")  # is typed before a file's key is destroyed


def look(request: ShopRequest, number: int, file: str) -> StreamingHttpResponse:
    """Give a technician the *file* of the job *number*."""
    who = signed_in(request)
    found = request.bench.run(look_at_file, who=who, number=number, wanted=file)
    return file_response(request, found)


@why_first
def show_remove(request: ShopRequest, number: int, file: str) -> HttpResponse:
    """Show which *file* would go; remove it once the word is typed."""
    who = signed_in(request)
    job = request.bench.run(look_at_job, who=who, number=number)
    found = next((each for each in job.files if each.id == file), None)
    if found is None:
        raise AbsentError("there is no such file")
    typed = request.POST.get("word", "").strip().casefold()
    if request.method == "POST" and typed == str(WORD):
        erasure = request.bench.run(remove_file, who=who, number=number, wanted=file)
        _carry_out(request.bench, erasure, found.id)
        return HttpResponseRedirect(reverse("look_at_job", args=[number]) + "?done=file-removed")
    known = {
        "job": job,
        "file": found,
        "word": WORD,
        "missed": request.method == "POST",
        "allowed": permissions.on_job(request.bench, who, job.resource)["remove_file"],
    }
    return render(request, "remove_file.html", known, status=422 if known["missed"] else 200)


def fetch(request: ShopRequest) -> StreamingHttpResponse:
    """Give the client a file of the job that the visit is about."""
    wanted = check_id(request.POST.get("file", ""))
    found = request.bench.run(fetch_file, who=request.visit.client, wanted=wanted)
    return file_response(request, found)


def withdraw(request: ShopRequest) -> HttpResponse:
    """Destroy a file because the client wants it gone."""
    body = read_body(request, file=f.identifier, statement=anything)
    wanted = FileId(text_of(body, "file"))
    erasure = request.bench.run(
        withdraw_file, who=request.visit.client, wanted=wanted, signed=signed_or_none(body)
    )
    _carry_out(request.bench, erasure, wanted)
    return JsonResponse({})


def _carry_out(bench: Bench, erasure: str, file: FileId) -> None:
    """Confirm that the key is gone, and delete what it sealed; the keeper repeats both."""
    bench.run(confirm_erasure, erasure=erasure)
    drop_objects(bench, [file])


ROUTES = (
    Route("jobs/<int:number>/files/<str:file>", look, "look_at_file", "A5", STAFF, ("POST",)),
    Route(
        "jobs/<int:number>/files/<str:file>/remove/",
        show_remove,
        "remove_file",
        "C2",
        STAFF,
        ("GET", "POST"),
    ),
    Route("c/file", fetch, "fetch_file", "A5", CLIENT, ("POST",)),
    Route("c/file/remove", withdraw, "withdraw_file", "C2", CLIENT, ("POST",)),
)
