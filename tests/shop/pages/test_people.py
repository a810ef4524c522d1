import re

import pytest

from sealbench.shop.bench import Bench
from sealbench.shop.records.models import Event, Invitation, Person
from tests.support.cast import Cast
from tests.support.clocks import StoppedClock
from tests.support.events import house_events, refusals


def invite(cast: Cast, name: str, roles: list[str], who: str = "olga") -> str:
    page = cast.client(who).post("/people/invite", {"name": name, "roles": roles})
    return page.content.decode()


def test_it_shows_everybody_with_fingerprint_to_management_and_auditor(cast: Cast) -> None:
    text = ""
    for name in ("olga", "adam"):
        text = cast.client(name).get("/people/").content.decode()
        for person in ("Olga Brandt", "Tariq Öztürk", "Nina Holm", "Dora Weiss", "Adam Cole"):
            assert person in text
        assert ("Invite a person" in text) == (name == "olga")
    assert len(re.findall(r"(?:[0-9a-f]{4} ){9}[0-9a-f]{4}", text)) == 6


def test_looking_changes_nothing(cast: Cast) -> None:
    before = Event.objects.count()
    page = cast.client("olga").get("/people/")
    assert page.status_code == 200
    assert Event.objects.count() == before


def test_others_are_refused_and_strangers_sent_to_the_door(cast: Cast) -> None:
    for name in ("tariq", "dora"):
        page = cast.client(name).get("/people/", headers={"Accept": "application/json"})
        assert (page.status_code, page.json()["clause"]) == (403, "B1")
    assert refusals(cast.bench) == [("people:view", "B1-14")] * 2
    assert cast.stranger().get("/people/").headers["Location"] == "/sign-in/"


def test_an_invitation_is_shown_once_with_a_code_to_scan(cast: Cast) -> None:
    text = invite(cast, "  Ida   Novak ", ["technician"])
    assert "Ida Novak opens this link once" in text
    assert 'src="data:image/svg+xml' in text
    token = re.findall(r"/join/#([\w-]{32})\.[\w-]{43}", text)[0]
    assert token not in cast.client("olga").get("/people/").content.decode()
    row = Invitation.objects.get(kind="new", used_at=None)
    assert token not in row.pk
    assert "until" in cast.client("olga").get("/people/").content.decode()
    assert "Ida Novak" in house_events(cast.bench)[-1]["name"]


@pytest.mark.parametrize(
    ("name", "roles", "advice"),
    [
        ("", ["technician"], "This field is required"),
        ("Ida", [], "This field is required"),
        ("Ida", ["owner"], "Select a valid choice"),
        ("I\u202eda", ["technician"], "cannot be seen"),
        ("tariq öztürk", ["technician"], "works here already"),
        ("password: Hunter2!x", ["technician"], "looks like a login"),
        ("x" * 81, ["technician"], "at most 80"),
    ],
)
def test_a_wrong_invitation_says_why_and_keeps_what_was_typed(
    cast: Cast, name: str, roles: list[str], advice: str
) -> None:
    page = cast.client("olga").post("/people/invite", {"name": name, "roles": roles})
    assert page.status_code == 422
    assert advice in page.content.decode()
    if name.isascii() and len(name) < 80:
        assert f'value="{name}"' in page.content.decode()
    assert not Invitation.objects.filter(kind="new", used_at=None).exists()


def test_markup_in_a_name_stays_text(cast: Cast) -> None:
    text = invite(cast, "<b>Ida</b>", ["technician"])
    assert "&lt;b&gt;Ida" in text
    assert "<b>Ida" not in text


def test_only_management_invites_and_deactivates(cast: Cast) -> None:
    nina = cast.id("nina")
    for name in ("tariq", "dora", "adam"):
        client = cast.client(name)
        body = {"name": "Ida", "roles": ["technician"]}
        assert client.post("/people/invite", body).status_code == 403
        assert client.post(f"/people/{nina}/invite").status_code == 403
        deed = client.post(f"/people/{nina}/deactivate", {"word": "deactivate"})
        assert deed.status_code == 403
    assert Person.objects.get(pk=nina).state == "active"


def test_a_deactivation_shows_what_ends_and_asks_for_the_word(cast: Cast) -> None:
    client, nina = cast.client("olga"), cast.id("nina")
    page = client.get(f"/people/{nina}/deactivate").content.decode()
    assert "Nina Holm" in page
    assert "0 sealed logins" in page
    wrong = client.post(f"/people/{nina}/deactivate", {"word": "yes"})
    assert wrong.status_code == 422
    assert Person.objects.get(pk=nina).state == "active"
    done = client.post(f"/people/{nina}/deactivate", {"word": " Deactivate "})
    assert done.headers["Location"] == "/people/?done=deactivated"
    assert cast.client("nina").get("/me/").headers["Location"] == "/sign-in/"


def test_the_last_manager_types_more(cast: Cast) -> None:
    client, olga = cast.client("olga"), cast.id("olga")
    assert "last manager" in client.get(f"/people/{olga}/deactivate").content.decode()
    short = client.post(f"/people/{olga}/deactivate", {"word": "deactivate"})
    assert short.status_code == 422
    done = client.post(f"/people/{olga}/deactivate", {"word": "last manager"})
    assert done.status_code == 302


def test_unknown_people_are_absent(cast: Cast) -> None:
    for path in ("deactivate", "invite"):
        for person in ("a" * 24, "nobody"):
            page = cast.client("olga").post(f"/people/{person}/{path}", {"word": "deactivate"})
            assert page.status_code == 404


def test_a_lost_passkey_is_invited_again(cast: Cast) -> None:
    page = cast.client("olga").post(f"/people/{cast.id('nina')}/invite")
    assert "Nina Holm opens this link once" in page.content.decode()
    last = cast.client("olga").post(f"/people/{cast.id('olga')}/invite")
    assert last.status_code == 409


def test_the_page_warns_before_the_directory_expires(
    cast: Cast, clock: StoppedClock, bench: Bench
) -> None:
    assert "holds for" in cast.client("olga").get("/people/").content.decode()
    clock.pass_by(hours=11)
    person = cast.id("nina")
    cast.client("olga").post(f"/people/{person}/deactivate", {"word": "deactivate"})
    text = cast.client("olga").get("/people/").content.decode()
    assert "1 change waits" in text
    assert bench.now() == clock.at
