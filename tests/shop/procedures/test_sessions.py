"""A session is looked at again in the writer: a visit may have waited there while it ended."""

from dataclasses import replace

import pytest

from sealbench.errors import AbsentError, RefusedError
from sealbench.shop.bench import Bench, ClientVisit
from sealbench.shop.pages import cookies
from sealbench.shop.procedures.claim_link import SESSION
from sealbench.shop.procedures.end_sitting import end_sitting
from sealbench.shop.procedures.invite_person import invite_person
from sealbench.shop.procedures.look_at_client_page import look_at_client_page
from sealbench.shop.procedures.sign_out import sign_out
from sealbench.shop.queries import sessions
from sealbench.shop.records.models import ClientSession, Login, Session
from tests.support.cast import Cast
from tests.support.clients import Phone, with_link
from tests.support.clocks import StoppedClock
from tests.support.scene import lay_out


def invite(cast: Cast) -> None:
    who = cast.staff("olga")
    cast.bench.run(invite_person, who=who, name="Late Comer", roles=["management"])


def test_who_signed_out_meanwhile_does_nothing_more(cast: Cast) -> None:
    cast.bench.run(sign_out, who=cast.staff("olga"))
    with pytest.raises(RefusedError, match="A1-2"):
        invite(cast)


def test_a_session_that_ran_out_meanwhile_does_nothing_more(
    cast: Cast, clock: StoppedClock
) -> None:
    clock.pass_by(hours=12, seconds=-2)  # Olga has been here for a second
    invite(cast)
    clock.pass_by(seconds=1)
    with pytest.raises(RefusedError, match="A1-2"):
        invite(cast)


def test_the_session_is_the_persons_own(cast: Cast) -> None:
    Session.objects.filter(pk=cast.staff("olga").session).update(person=cast.id("tariq"))
    with pytest.raises(RefusedError, match="A1-2"):
        invite(cast)


def test_nothing_is_opened_in_a_session_that_ended(bench: Bench) -> None:
    scene = lay_out(bench)
    login = scene.seal()
    assert scene.open(scene.tariq, login).left == 2
    signed = scene.sign(scene.tariq, login)
    Session.objects.filter(pk=scene.staff(scene.tariq).session).delete()
    with pytest.raises(RefusedError, match="A1-2"):
        scene.open(scene.tariq, login, signed)
    assert Login.objects.get(pk=login).left == 2


def visit_of(phone: Phone) -> ClientVisit:
    """How the procedures know the client behind *phone*."""
    token = phone.web.cookies[cookies.name(phone.bench.config, cookies.CLIENT)].value
    visit = sessions.client(phone.bench, token)
    assert visit is not None
    return visit


def test_a_client_whose_visit_ended_meanwhile_sees_nothing_more(cast: Cast) -> None:
    visit = visit_of(with_link(cast).claimed())
    assert cast.bench.run(look_at_client_page, who=visit).job["id"] == visit.job
    ClientSession.objects.all().delete()
    with pytest.raises(RefusedError, match="A5-2"):
        cast.bench.run(look_at_client_page, who=visit)


def test_a_client_whose_visit_ran_out_meanwhile_sees_nothing_more(
    cast: Cast, clock: StoppedClock
) -> None:
    visit = visit_of(with_link(cast).claimed())
    clock.pass_by(seconds=SESSION)
    with pytest.raises(RefusedError, match="A5-2"):
        cast.bench.run(look_at_client_page, who=visit)


def test_a_sitting_ends_once(cast: Cast) -> None:
    visit = visit_of(with_link(cast).claimed())
    with pytest.raises(AbsentError):
        cast.bench.run(end_sitting, who=replace(visit, counter=True, session="gone"))
    assert ClientSession.objects.count() == 1
