"""The return: who gets everything, who does not, and what a confirmation allows."""

import io
import json
import zipfile

import pytest

from sealbench import canon
from sealbench.errors import ConflictError, MalformedError, RefusedError
from sealbench.ids import JobId
from sealbench.keyring import file_node
from sealbench.package import check_package, write_package
from sealbench.seal import SealedReader, by_identity, to_recipients
from sealbench.shop.pages.whole_package import whole_package
from sealbench.shop.procedures.collect_return import collect_return
from sealbench.shop.procedures.confirm_return import confirm_return
from sealbench.shop.procedures.destroy_client import destroy_client
from sealbench.shop.procedures.edit_job import JobDraft, edit_job
from sealbench.shop.procedures.end_due_cases import end_due_cases
from sealbench.shop.procedures.fetch_return import fetch_return
from sealbench.shop.procedures.hand_over_return import Document, hand_over_return
from sealbench.shop.procedures.intake import ClientWords, JobWords
from sealbench.shop.procedures.reissue_link import Identified, reissue_link
from sealbench.shop.procedures.stop_service import stop_service
from sealbench.shop.records.models import File, Job, Mail, Notice, Termination
from tests.support.cast import Cast
from tests.support.clients import Phone
from tests.support.clocks import StoppedClock
from tests.support.desk import LAPTOP, desk, events, house_events, service
from tests.support.endings import CANARY, WORDS, Leaver, leaver
from tests.support.files import attach
from tests.support.sessions import stay_signed_in

CARD = Document.IDENTITY_CARD


def settled(cast: Cast, clock: StoppedClock) -> Leaver:
    """Return a client who stopped the service and whose key has settled."""
    stay_signed_in()
    who = leaver(cast)
    who.stop()
    clock.pass_by(hours=72)
    return who


def rules(cast: Cast) -> list[str]:
    found = [e for e in house_events(cast.bench) if e["type"] == "action:refused"]
    return [str(event["rule"]) for event in found]


def test_a_settled_key_gets_everything_and_nobody_else_opens_it(
    cast: Cast, clock: StoppedClock
) -> None:
    who = settled(cast, clock)
    bench = cast.bench
    fetched, receipts = bench.run_recorded(
        fetch_return, who=who.visit, signed=who.signed("fetch-return")
    )
    content = whole_package(bench, fetched.collected, receipts)
    out = io.BytesIO()
    slip = write_package(content, out, to_recipients([fetched.recipient]))
    assert CANARY.encode() not in out.getvalue()
    checked = check_package(io.BytesIO(out.getvalue()), by_identity(who.phone.identity))
    assert checked.sha256 == slip.sha256
    names = set(checked.names)
    assert {"client.json", "jobs.csv", "events.jsonl", "README.html"} <= names
    assert sum(name.startswith("dossiers/") for name in names) == 2
    plain = SealedReader(io.BytesIO(out.getvalue()), by_identity(who.phone.identity)).read()
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        client = json.loads(archive.read("client.json"))
        lines = archive.read("events.jsonl").splitlines()
    assert client[0]["name"] == CANARY
    told = {str(event["type"]) for event in map(canon.from_bytes, lines)}
    assert {"job:taken-in", "login:sealed", "service:stopped"} <= told
    assert Notice.objects.filter(kind="package-returned").count() == 1
    assert events(bench, _newest(who))[-1]["type"] == "dossier:handed-out"


def test_confirmed_by_a_settled_key_it_is_destroyed_at_once(
    cast: Cast, clock: StoppedClock
) -> None:
    who = settled(cast, clock)
    with pytest.raises(RefusedError) as caught:
        cast.bench.run(confirm_return, who=who.visit, signed=who.signed("confirm-return"))
    assert caught.value.reason == "C2-15"
    cast.bench.run(fetch_return, who=who.visit, signed=who.signed("fetch-return"))
    assert end_due_cases(cast.bench) == 0
    cast.bench.run(confirm_return, who=who.visit, signed=who.signed("confirm-return"))
    assert end_due_cases(cast.bench) == 1
    content = cast.bench.read_house(Termination.objects.get())
    assert content["level"] == "settled"
    assert content["approver"] == "the client"


def test_what_discloses_needs_a_signature_on_this_very_case(
    cast: Cast, clock: StoppedClock
) -> None:
    who = settled(cast, clock)
    with pytest.raises(MalformedError):
        cast.bench.run(fetch_return, who=who.visit, signed=None)
    with pytest.raises(MalformedError):
        cast.bench.run(fetch_return, who=who.visit, signed=who.signed("confirm-return"))
    with pytest.raises(MalformedError):
        cast.bench.run(confirm_return, who=who.visit, signed=who.signed("fetch-return"))
    fetched = cast.bench.run(fetch_return, who=who.visit, signed=who.signed("fetch-return"))
    assert fetched.recipient


def test_before_the_stop_nothing_is_returned(cast: Cast, clock: StoppedClock) -> None:
    who = leaver(cast)
    who.case = "a" * 24
    clock.pass_by(hours=72)
    with pytest.raises(ConflictError):
        cast.bench.run(fetch_return, who=who.visit, signed=who.signed("fetch-return"))
    who.stop()
    fetched = cast.bench.run(fetch_return, who=who.visit, signed=who.signed("fetch-return"))
    assert fetched.recipient


def test_the_key_of_today_gets_nothing(cast: Cast, clock: StoppedClock) -> None:
    who = leaver(cast)
    who.stop()
    clock.pass_by(hours=71)
    with pytest.raises(RefusedError) as caught:
        cast.bench.run(fetch_return, who=who.visit, signed=who.signed("fetch-return"))
    assert caught.value.reason == "C2-12"
    assert events(cast.bench, _newest(who))[-1]["rule"] == "C2-12"
    assert rules(cast)[-1] == "C2-12"
    clock.pass_by(hours=1)
    fetched = cast.bench.run(fetch_return, who=who.visit, signed=who.signed("fetch-return"))
    assert fetched.recipient


def test_a_key_claimed_anew_the_same_day_gets_nothing(cast: Cast, clock: StoppedClock) -> None:
    """The walk of somebody who talks the desk into a new link."""
    who = settled(cast, clock)
    slip = cast.bench.run(
        reissue_link, who=desk(cast), number=who.counter.number, how=Identified.RECEIPT
    )
    thief = Leaver(cast, who.counter, who.counter.phone(), who.case)
    assert thief.phone.claim(slip.link.token, slip.link.code).status_code == 200
    with pytest.raises(RefusedError) as caught:
        cast.bench.run(fetch_return, who=thief.visit, signed=thief.signed("fetch-return"))
    assert caught.value.reason == "C2-12"
    with pytest.raises(RefusedError) as caught:
        cast.bench.run(confirm_return, who=thief.visit, signed=thief.signed("confirm-return"))
    assert caught.value.reason == "C2-14"
    assert rules(cast)[-2:] == ["C2-12", "C2-14"]
    assert end_due_cases(cast.bench) == 0


def test_a_key_on_the_device_in_custody_never_settles(cast: Cast, clock: StoppedClock) -> None:
    who = leaver(cast)
    who.stop()
    from sealbench.shop.records.models import ClientKey  # noqa: PLC0415

    ClientKey.objects.update(device_stays=True)
    clock.pass_by(days=20)
    with pytest.raises(RefusedError) as caught:
        cast.bench.run(fetch_return, who=who.visit, signed=who.signed("fetch-return"))
    assert caught.value.reason == "C2-12"


@pytest.mark.parametrize(("name", "rule"), [("tariq", "C2-9"), ("nina", "C2-9"), ("adam", "C2-9")])
def test_a_technician_with_the_clients_open_mailbox_gets_nothing(
    cast: Cast, clock: StoppedClock, name: str, rule: str
) -> None:
    who = settled(cast, clock)
    with pytest.raises(RefusedError) as caught:
        cast.bench.run(hand_over_return, who=cast.staff(name), case=who.case, document=CARD)
    assert caught.value.reason == rule
    assert rules(cast)[-1] == rule
    phone = Phone(cast.bench, cast.stranger(), who.counter.job)
    assert phone.visit(who.counter.token).status_code == 404
    mails = [str(row.sealed) for row in Mail.objects.all()]
    assert not any("age-encryption" in mail for mail in mails)


def test_a_forged_letter_moves_nothing(cast: Cast, clock: StoppedClock) -> None:
    """A letter is no document that was compared with a person who stands here."""
    who = settled(cast, clock)
    with pytest.raises(RefusedError) as caught:
        cast.bench.run(hand_over_return, who=desk(cast), case=who.case, document=None)
    assert caught.value.reason == "C2-13"
    with pytest.raises(RefusedError) as caught:
        cast.bench.run(confirm_return, who=desk(cast), case=who.case, compared=False)
    assert caught.value.reason == "C2-14"
    assert rules(cast)[-2:] == ["C2-13", "C2-14"]
    assert Termination.objects.get().returned_at is None


def test_staff_do_not_confirm_what_they_did_not_hand_over(cast: Cast, clock: StoppedClock) -> None:
    """The walk of staff who waive for the client."""
    who = settled(cast, clock)
    cast.bench.run(fetch_return, who=who.visit, signed=who.signed("fetch-return"))
    for name in ("dora", "olga"):
        with pytest.raises(RefusedError) as caught:
            cast.bench.run(confirm_return, who=cast.staff(name), case=who.case, compared=True)
        assert caught.value.reason == "C2-14"
    assert rules(cast)[-2:] == ["C2-14", "C2-14"]
    assert end_due_cases(cast.bench) == 0
    cast.bench.run(hand_over_return, who=desk(cast), case=who.case, document=CARD)
    cast.bench.run(confirm_return, who=desk(cast), case=who.case, compared=True)
    content = cast.bench.read_house(Termination.objects.get())
    assert content["document"] == "identity card"


def test_an_address_that_was_changed_before_is_no_way_to_it(cast: Cast) -> None:
    """The walk of a desk that changes the address and then terminates."""
    stay_signed_in()
    who = leaver(cast)
    words = ClientWords(CANARY, "", "thief@example.org", "e-mail")
    draft = JobDraft(
        words, LAPTOP, JobWords(service(cast.bench, "Battery"), "Battery.", "in the shop")
    )
    cast.bench.run(edit_job, who=desk(cast), job=_newest(who), draft=draft)
    cast.bench.run(stop_service, who=desk(cast), number=who.counter.number)
    who.case = Termination.objects.get().pk
    from sealbench.shop.procedures.announce_destruction import (  # noqa: PLC0415
        announce_destruction,
    )

    cast.bench.run(announce_destruction, who=desk(cast), case=who.case)
    told = _addresses(cast, who, "destruction-announced")
    assert {WORDS.email, WORDS.phone, "thief@example.org"} <= told
    with pytest.raises(RefusedError) as caught:
        cast.bench.run(destroy_client, who=desk(cast), case=who.case)
    assert caught.value.reason == "C2-16"
    assert rules(cast)[-1] == "C2-16"
    assert events(cast.bench, _newest(who))[-1]["rule"] == "C2-16"


def test_collecting_says_in_numbers_what_there_is(cast: Cast, clock: StoppedClock) -> None:
    who = settled(cast, clock)
    numbers = cast.bench.run(collect_return, who=desk(cast), case=who.case)
    assert numbers["jobs"] == numbers["dossiers"] == 2
    assert numbers["events"] > 5
    with pytest.raises(RefusedError) as caught:
        cast.bench.run(collect_return, who=cast.staff("tariq"), case=who.case)
    assert caught.value.clause == "C2"


def _newest(who: Leaver) -> JobId:
    rows = Job.objects.filter(client=who.client).order_by("-created_at", "-number")
    return JobId(rows.values_list("pk", flat=True)[0])


def _addresses(cast: Cast, who: Leaver, kind: str) -> set[str]:
    from sealbench.keyring import record_node  # noqa: PLC0415
    from sealbench.shop.bench import rows  # noqa: PLC0415

    found = Notice.objects.get(kind=kind, job__client=who.client)
    node = record_node(JobId(found.job_id))
    key = cast.bench.keys.key(node)
    return {str(each[1]) for each in rows.read(found, key, node.name)["to"]}  # type: ignore[index,union-attr]  # pairs of channel and address


def test_files_come_along_and_die_with_the_client(cast: Cast, clock: StoppedClock) -> None:
    stay_signed_in()
    who, bench = leaver(cast), cast.bench
    file = attach(cast, who.counter.number)
    who.stop()
    clock.pass_by(hours=72)
    signed = who.signed("fetch-return")
    fetched, receipts = bench.run_recorded(fetch_return, who=who.visit, signed=signed)
    out = io.BytesIO()
    content = whole_package(bench, fetched.collected, receipts)
    slip = write_package(content, out, to_recipients([fetched.recipient]))
    assert slip.files == 1
    names = check_package(io.BytesIO(out.getvalue()), by_identity(who.phone.identity)).names
    assert [name for name in names if name.startswith("files/") and name.endswith(file.name)]
    assert not bench.keys.is_gone(file_node(file.id))
    bench.run(confirm_return, who=who.visit, signed=who.signed("confirm-return"))
    assert end_due_cases(bench) == 1
    assert bench.keys.is_gone(file_node(file.id))
    assert not File.objects.exists()
    assert bench.read_house(Termination.objects.get())["destroys"]["files"] == 1
