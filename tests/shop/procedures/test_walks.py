"""Walks of the shop's own people to end a client by a side door: each is refused and recorded."""

import pytest

from sealbench.errors import RefusedError
from sealbench.ids import JobId
from sealbench.shop.procedures.announce_destruction import announce_destruction
from sealbench.shop.procedures.confirm_return import confirm_return
from sealbench.shop.procedures.end_due_cases import end_due_cases
from sealbench.shop.procedures.fetch_return import fetch_return
from sealbench.shop.procedures.hand_over_return import Document, hand_over_return
from sealbench.shop.procedures.object_to_key import object_to_key
from sealbench.shop.procedures.reissue_link import Identified, reissue_link
from sealbench.shop.procedures.start_counter import start_counter
from sealbench.shop.records.models import Client, Job, Termination
from tests.support.cast import Cast
from tests.support.clocks import StoppedClock
from tests.support.desk import desk, events, house_events
from tests.support.endings import Leaver, leaver, tell
from tests.support.sessions import stay_signed_in


def test_a_sitting_that_the_desk_began_confirms_nothing(cast: Cast, clock: StoppedClock) -> None:
    """The walk of staff who take the tablet and confirm as if the client were here."""
    stay_signed_in()
    who = leaver(cast)
    clock.pass_by(hours=72)
    tablet = sitting(who)
    who.stop()
    tablet.case = who.case
    cast.bench.run(fetch_return, who=who.visit, signed=who.signed("fetch-return"))
    with pytest.raises(RefusedError) as caught:
        cast.bench.run(confirm_return, who=tablet.visit, signed=tablet.signed("confirm-return"))
    assert caught.value.reason == "C2-14"
    assert house_events(cast.bench)[-1]["rule"] == "C2-14"
    assert events(cast.bench, newest(who))[-1]["rule"] == "C2-14"
    assert end_due_cases(cast.bench) == 0
    card = Document.IDENTITY_CARD  # the control: whoever was given the package in person
    cast.bench.run(hand_over_return, who=desk(cast), case=who.case, document=card)
    cast.bench.run(confirm_return, who=tablet.visit, signed=tablet.signed("confirm-return"))
    assert end_due_cases(cast.bench) == 1


def test_whose_link_was_replaced_holds_the_destruction(cast: Cast, clock: StoppedClock) -> None:
    """The walk of a desk that gives the client's link to somebody else and waits."""
    stay_signed_in()
    who = leaver(cast)
    slip = cast.bench.run(
        reissue_link, who=desk(cast), number=who.counter.number, how=Identified.RECEIPT
    )
    thief = Leaver(cast, who.counter, who.counter.phone())
    assert thief.phone.claim(slip.link.token, slip.link.code).status_code == 200
    thief.stop()
    cast.bench.run(announce_destruction, who=desk(cast), case=thief.case)
    tell(cast, thief)
    clock.pass_by(days=13)
    assert cast.bench.run(object_to_key, token=who.counter.token) == 1
    assert Termination.objects.get().objected_at is not None
    assert house_events(cast.bench)[-1]["type"] == "destruction:objected-to"
    clock.pass_by(days=10)
    assert end_due_cases(cast.bench) == 0
    assert Client.objects.filter(pk=who.client).exists()


def test_where_no_case_is_open_an_objection_to_a_key_holds_nothing(cast: Cast) -> None:
    who = leaver(cast)
    assert cast.bench.run(object_to_key, token=who.counter.token) == 1
    assert not Termination.objects.exists()


def sitting(who: Leaver) -> Leaver:
    """Return the client as the shop's tablet has it, in a sitting that the desk began."""
    cast = who.cast
    slip = cast.bench.run(start_counter, who=desk(cast), number=who.counter.number)
    tablet = Leaver(cast, who.counter, who.counter.phone())
    token = slip.link.token
    statement = tablet.phone.claim_statement(token.replace("-", "").lower()).to_json()
    answer = tablet.phone.post("/counter/begin", {"token": token, "statement": statement})
    assert answer.status_code == 200, answer.content
    return tablet


def newest(who: Leaver) -> JobId:
    rows = Job.objects.filter(client=who.client).order_by("-created_at", "-number")
    return JobId(rows.values_list("pk", flat=True)[0])
