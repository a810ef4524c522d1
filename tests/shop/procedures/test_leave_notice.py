"""Each deed that a client must hear of leaves its notice in the same commit (law 13)."""

from dataclasses import replace

import pytest

from sealbench.errors import RefusedError
from sealbench.shop.procedures.ask_login import ask_login
from sealbench.shop.procedures.expire_logins import expire_logins
from sealbench.shop.procedures.handle_notice import handle_notice
from sealbench.shop.procedures.job_view import JobView
from sealbench.shop.procedures.look_at_job import look_at_job
from sealbench.shop.procedures.notice_kinds import NoticeKind, sentence_of
from sealbench.shop.procedures.tell_openings import tell_openings
from sealbench.shop.records.models import Client, Login, Notice
from tests.support.attestations import attest_and_close
from tests.support.cast import Cast
from tests.support.clients import Counter, with_link
from tests.support.clocks import StoppedClock
from tests.support.desk import IDA, desk, intake, keep_login, put_in_service, take_in
from tests.support.scene import lay_out
from tests.support.sessions import stay_signed_in


@pytest.fixture
def counter(cast: Cast) -> Counter:
    stay_signed_in()
    return with_link(cast)


def kinds() -> list[str]:
    return sorted(Notice.objects.values_list("kind", flat=True))


def view(cast: Cast, number: int) -> JobView:
    return cast.bench.run(look_at_job, who=desk(cast), number=number)


def test_a_job_without_an_exception_leaves_none(cast: Cast) -> None:
    job = take_in(cast)
    attest_and_close(cast, job.id)
    assert kinds() == []


def test_a_login_that_is_not_needed_is_told_at_the_intake_and_later(cast: Cast) -> None:
    take_in(cast, intake(cast, "Battery", reason="Only when signed in."))
    assert kinds() == ["login-asked-for"]
    job = take_in(cast, intake(cast, "Battery"))
    with pytest.raises(RefusedError):
        cast.bench.run(ask_login, who=desk(cast), job=job.id, reason="")
    assert len(kinds()) == 1
    cast.bench.run(ask_login, who=desk(cast), job=job.id, reason="Only when signed in.")
    assert kinds() == ["login-asked-for"] * 2
    assert "signed in" not in view(cast, job.number).messages[0].text


def test_a_claim_is_told_and_a_second_one_once_a_day(counter: Counter, clock: StoppedClock) -> None:
    counter.phone().claim(counter.token, counter.wrong)
    assert kinds() == []
    counter.claimed()
    assert kinds() == ["link-claimed"]
    for _ in range(2):
        assert counter.phone().claim(counter.token, counter.code).status_code == 409
    assert kinds() == ["claim-tried", "link-claimed"]
    Notice.objects.update(handled_at=1)
    clock.pass_by(hours=25)
    counter.phone().claim(counter.token, counter.code)
    assert kinds() == ["claim-tried", "claim-tried", "link-claimed"]


def test_a_login_that_expires_or_is_removed_is_told(counter: Counter, clock: StoppedClock) -> None:
    cast = counter.cast
    phone = counter.claimed()
    phone.acknowledge()
    put_in_service(cast, counter.job)
    upload = phone.sealed(counter.recipients())
    phone.json("/c/seal", upload)
    keep_login(cast, counter.job, "tariq")
    login = str(upload["statement"]["statement"]["login"])
    phone.json("/c/remove", {"login": login, "statement": None})
    assert kinds() == ["link-claimed", "login-ended"]
    clock.pass_by(days=2)
    assert cast.bench.run(expire_logins) == 1
    assert kinds() == ["link-claimed", "login-ended", "login-ended"]


def test_logins_that_die_with_the_job_are_told(cast: Cast) -> None:
    job = take_in(cast).id
    keep_login(cast, job, "tariq")
    attest_and_close(cast, job)
    assert kinds() == ["login-ended"]


def test_one_click_is_for_all_openings_that_the_message_speaks_of(cast: Cast) -> None:
    stay_signed_in()
    scene = lay_out(cast.bench, number=7001)
    login = scene.seal()
    for _ in range(2):  # the first was left before the desk could send it by mail
        scene.open(scene.tariq, login)
        tell_openings(cast.bench)
        Notice.objects.update(kind="login-opened-before")
    Notice.objects.update(kind="login-opened")
    (message,) = view(cast, 7001).messages
    cast.bench.run(handle_notice, who=desk(cast), job=scene.job, notice=message.id)
    assert not Notice.objects.filter(handled_at=None).exists()


def test_a_notice_goes_to_the_channels_that_were_known_when_it_was_left(cast: Cast) -> None:
    both = replace(IDA, second_channel="message", second_address="+46 8 55", channel="message")
    job = take_in(cast, intake(cast, "Battery", client=both, reason="Only when signed in."))
    (message,) = view(cast, job.number).messages
    assert [(each.channel.kind, each.channel.address) for each in message.reaches] == [
        ("message", IDA.phone),
        ("e-mail", IDA.email),
        ("message", "+46 8 55"),
    ]


@pytest.mark.parametrize("kind", NoticeKind)
def test_a_sentence_names_the_job_and_no_person_place_or_link(kind: NoticeKind) -> None:
    text = sentence_of(kind, number=1001)
    assert "1001" in text
    assert not {"http", "/c/", "#", "@"} & set(text.split())
    assert len(text) < 200


def test_a_spoiled_client_keeps_no_access_open(cast: Cast, clock: StoppedClock) -> None:
    scene = lay_out(cast.bench, number=2001)
    login = scene.seal()
    Client.objects.filter(jobs=scene.job).update(sealed=b"spoiled")
    clock.pass_by(days=31)
    assert cast.bench.run(expire_logins) == 1
    assert not Login.objects.filter(pk=login).exists()
    notice = Notice.objects.get(job=scene.job)  # for the desk, without an address
    assert notice.kind == "login-ended"
    assert not notice.mails.exists()
