from django.core.files.uploadedfile import SimpleUploadedFile

from sealbench.policy import Policy, load_clauses
from sealbench.shop.bench.events import Event
from sealbench.shop.pages.navigation import PLACES, doors
from sealbench.shop.queries import house
from sealbench.shop.queries.catalogue import services
from sealbench.shop.queries.wording import SENTENCES, sentence
from sealbench.shop.records.models import ServiceKind
from tests.support.cast import Cast
from tests.support.desk import house_events, service, take_in

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 32


def test_everybody_reads_the_catalogue_and_management_changes_it(cast: Cast) -> None:
    battery = service(cast.bench, "Battery")
    for who in ("tariq", "adam", "dora"):
        page = cast.client(who).get("/services/").content.decode()
        assert "no login needed" in page
        assert "Add a service" not in page
        assert cast.client(who).get("/services/new/").status_code == 403
        assert (
            cast.client(who).post(f"/services/{battery}/retire", {"offered": "no"}).status_code
            == 403
        )
    olga = cast.client("olga")
    assert "Add a service" in olga.get("/services/").content.decode()
    assert olga.get(f"/services/{battery}/").status_code == 200
    assert olga.get("/services/aaaa/").status_code == 404


def test_a_service_is_added_edited_retired_and_offered_again(cast: Cast) -> None:
    olga = cast.client("olga")
    typed = {"name": "Tube radio", "login_need": "none", "purposes": ["repair"]}
    typed["accesses"] = ["logins"]
    assert olga.post("/services/new/", typed)["Location"] == "/services/?done=service-added"
    made = next(each for each in services(cast.bench) if each.name == "Tube radio").id
    wrong = olga.post(f"/services/{made}/", {**typed, "purposes": ["party"]})
    assert "Select a valid choice" in wrong.content.decode()
    held = olga.post(f"/services/{made}/", {**typed, "description": "password is hunter2"})
    assert "Leave the password out" in held.content.decode()
    assert olga.post(f"/services/{made}/", {**typed, "login_need": "needed"}).status_code == 302
    assert ServiceKind.objects.get(pk=made).login_need == "needed"
    assert olga.post(f"/services/{made}/retire", {"offered": "no"}).status_code == 302
    assert ServiceKind.objects.get(pk=made).retired_at is not None
    assert olga.post(f"/services/{made}/retire", {"offered": "yes"}).status_code == 302
    assert ServiceKind.objects.get(pk=made).retired_at is None


def test_the_shop_is_edited_by_management(cast: Cast) -> None:
    olga = cast.client("olga")
    assert "Corner Repairs" in olga.get("/shop/").content.decode()
    logo = SimpleUploadedFile("logo.png", PNG, "image/png")
    posted = olga.post("/shop/", {"name": "The Corner", "address": "1 Street", "logo": logo})
    assert posted["Location"] == "/shop/?done=shop-edited"
    assert house.shop(cast.bench).logo.startswith("data:image/png")
    page = olga.get("/shop/").content.decode()
    assert "The Corner" in page
    bad = SimpleUploadedFile("logo.png", b"<svg/>", "image/png")
    wrong = olga.post("/shop/", {"name": "The Corner", "logo": bad})
    assert "PNG of at most 64 KiB" in wrong.content.decode().replace("kib", "KiB").replace(
        "png", "PNG"
    )
    held = olga.post("/shop/", {"name": "The Corner", "address": "password is hunter2"})
    assert "Leave the password out" in held.content.decode()
    assert olga.post("/shop/", {"name": "The Corner", "no_logo": "on"}).status_code == 302
    assert house.shop(cast.bench).logo == ""
    for who in ("dora", "tariq", "adam"):
        assert cast.client(who).get("/shop/").status_code == 403
        assert cast.client(who).post("/shop/", {"name": "Mine"}).status_code == 403


def test_the_policy_shows_each_clause_each_rule_and_live_counts(cast: Cast) -> None:
    take_in(cast)
    cast.client("nina").get("/jobs/1001/")
    page = cast.client("adam").get("/policy/").content.decode()
    for clause in load_clauses():
        assert f'id="{clause.id}"' in page
    for rule in Policy.load().rules:
        if rule.clause:
            assert f">{rule.id}</span>" in page
    about = page.partition('id="A5"')[2].partition("</section>")[0]
    assert "refused 1" in about
    assert "resource.assigned.contains" in about
    assert cast.stranger().get("/policy/")["Location"] == "/sign-in/"


def test_people_are_offered_the_doors_of_their_roles(cast: Cast) -> None:
    names = {who: {door.place.name for door in doors(cast.staff(who), "/")} for who in cast.people}
    watched = {"cases", "policy", "looks", "ledger", "backups", "escrow", "trust", "agreements"}
    watched |= {"risks", "findings"}
    assert names["adam"] == {"people", "services", "me"} | watched
    assert names["tariq"] == {"my_jobs", "all_jobs", "services", "policy", "trust", "me"}
    assert names["dora"] == names["tariq"] | {"take_in_job", "find_client", "agreements", "cases"}
    assert {place.name for place in PLACES if place.watched} == watched
    assert names["olga"] == {place.name for place in PLACES}


def test_every_event_has_a_sentence_and_none_fails_without_its_details(cast: Cast) -> None:
    assert set(SENTENCES) == set(Event)
    for event in Event:
        payload = {"type": event.value, "at": "2026-11-23T12:00:00Z", "actor": {"kind": "keeper"}}
        assert "{" not in sentence(payload).text
    unknown = {"type": "moon:landed", "at": "2026-11-23T12:00:00Z", "actor": {"kind": "moon"}}
    assert sentence(unknown).text == "Moon:landed"
    for kept in house_events(cast.bench):
        assert sentence(kept).text
