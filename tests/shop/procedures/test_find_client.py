import pytest

from sealbench.errors import AbsentError, MalformedError, RefusedError
from sealbench.ids import ClientId
from sealbench.keyring import client_node
from sealbench.shop.bench import Granted, Outcome, Work
from sealbench.shop.procedures.edit_job import JobDraft, edit_job
from sealbench.shop.procedures.find_client import Found, find_client
from sealbench.shop.procedures.intake import ClientWords, DeviceWords
from sealbench.shop.procedures.recognise_client import recognise_client
from sealbench.shop.procedures.show_found import FoundClient, show_found
from sealbench.shop.records.models import Client
from tests.support.attestations import attest_and_close
from tests.support.cast import Cast
from tests.support.clocks import StoppedClock
from tests.support.desk import IDA, LAPTOP, client_record, desk, intake, take_in


def search(cast: Cast, typed: str, who: str = "dora") -> Found:
    return find_client(cast.bench, who=cast.staff(who), typed=typed)


def find(cast: Cast, typed: str, who: str = "dora") -> list[FoundClient]:
    return list(search(cast, typed, who).clients)


def names(cast: Cast, typed: str) -> list[str]:
    return [found.name for found in find(cast, typed)]


def looks(cast: Cast, client: ClientId) -> list[str]:
    return [event["type"] for event in client_record(cast.bench, client)]


TYPED = [
    *("Ida", "ida l", "l ida", "LIND", " lindqvist ", "4670123", "+46 70", "0046 701", "070123"),
    *("4567", "345 67", "ida@ex", "@example", "PF2AB", "pf2-ab", "BCDE"),
]


@pytest.mark.parametrize("typed", TYPED)
def test_it_finds_by_words_number_address_and_serial(cast: Cast, typed: str) -> None:
    job = take_in(cast)
    take_in(cast, intake(cast, client=ClientWords("Bo Ek", "030 998877")))
    (found,) = [each for each in find(cast, typed) if each.name != "Bo Ek"]
    assert (found.name, found.hint) == ("Ida Lindqvist", "567")
    (shown,) = found.jobs
    assert (shown.number, shown.device, shown.state) == (job.number, "laptop", "intake")


@pytest.mark.parametrize("typed", ["quist", "23456", "Bob", "ida bob", "+49 70", "2ABCD", "xample"])
def test_it_finds_nobody_by_the_middle_or_by_half(cast: Cast, typed: str) -> None:
    take_in(cast)
    assert find(cast, typed) == []


def test_accents_do_not_matter(cast: Cast) -> None:
    take_in(cast, intake(cast, client=ClientWords("Zoë Ångström", "1")))
    for typed in ("angstr", "aangstroem", "zoe", "ÅNGSTRÖM"):
        assert names(cast, typed) == ["Zoë Ångström"]


def test_the_newest_client_comes_first(cast: Cast, clock: StoppedClock) -> None:
    for name in ("Same One", "Same Two"):
        clock.pass_by(seconds=1)
        take_in(cast, intake(cast, client=ClientWords(name, "1")))
    assert names(cast, "same") == ["Same Two", "Same One"]


def test_what_is_edited_is_found_by_its_new_words_only(cast: Cast) -> None:
    job = take_in(cast)
    assert names(cast, "lindqvist") == ["Ida Lindqvist"]
    words = intake(cast).job
    draft = JobDraft(
        ClientWords("Ida Novak", IDA.phone, IDA.email), DeviceWords("laptop", serial="ZZ9"), words
    )
    cast.bench.run(edit_job, who=desk(cast), job=job.id, draft=draft)
    assert (names(cast, "lindqvist"), names(cast, "novak")) == ([], ["Ida Novak"])
    assert (names(cast, LAPTOP.serial), names(cast, "zz9")) == ([], ["Ida Novak"])


def test_an_ended_job_is_not_among_the_open_ones(cast: Cast) -> None:
    job = take_in(cast)
    assert find(cast, "ida")[0].jobs
    attest_and_close(cast, job.id)
    assert find(cast, "ida")[0].jobs == []


def test_each_client_learns_who_saw_the_name_once_per_visit(cast: Cast) -> None:
    take_in(cast)
    (found,) = find(cast, "ida")
    find(cast, "ida")
    cast.bench.run(recognise_client, who=desk(cast), client=found.id)
    assert looks(cast, found.id) == ["client:looked-at"]
    find(cast, "ida", "olga")
    assert looks(cast, found.id) == ["client:looked-at"] * 2


def test_nobody_leafs_through_all_clients(cast: Cast) -> None:
    for number in range(6):
        take_in(cast, intake(cast, client=ClientWords(f"Same {number}", "1")))
    found = search(cast, "same")
    assert (len(found.clients), found.more) == (5, True)
    shown = {client.id for client in found.clients}
    assert [looks(cast, ClientId(row.pk)) for row in Client.objects.exclude(pk__in=shown)] == [[]]
    assert search(cast, "same 3").more is False
    for short in ("", "sa", "  s ", "@@@@", '""""'):
        with pytest.raises(MalformedError):
            find(cast, short)


@pytest.mark.parametrize("who", ["tariq", "adam"])
def test_only_the_desk_finds_clients(cast: Cast, who: str) -> None:
    take_in(cast)
    with pytest.raises(RefusedError) as caught:
        find(cast, "ida", who)
    assert caught.value.reason == "B1-9"
    client = ClientId(Client.objects.get().pk)
    with pytest.raises(RefusedError):
        cast.bench.run(recognise_client, who=cast.staff(who), client=client)
    with pytest.raises(RefusedError):
        cast.bench.run(show_found, who=cast.staff(who), clients=[client])
    assert looks(cast, client) == []


def end(cast: Cast, client: ClientId) -> None:
    """Destroy the key of *client*."""

    def forget(work: Work) -> Outcome[None]:
        work.turn.end(client_node(client))
        return Granted(None)

    cast.bench.run(forget)


def test_a_client_whose_key_is_gone_is_passed_over(cast: Cast) -> None:
    take_in(cast)
    assert names(cast, "ida") == ["Ida Lindqvist"]
    end(cast, ClientId(Client.objects.get().pk))
    assert find(cast, "ida") == []


def test_it_opens_the_name_of_a_known_client_at_the_intake(cast: Cast) -> None:
    take_in(cast)
    client = ClientId(Client.objects.get().pk)
    assert cast.bench.run(recognise_client, who=desk(cast), client=client) == (
        "Ida Lindqvist",
        False,
    )
    with pytest.raises(AbsentError):
        cast.bench.run(recognise_client, who=desk(cast), client=ClientId("a" * 24))
