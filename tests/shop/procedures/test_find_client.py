import pytest

from sealbench.errors import AbsentError, MalformedError, RefusedError
from sealbench.ids import ClientId
from sealbench.keyring import client_node
from sealbench.shop.bench import Granted, Outcome, Work
from sealbench.shop.procedures.find_client import FoundClient, find_client
from sealbench.shop.procedures.intake import ClientWords
from sealbench.shop.procedures.look_at_client import look_at_client
from sealbench.shop.records.models import Client
from tests.support.cast import Cast
from tests.support.desk import IDA, client_events, desk, intake, take_in


def find(cast: Cast, beginning: str, who: str = "dora") -> list[FoundClient]:
    return cast.bench.run(find_client, who=cast.staff(who), beginning=beginning)


def looks(cast: Cast, client: ClientId) -> list[str]:
    def secret(work: Work) -> Outcome[str]:
        row = Client.objects.get(pk=client)
        return Granted(str(work.read(row, client_node(client))["secret"]))

    found = client_events(cast.bench, client, cast.bench.run(secret))
    return [event["type"] for event in found]


@pytest.mark.parametrize("beginning", ["Ida", "ida l", "LIND", "4670123", "+46 70", " lindqvist "])
def test_it_finds_by_the_beginning_of_a_name_or_number(cast: Cast, beginning: str) -> None:
    take_in(cast)
    (found,) = find(cast, beginning)
    assert (found.name, found.hint) == ("Ida Lindqvist", "567")


@pytest.mark.parametrize("beginning", ["quist", "23456", "Bob"])
def test_it_finds_nobody_by_the_middle(cast: Cast, beginning: str) -> None:
    take_in(cast)
    assert find(cast, beginning) == []


def test_accents_do_not_matter(cast: Cast) -> None:
    take_in(cast, intake(cast, client=ClientWords("Zoë Ångström", "1")))
    assert [found.name for found in find(cast, "angstr")] == ["Zoë Ångström"]


def test_each_client_learns_who_saw_the_name_once_per_visit(cast: Cast) -> None:
    take_in(cast)
    (found,) = find(cast, "ida")
    find(cast, "ida")
    cast.bench.run(look_at_client, who=desk(cast), client=found.id)
    assert looks(cast, found.id) == ["client:looked-at"]
    find(cast, "ida", "olga")
    assert looks(cast, found.id) == ["client:looked-at"] * 2


def test_nobody_leafs_through_all_clients(cast: Cast) -> None:
    for number in range(7):
        take_in(cast, intake(cast, client=ClientWords(f"Same {number}", "1")))
    assert len(find(cast, "same")) == 5
    for short in ("", "sa", "  s "):
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
        cast.bench.run(look_at_client, who=cast.staff(who), client=client)


def test_a_client_whose_key_is_gone_is_passed_over(cast: Cast) -> None:
    take_in(cast)
    client = ClientId(Client.objects.get().pk)

    def forget(work: Work) -> Outcome[None]:
        work.turn.end(client_node(client))
        return Granted(None)

    cast.bench.run(forget)
    assert find(cast, "ida") == []


def test_it_opens_the_words_of_a_known_client(cast: Cast) -> None:
    take_in(cast)
    client = ClientId(Client.objects.get().pk)
    assert cast.bench.run(look_at_client, who=desk(cast), client=client) == IDA
    with pytest.raises(AbsentError):
        cast.bench.run(look_at_client, who=desk(cast), client=ClientId("a" * 24))
