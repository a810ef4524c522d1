"""What an agreement opens and closes, to the second, and for whom (C1)."""

from datetime import timedelta
from typing import Any

import pytest

from sealbench.errors import RefusedError
from sealbench.ids import new_id
from sealbench.shop.bench import Bench, Granted
from sealbench.shop.procedures.certificate import read_copies
from sealbench.shop.procedures.edit_job import JobDraft, edit_job
from sealbench.shop.procedures.hand_out_dossier import hand_out_dossier
from sealbench.shop.procedures.keep_agreements import keep_agreements
from sealbench.shop.procedures.look_at_file import look_at_file
from sealbench.shop.procedures.look_at_job import look_at_job
from sealbench.shop.procedures.require_agreement import require_agreement
from sealbench.shop.procedures.stop_service import stop_service
from sealbench.shop.records.models import (
    Agreement,
    CaseEntry,
    Clearance,
    Client,
    Notice,
    Termination,
    Verdict,
)
from tests.agreement.hostile_pdfs import pdf
from tests.support.agreements import Deal, visit_of
from tests.support.cast import Cast
from tests.support.clients import with_link
from tests.support.clocks import StoppedClock
from tests.support.desk import client_record, put_in_service
from tests.support.files import attach
from tests.support.people import SoftwarePerson
from tests.support.scene import Scene, lay_out
from tests.support.sessions import stay_signed_in


@pytest.fixture
def scene(bench: Bench) -> Scene:
    return lay_out(bench)


@pytest.fixture
def deal(cast: Cast) -> Deal:
    stay_signed_in()
    made = Deal(cast, with_link(cast))
    put_in_service(cast, made.counter.job)
    return made


def refusal(scene: Scene, login: Any) -> str:
    with pytest.raises(RefusedError) as told:
        scene.open(scene.tariq, login)
    assert told.value.clause == "C1"
    return str(scene.events()[-1]["rule"])


def clear(scene: Scene, *people: SoftwarePerson, begins: int = 0, ends: int = 60) -> Agreement:
    """Put an agreement in force that clears *people*, from and to so many seconds from now."""
    now = int(scene.bench.now().timestamp())
    row = Agreement.objects.create(
        pk=new_id(),
        client_id=scene.client,
        state="in force",
        created_at=now,
        begins_at=now + begins,
        ends_at=now + ends,
        sealed=b"",
    )
    for person in people:
        Clearance.objects.create(agreement=row, person_id=person.id)
    return row


@pytest.mark.parametrize(
    ("begins", "ends", "opens"),
    [(0, 1, True), (-9, 9, True), (1, 9, False), (-9, 0, False), (-9, -1, False)],
)
def test_an_agreement_opens_from_its_first_second_to_its_last(
    scene: Scene, *, begins: int, ends: int, opens: bool
) -> None:
    login = scene.seal()
    Client.objects.filter(pk=scene.client).update(agreement_required=True)
    clear(scene, scene.tariq, begins=begins, ends=ends)
    if opens:
        assert scene.open(scene.tariq, login).left == 2
    else:
        assert refusal(scene, login) == "C1-1"


@pytest.mark.parametrize(
    "state", ["draft", "reviewed", "signed by management", "signed by the client", "withdrawn"]
)
def test_an_agreement_that_is_not_signed_by_both_opens_nothing(scene: Scene, state: str) -> None:
    login = scene.seal()
    Client.objects.filter(pk=scene.client).update(agreement_required=True)
    row = clear(scene, scene.tariq)
    Agreement.objects.filter(pk=row.pk).update(state=state)
    assert refusal(scene, login) == "C1-1"
    Agreement.objects.filter(pk=row.pk).update(state="in force")
    assert scene.open(scene.tariq, login).left == 2


def test_whoever_an_agreement_does_not_clear_stays_out(scene: Scene) -> None:
    login = scene.seal(scene.tariq, scene.nina)
    Client.objects.filter(pk=scene.client).update(agreement_required=True)
    clear(scene, scene.nina)
    assert refusal(scene, login) == "C1-1"


def problem(deal: Deal, who: str = "tariq") -> str:
    number = deal.counter.number
    return deal.cast.bench.run(look_at_job, who=deal.cast.staff(who), number=number).problem


def require(deal: Deal, who: str = "dora") -> None:
    deal.cast.bench.run(require_agreement, who=deal.cast.staff(who), client=deal.client)


def test_what_is_wrong_and_files_are_closed_until_one_is_in_force_and_after_it(
    deal: Deal, clock: StoppedClock
) -> None:
    cast, number = deal.cast, deal.counter.number
    file = attach(cast, number).id
    assert problem(deal)

    def look(who: str) -> Any:
        return cast.bench.run(look_at_file, who=cast.staff(who), number=number, wanted=file)

    assert look("tariq").id == file
    require(deal)
    views = [
        cast.bench.run(look_at_job, who=cast.staff(who), number=number)
        for who in ("tariq", "olga", "dora")
    ]
    for view in views:
        assert (view.problem, list(view.files), view.closed) == ("", [], True)
    view = views[-1]
    with pytest.raises(RefusedError, match="C1-2"):
        look("tariq")
    with pytest.raises(RefusedError, match="C1-2"):
        cast.bench.run(hand_out_dossier, who=cast.staff("dora"), number=number)
    draft = JobDraft(view.client, view.device, _words(view))
    with pytest.raises(RefusedError, match="C1-2"):
        cast.bench.run(edit_job, who=cast.staff("dora"), job=deal.counter.job, draft=draft)
    deal.in_force("tariq", "dora")
    assert problem(deal)
    assert problem(deal, "dora")
    assert problem(deal, "olga") == ""  # management is not cleared by being management
    assert look("tariq").id == file
    ends = Agreement.objects.get().ends_at
    clock.at += timedelta(seconds=ends - 1 - int(clock.at.timestamp()))
    assert problem(deal)
    clock.pass_by(seconds=1)
    assert problem(deal) == ""
    with pytest.raises(RefusedError):
        look("tariq")


def test_to_require_one_twice_is_recorded_once(deal: Deal) -> None:
    require(deal)
    require(deal, "olga")
    told = client_record(deal.cast.bench, deal.client)
    assert [each["type"] for each in told].count("agreement:required") == 1


def test_the_client_may_require_one_and_a_technician_may_not(deal: Deal) -> None:
    with pytest.raises(RefusedError, match="C1-14"):
        require(deal, "tariq")
    assert not Client.objects.filter(agreement_required=True).exists()
    phone = deal.counter.claimed()
    deal.cast.bench.run(require_agreement, who=visit_of(phone))
    assert Client.objects.filter(agreement_required=True).count() == 1


def test_warnings_come_30_7_and_1_days_before_the_end_and_the_end_is_noted(
    deal: Deal, clock: StoppedClock
) -> None:
    deal.in_force()
    ends = Agreement.objects.get().ends_at
    bench = deal.cast.bench

    def at(**before: int) -> list[int]:
        clock.at += timedelta(seconds=ends - int(clock.at.timestamp())) - timedelta(**before)
        keep_agreements(bench)
        assert keep_agreements(bench) == 0
        asked = Verdict.objects.get(pk="agreement:keep").granted
        keep_agreements(bench)  # where nothing is due, nothing is asked
        assert Verdict.objects.get(pk="agreement:keep").granted == asked
        told = client_record(bench, deal.client)
        return [each["days"] for each in told if each["type"] == "agreement:warned"]

    assert at(days=30, seconds=1) == []
    assert at(days=30) == [30]
    assert at(days=8) == [30]
    assert at(days=7) == [30, 7]
    assert at(hours=23) == [30, 7, 1]
    assert Notice.objects.filter(kind="agreement-ends").count() == 3
    assert deal.told()["state"] == "in force"
    assert at(seconds=0) == [30, 7, 1]
    assert deal.told()["state"] == "ended"


def test_a_short_agreement_is_warned_of_once(deal: Deal) -> None:
    today = deal.cast.bench.now().date()
    deal.in_force(valid_until=today + timedelta(days=3))
    keep_agreements(deal.cast.bench)
    told = client_record(deal.cast.bench, deal.client)
    assert [each["days"] for each in told if each["type"] == "agreement:warned"] == [7]


def test_both_sides_end_one_with_notice_and_it_opens_until_then(
    deal: Deal, clock: StoppedClock
) -> None:
    deal.in_force()
    now = deal.cast.bench.now()
    with pytest.raises(RefusedError, match="C1-13"):
        deal.end("olga", now + timedelta(days=29))
    with pytest.raises(RefusedError, match="C1-3"):
        deal.end("dora", now + timedelta(days=30))
    ends = deal.end("olga", now + timedelta(days=30))
    assert ends == int((now + timedelta(days=30)).timestamp())
    assert deal.end_by_client(deal.tablet(), now + timedelta(days=60)) == ends  # not later again
    assert problem(deal)
    clock.pass_by(days=30)
    assert problem(deal) == ""
    assert Notice.objects.filter(kind="agreement-end-set").count() == 2


def test_a_code_that_was_mailed_ends_nothing(deal: Deal) -> None:
    deal.in_force(notice_days=0)
    phone = deal.counter.claimed()
    with pytest.raises(RefusedError, match="C1-10"):
        deal.end_by_client(phone, deal.cast.bench.now())
    assert deal.end_by_client(deal.tablet(), deal.cast.bench.now())


def test_the_stop_ends_access_and_the_case_knows_until_when_the_agreement_runs(
    deal: Deal,
) -> None:
    deal.in_force()
    ends = Agreement.objects.get().ends_at
    cast = deal.cast
    cast.bench.run(stop_service, who=cast.staff("dora"), number=deal.counter.number)
    told = cast.bench.read_house(Termination.objects.get())
    assert (told["agreement"], told["agreement_until"]) == (True, ends)
    with pytest.raises(RefusedError, match="C2-22"):
        deal.document()
    other = Deal(cast, with_link(cast))
    cast.bench.run(stop_service, who=cast.staff("dora"), number=other.counter.number)
    row = Termination.objects.exclude(client=deal.client).get()
    assert cast.bench.read_house(row)["agreement"] is False
    assert not CaseEntry.objects.filter(case=row).exists()


def test_what_binds_on_after_the_stop_lists_itself_in_the_case(
    deal: Deal, clock: StoppedClock
) -> None:
    cast, bench = deal.cast, deal.cast.bench
    today = bench.now().date()
    deal.in_force()
    own = Deal(cast, deal.counter)
    own.in_force(template="", own=pdf(), valid_from=today + timedelta(days=3))  # begins later
    Deal(cast, deal.counter).in_force(valid_until=today)
    Deal(cast, deal.counter).draft()
    clock.pass_by(days=1)  # the third has ended
    case = bench.run(stop_service, who=cast.staff("dora"), number=deal.counter.number).case
    rows = CaseEntry.objects.filter(case=case).order_by("due_at", "pk")
    found = {bench.read_house(row)["what"]: (row, bench.read_house(row)) for row in rows}
    numbers = [each.told()["number"] for each in (deal, own)]
    assert set(found) == {f"agreement {each}: its number and its last day" for each in numbers}
    for each, said in ((deal, "stays after its end"), (own, "your own document")):
        row, words = found[f"agreement {each.told()['number']}: its number and its last day"]
        assert (row.kind, row.due_at) == ("exception", Agreement.objects.get(pk=each.id).ends_at)
        assert said in words["reason"]
        assert "Patient records" not in str(words)  # nothing of its text
    page = cast.client("dora").get(f"/cases/{case}/").content.decode()
    assert all(each in page for each in numbers)
    of = Termination.objects.get(pk=case)
    _copies, kept = bench.run(lambda work: Granted(read_copies(work, of)))
    assert sorted(each.what for each in kept) == sorted(found)
    # A second stop lists nothing twice.
    bench.run(stop_service, who=cast.staff("dora"), number=deal.counter.number)
    assert CaseEntry.objects.filter(case=case).count() == 2


def _words(view: Any) -> Any:
    from sealbench.shop.procedures.intake import JobWords  # noqa: PLC0415 - for this alone

    return JobWords(view.row.service_id, "Other words.", view.row.place)
