"""The record of a client: particulars, devices, jobs, and who looked at it."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from sealbench.ids import ClientId
from sealbench.policy import Role
from sealbench.shop.pages.routing import STAFF, Route
from sealbench.shop.pages.say_why import ask_about_client, take_why
from sealbench.shop.pages.visitor import ShopRequest, signed_in
from sealbench.shop.procedures.look_at_client import ClientRecord, look_at_client
from sealbench.shop.procedures.looks import Why
from sealbench.shop.queries.wording import sentence


def show_client(request: ShopRequest, client: str) -> HttpResponse:
    """Show the record of *client*; whoever is not on a job of theirs says why first."""
    who, wanted = signed_in(request), ClientId(client)

    def look(why: Why | None = None) -> ClientRecord:
        return request.bench.run(look_at_client, who=who, client=wanted, why=why)

    asked = ask_about_client(request, wanted)
    if asked is not None and request.method == "POST":
        again = take_why(request, look)
        return again or HttpResponseRedirect(reverse("look_at_client", args=[client]))
    if asked is not None:
        return asked
    record = look()
    known = {
        "record": record,
        "desk": not who.roles.isdisjoint({Role.FRONT_DESK, Role.MANAGEMENT}),
        "manages": Role.MANAGEMENT in who.roles,
        "timeline": [sentence(event) for event in reversed(record.events)],
    }
    return render(request, "look_at_client.html", known)


ROUTES = (
    Route("clients/<slug:client>/", show_client, "look_at_client", "A5", STAFF, ("GET", "POST")),
)
