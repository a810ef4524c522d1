from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from sealbench.errors import AbsentError, MalformedError, RefusedError
from sealbench.ids import ServiceId
from sealbench.policy import LoginNeed
from sealbench.screen import screen
from sealbench.shop.bench import Outcome
from sealbench.shop.procedures.add_service import add_service
from sealbench.shop.procedures.edit_service import edit_service
from sealbench.shop.procedures.retire_service import retire_service
from sealbench.shop.procedures.service_file import ServiceWords
from sealbench.shop.procedures.stock_catalogue import stock_catalogue, usual_services
from sealbench.shop.queries.catalogue import services
from sealbench.shop.records.models import ServiceKind
from tests.support.cast import Cast
from tests.support.desk import house_events, service

TUBE = ServiceWords("Tube radio", "Replace a tube.", purposes=("repair",))


def test_it_adds_a_service_that_needs_no_login(cast: Cast) -> None:
    made = cast.bench.run(add_service, who=cast.staff("olga"), words=TUBE)
    found = {each.id: each for each in services(cast.bench)}[made]
    assert (found.name, found.login_need, found.purposes) == ("Tube radio", "none", ("repair",))
    assert services(cast.bench)[-1].id == made
    assert house_events(cast.bench)[-1]["deed"] == "added"


def test_it_changes_the_words_and_tells_the_old_need(cast: Cast) -> None:
    battery = service(cast.bench, "Battery")
    words = replace(TUBE, login_need=LoginNeed.NEEDED)
    cast.bench.run(edit_service, who=cast.staff("olga"), service=battery, words=words)
    assert ServiceKind.objects.get(pk=battery).login_need == "needed"
    event = house_events(cast.bench)[-1]
    assert (event["old_login_need"], event["login_need"]) == ("none", "needed")


def test_a_retired_service_is_kept_and_not_offered(cast: Cast) -> None:
    battery = service(cast.bench, "Battery")
    cast.bench.run(retire_service, who=cast.staff("olga"), service=battery)
    assert battery not in {each.id for each in services(cast.bench)}
    assert battery in {each.id for each in services(cast.bench, retired=True)}
    cast.bench.run(retire_service, who=cast.staff("olga"), service=battery, offered=True)
    assert battery in {each.id for each in services(cast.bench)}


@pytest.mark.parametrize("who", ["dora", "tariq", "adam"])
def test_only_management_changes_the_catalogue(cast: Cast, who: str) -> None:
    battery = service(cast.bench, "Battery")
    deeds: list[tuple[Callable[..., Outcome[Any]], dict[str, Any]]] = [
        (add_service, {"words": TUBE}),
        (edit_service, {"service": battery, "words": TUBE}),
        (retire_service, {"service": battery}),
    ]
    for procedure, known in deeds:
        with pytest.raises(RefusedError) as caught:
            cast.bench.run(procedure, who=cast.staff(who), **known)
        assert caught.value.reason == "B1-1"
        assert house_events(cast.bench)[-1]["action"] == "service:edit"


def test_words_are_screened_and_have_a_form(cast: Cast) -> None:
    olga = cast.staff("olga")
    secret = replace(TUBE, description="password is hunter2")
    with pytest.raises(RefusedError) as caught:
        cast.bench.run(add_service, who=olga, words=secret)
    assert caught.value.clause == "A2"
    for bad in (
        replace(TUBE, name=" "),
        replace(TUBE, purposes=()),
        replace(TUBE, purposes=("party",)),
    ):
        with pytest.raises(MalformedError):
            cast.bench.run(add_service, who=olga, words=bad)
    with pytest.raises(AbsentError):
        cast.bench.run(retire_service, who=olga, service=ServiceId("a" * 24))


def test_the_usual_services_need_no_login_by_default() -> None:
    usual = usual_services()
    needs = [words.login_need for words in usual]
    assert needs.count(LoginNeed.NONE) > len(needs) / 2
    assert {"Battery", "Screen", "Software problem"} <= {words.name for words in usual}
    for words in usual:
        assert words.found().clean, words.name
        assert words.alternatives
        assert screen(words.description).clean


def test_a_catalogue_is_stocked_once(cast: Cast) -> None:
    cast.bench.run(stock_catalogue)
    count = ServiceKind.objects.count()
    assert cast.bench.run(stock_catalogue) == 0
    assert ServiceKind.objects.count() == count == len(usual_services())
