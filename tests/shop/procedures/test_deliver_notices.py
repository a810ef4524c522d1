"""Notices by mail, from the deed to the wire and back into the journal."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sealbench.errors import UnavailableError
from sealbench.policy import Policy
from sealbench.shop import smtp
from sealbench.shop.bench import Bench, Granted, Outcome, Work, opening
from sealbench.shop.config import Config
from sealbench.shop.procedures.deliver_notices import deliver_notices, pause, try_mail
from sealbench.shop.procedures.edit_job import JobDraft, edit_job
from sealbench.shop.procedures.handle_notice import handle_notice
from sealbench.shop.procedures.issue_link import issue_link
from sealbench.shop.procedures.job_file import load_job
from sealbench.shop.procedures.look_at_job import look_at_job
from sealbench.shop.procedures.looks import Why
from sealbench.shop.procedures.notice_view import Message, State
from sealbench.shop.procedures.reissue_link import Identified, reissue_link
from sealbench.shop.procedures.settle_mail import MOST, settle_mail
from sealbench.shop.procedures.take_in_job import TakenIn
from sealbench.shop.records.models import Leaf, Mail, Notice
from sealbench.shop.smtp import Fate
from tests.support.cast import Cast
from tests.support.clocks import StoppedClock
from tests.support.desk import IDA, LAPTOP, desk, events, intake, take_in
from tests.support.post_office import SENDER, Office, post_office
from tests.support.sessions import stay_signed_in

BOTH = replace(IDA, second_channel="e-mail", second_address="ida.at.work@example.net")


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    folder = tmp_path / "office"
    folder.mkdir()
    monkeypatch.setenv("SSL_CERT_FILE", str(folder / "ca.pem"))
    with post_office(folder) as made:
        yield made


@pytest.fixture
def home(home: Config, office: Office) -> Config:
    """Return the configuration of a home that sends mail."""
    return replace(home, mail=office.server)


@pytest.fixture
def job(cast: Cast) -> TakenIn:
    stay_signed_in()
    return take_in(cast, intake(cast, client=BOTH))


def deliver(cast: Cast, unsettled: dict[str, Fate] | None = None) -> int:
    return deliver_notices(cast.bench, {} if unsettled is None else unsettled)


def reissue(cast: Cast, job: TakenIn) -> None:
    cast.bench.run(reissue_link, who=desk(cast), number=job.number, how=Identified.KNOWN)


def message(cast: Cast, job: TakenIn) -> Message:
    view = cast.bench.run(look_at_job, who=desk(cast), number=job.number, why=Why("call"))
    return view.messages[0]


def states(cast: Cast, job: TakenIn) -> dict[str, State]:
    return {each.channel.address: each.state for each in message(cast, job).reaches}


def sent(bench: Bench, job: TakenIn) -> list[str]:
    return [
        str(event["channel"]) for event in events(bench, job.id) if event["type"] == "notice:sent"
    ]


def test_a_notice_goes_to_every_address_and_the_rest_is_for_the_desk(
    cast: Cast, job: TakenIn, office: Office
) -> None:
    reissue(cast, job)
    assert set(states(cast, job).values()) == {State.BY_HAND, State.WAITING}
    assert deliver(cast) == 2
    assert sorted(letter.rcpt_tos for letter in office.letters) == [
        [BOTH.second_address],
        [IDA.email],
    ]
    assert states(cast, job) == {
        IDA.phone: State.BY_HAND,
        IDA.email: State.SENT,
        BOTH.second_address: State.SENT,
    }
    assert sent(cast.bench, job) == ["e-mail", "e-mail"]
    assert deliver(cast) == 0
    assert len(office.letters) == 2
    assert message(cast, job).by_hand
    cast.bench.run(handle_notice, who=desk(cast), job=job.id, notice=message(cast, job).id)
    assert not message(cast, job).is_open


def test_a_mail_says_nothing_personal_and_neither_do_journal_and_files(
    cast: Cast, job: TakenIn, office: Office, capfd: pytest.CaptureFixture[str]
) -> None:
    slip = cast.bench.run(issue_link, who=desk(cast), number=job.number)
    reissue(cast, job)
    deliver(cast)
    text = next(each for each in office.texts if f"To: {IDA.email}" in each)
    assert BOTH.second_address not in text
    for word in ("Corner Repairs", f"job {job.number}", cast.bench.config.site):
        assert word in text.replace("=\r\n", "")
    told = "".join(office.texts)
    for word in (IDA.name, "Ida", IDA.phone, slip.link.token, slip.link.code, "/c/", "Tariq"):
        assert word not in told
    journal = str(events(cast.bench, job.id))
    assert "'channel': 'e-mail'" in journal
    logged = "".join(capfd.readouterr())
    for address in (IDA.email, BOTH.second_address):
        assert address not in journal + logged
        assert address not in stored()
    assert "link-reissued" in stored()


def stored() -> str:
    """Return everything that the tables of notices hold in the clear."""
    cells = [
        cell
        for model in (Notice, Mail, Leaf)
        for row in model.objects.values_list()
        for cell in row
    ]
    return "\n".join(
        bytes(cell).decode("latin-1") if isinstance(cell, bytes | memoryview) else str(cell)
        for cell in cells
    )


def test_a_server_that_is_down_is_asked_again_later_and_later(
    cast: Cast, job: TakenIn, office: Office, clock: StoppedClock
) -> None:
    reissue(cast, job)
    office.data = "451 come again"
    assert deliver(cast) == 0
    assert sorted(Mail.objects.values_list("tries", flat=True)) == [0, 1]  # asked once a round
    office.data = "250 OK"
    assert deliver(cast) == 1
    clock.pass_by(seconds=pause(1) - 1)
    assert deliver(cast) == 0
    clock.pass_by(seconds=1)
    assert deliver(cast) == 1
    assert set(Mail.objects.values_list("tries", flat=True)) == {1, 2}


def test_the_pauses_grow_from_a_minute_to_six_hours() -> None:
    pauses = [pause(tries) for tries in range(1, MOST)]
    assert (pauses[0], pauses[-1]) == (60, 6 * 3600)
    assert pauses == sorted(pauses)
    assert 24 * 3600 < sum(pauses) < 48 * 3600


def test_after_ten_tries_the_desk_sends_it_by_hand(
    cast: Cast, office: Office, clock: StoppedClock
) -> None:
    stay_signed_in()
    job = take_in(cast)
    reissue(cast, job)
    cast.bench.run(handle_notice, who=desk(cast), job=job.id, notice=message(cast, job).id)
    assert not message(cast, job).by_hand
    office.data = "451 come again"
    for _ in range(MOST + 3):
        deliver(cast)
        clock.pass_by(seconds=pause(MOST))
    assert Mail.objects.get().tries == MOST
    assert states(cast, job)[IDA.email] is State.BY_HAND
    assert message(cast, job).by_hand
    office.data = "250 OK"
    assert deliver(cast) == 0
    assert office.letters == []


def test_an_address_that_does_not_exist_is_for_the_desk_at_once(
    cast: Cast, job: TakenIn, office: Office
) -> None:
    reissue(cast, job)
    office.recipients = "550 no such mailbox"
    assert deliver(cast) == 0
    assert set(states(cast, job).values()) == {State.BY_HAND}
    assert sent(cast.bench, job) == []


def test_a_crash_before_the_letter_left_loses_none(
    cast: Cast, job: TakenIn, office: Office, clock: StoppedClock
) -> None:
    reissue(cast, job)
    for mail in Mail.objects.values_list("pk", flat=True):
        assert cast.bench.run(try_mail, mail=mail) is not None
        assert cast.bench.run(try_mail, mail=mail) is None  # not again beside the first
    assert deliver(cast) == 0
    clock.pass_by(seconds=pause(1))
    assert deliver(cast) == 2
    assert len(office.letters) == 2


def test_a_crash_after_the_letter_left_sends_it_again_under_the_same_id(
    cast: Cast, job: TakenIn, office: Office, clock: StoppedClock
) -> None:
    reissue(cast, job)
    config = cast.bench.config
    letter = cast.bench.run(try_mail, mail=Mail.objects.values_list("pk", flat=True)[0])
    assert letter is not None
    made = smtp.compose(
        letter, sender=SENDER, site=config.site, host=config.host, at=cast.bench.now()
    )
    assert smtp.send(office.server, made, host=config.host) is Fate.SENT
    assert sent(cast.bench, job) == []  # and here the power went
    clock.pass_by(seconds=pause(1))
    assert deliver(cast) == 2
    ids = [line for text in office.texts for line in text.splitlines() if "Message-ID" in line]
    assert (len(ids), len(set(ids))) == (3, 2)
    assert sent(cast.bench, job) == ["e-mail", "e-mail"]


def test_what_is_known_to_have_gone_is_not_sent_again_when_the_journal_fails(
    cast: Cast, job: TakenIn, office: Office, clock: StoppedClock, rules: Policy
) -> None:
    reissue(cast, job)
    bench, unsettled = cast.bench, dict[str, Fate]()
    office.on_letter = bench.executor.close  # nothing can be recorded from here on
    with pytest.raises(UnavailableError):
        deliver(cast, unsettled)
    assert (len(office.letters), list(unsettled.values())) == (1, [Fate.SENT])
    with pytest.raises(UnavailableError):
        deliver(cast, unsettled)
    assert len(office.letters) == 1
    clock.pass_by(seconds=pause(1))
    office.on_letter = _nothing
    again = opening.open_bench(bench.config, clock, rules)
    try:
        assert deliver_notices(again, unsettled) == 1  # the other address
        assert (len(office.letters), unsettled) == (2, {})
        assert sent(again, job) == ["e-mail", "e-mail"]
    finally:
        again.executor.close()


def _nothing() -> None:
    pass


def test_a_result_is_kept_once(cast: Cast, job: TakenIn) -> None:
    reissue(cast, job)
    mail = Mail.objects.values_list("pk", flat=True)[0]
    for fate in (Fate.SENT, Fate.SENT, Fate.NEVER):
        cast.bench.run(settle_mail, mail=mail, fate=fate)
    assert sent(cast.bench, job) == ["e-mail"]
    assert Mail.objects.get(pk=mail).due_at is None


def test_a_crash_at_the_last_try_leaves_it_to_the_desk(
    cast: Cast, job: TakenIn, clock: StoppedClock
) -> None:
    reissue(cast, job)
    Mail.objects.update(tries=MOST)
    clock.pass_by(seconds=1)
    assert deliver(cast) == 0
    assert set(states(cast, job).values()) == {State.BY_HAND}


def test_an_address_that_changed_hears_of_it_too(cast: Cast, job: TakenIn, office: Office) -> None:
    new = replace(BOTH, email="mallory@example.org", second_channel="", second_address="")
    draft = JobDraft(new, LAPTOP, intake(cast).job)
    cast.bench.run(edit_job, who=desk(cast), job=job.id, draft=draft)
    deliver(cast)
    assert {letter.rcpt_tos[0] for letter in office.letters} == {
        "mallory@example.org",
        IDA.email,
        BOTH.second_address,
    }


def test_what_is_no_address_is_for_the_desk(cast: Cast) -> None:
    stay_signed_in()
    odd = replace(IDA, email="ida (at work) @example")
    job = take_in(cast, intake(cast, client=odd))
    reissue(cast, job)
    assert not Mail.objects.exists()
    assert states(cast, job)[odd.email] is State.BY_HAND


def test_what_is_no_address_any_more_goes_to_the_desk_at_once(
    cast: Cast, job: TakenIn, office: Office
) -> None:
    reissue(cast, job)

    def spoil(work: Work) -> Outcome[None]:
        file = load_job(work, job.id)
        for row in Mail.objects.filter(notice__job=job.id):
            if work.read(row, file.node)["address"] == IDA.email:
                work.write(row, file.node, {"address": "a..b@example.org"})
                row.save(update_fields=["sealed", "version"])
        return Granted(None)

    cast.bench.run(spoil)
    assert deliver(cast) == 1  # the other address hears of it
    assert [letter.rcpt_tos for letter in office.letters] == [[BOTH.second_address]]
    assert not Mail.objects.filter(due_at__isnull=False).exists()
    assert message(cast, job).by_hand
