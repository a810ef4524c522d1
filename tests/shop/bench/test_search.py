"""The search: spellings, numbers and the index, on rows that are there."""

import sqlite3
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from hypothesis import assume, given
from hypothesis import strategies as st

from sealbench.errors import MalformedError
from sealbench.ids import ClientId
from sealbench.keyring import client_node
from sealbench.shop.bench import Granted, Outcome, Work
from sealbench.shop.bench.search import Index, folding, numbers, question
from sealbench.shop.bench.search.index import TABLES
from sealbench.shop.bench.search.terms import terms_of
from sealbench.shop.procedures.intake import ClientWords
from sealbench.shop.records.models import Change, Client, Device, Job
from sealbench.shop.records.statements import changes
from tests.support.cast import Cast
from tests.support.desk import intake, take_in

TWO = {"ä": ("a", "ae"), "ö": ("o", "oe"), "ü": ("u", "ue"), "å": ("a", "aa"), "ø": ("o", "oe")}
ONE = {"ß": "ss", "é": "e", "ñ": "n", "ç": "c", "ł": "l", "š": "s", "æ": "ae", "đ": "d", "Ž": "z"}
LETTERS = "abmuxäöüåøßéñçłšæđŽŐ김яЯΩ"


def matches(typed: str, **client: str) -> bool:
    """Tell whether an index with this one client, and others, answers *typed* with it."""
    content = {"name": "-", **client}
    base = indexed([content, {"name": "Quentin Zappa", "phone": "990"}])
    return 1 in [
        row
        for (row,) in base.execute(
            "SELECT rowid FROM found WHERE found MATCH ?", (question(typed),)
        )
    ]


def indexed(clients: Sequence[dict[str, str]]) -> sqlite3.Connection:
    """Return an index of *clients*, as one is made of rows."""
    base = sqlite3.connect(":memory:")
    for table in TABLES:
        base.execute(table)
    for content in clients:
        devices = [{"serial": content["serial"]}] if "serial" in content else []
        base.execute("INSERT INTO found (terms) VALUES (?)", (terms_of(content, devices),))
    return base


@st.composite
def spelled(draw: st.DrawFn) -> tuple[str, str]:
    """Draw a name, and how somebody else may spell it."""
    name = draw(st.text(LETTERS, min_size=3, max_size=9))
    assume(sum(letter in TWO for letter in name) <= 3)
    other = "".join(
        draw(st.sampled_from((letter, *TWO.get(letter, ()), *filter(None, [ONE.get(letter)]))))
        for letter in name
    )
    return name, draw(st.sampled_from((other, other.upper(), other.lower(), other.title())))


@given(spelled(), st.integers(3, 12))
def test_a_name_is_found_by_the_beginning_of_every_spelling(
    pair: tuple[str, str], cut: int
) -> None:
    name, typed = pair
    assert matches(typed[:cut], name=f"Ada {name}")
    assert matches(f"{typed} ada", name=f"Ada {name}")


@given(st.text(LETTERS, min_size=4, max_size=12))
def test_a_name_of_many_marks_is_found_as_it_is_and_without_them(name: str) -> None:
    assert matches(name, name=name)
    assert matches(folding.spellings(folding.normal(name))[0], name=name)
    assert matches(folding.spellings(folding.normal(name))[-1], name=name)


@given(st.text(max_size=20), st.text(max_size=20))
def test_whatever_is_typed_is_a_question_or_malformed(typed: str, name: str) -> None:
    try:
        matches(typed, name=name, phone=name, email=name, serial=typed)
    except MalformedError:
        assert len("".join(folding.words(folding.normal(typed)))) < 3


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Jürgen Groß", "juergen"),
        ("Jürgen Groß", "jurgen gross"),
        ("Öztürk", "oezturk"),
        ("Öztürk", "öztuerk"),
        ("Mueller", "Müller"),
        ("Muller", "MÜLL"),
        ("André", "andre"),
        ("Seán O'Neill", "oneill"),
        ("Seán O'Neill", "o'nei"),
        ("Anna Meyer-Landrut", "landrut"),
        ("Anna Meyer-Landrut", "meyer-lan"),
        ("Anna Meyer-Landrut", "meyerlandr"),
        ("İpek Y\u0131ld\u0131z", "yildiz ipek"),
        ("\uff26\uff55\uff4c\uff4c Width", "full"),
        ("Li Wu", "li wu"),
        ("Jose\u0301 Nu\u0303nez", "josé nuñ"),
        ("सुनीता", "सुनीता"),
    ],
)
def test_people_spell_names_differently(name: str, typed: str) -> None:
    assert matches(typed, name=name)


@pytest.mark.parametrize(
    ("name", "typed"), [("Mueller", "muller"), ("Ada", "dad"), ("Ada", "adam")]
)
def test_what_was_not_said_is_not_found(name: str, typed: str) -> None:
    assert not matches(typed, name=name)


NATIONAL = st.from_regex(r"[1-9][0-9]{5,9}", fullmatch=True)
COUNTRY = st.sampled_from(["1", "7", "49", "46", "44", "90", "351", "420", "971"])


def gaps(number: str, places: list[int]) -> str:
    """Return *number* with spaces and strokes in it."""
    return (
        "".join(
            f"{digit}{' -/'[place % 3]}" if place % 5 == 0 else digit
            for digit, place in zip(number, places, strict=False)
        )
        + number[len(places) :]
    )


@given(COUNTRY, NATIONAL, st.lists(st.integers(1, 40), max_size=16), st.data())
def test_a_number_is_found_however_the_country_is_written(
    country: str, national: str, places: list[int], data: st.DataObject
) -> None:
    forms = [
        f"+{country}{national}",
        f"00{country}{national}",
        f"0{national}",
        f"+{country} (0){national}",
    ]
    stored = gaps(data.draw(st.sampled_from(forms)), places)
    typed = data.draw(st.sampled_from(forms))
    assert matches(gaps(typed, places[::-1]), name="Ada", phone=stored)
    # Of the national part, three digits from either end are enough.
    size = data.draw(st.integers(3, len(national)))
    assert matches(national[:size], name="Ada", phone=stored)
    assert matches(national[-size:], name="Ada", phone=stored)


@given(st.from_regex(r"[+]?[0-9]{3,14}", fullmatch=True), st.data())
def test_any_three_digits_from_the_start_or_the_end_find_a_number(
    number: str, data: st.DataObject
) -> None:
    digits = numbers.digits(number)
    size = data.draw(st.integers(3, len(digits)))
    assert matches(digits[:size], name="Ada", second_address=number)
    assert matches(digits[-size:], name="Ada", second_address=number)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("anna.m", True), ("annamue", True), ("anna.mueller@firma", True), ("@firma", True),
        ("firma", True), ("Mueller@firma", False), ("@irma", False),
    ],
)  # fmt: skip
def test_an_address_is_found_by_its_beginning_and_its_domain(typed: str, *, found: bool) -> None:
    assert matches(typed, name="Ada", email="Anna.Mueller@firma.example") is found


@pytest.mark.parametrize(
    ("typed", "found"), [("pf2 a", True), ("PF-2AB", True), ("cde", True), ("2AB", False)]
)
def test_a_serial_number_is_found_from_either_end(typed: str, *, found: bool) -> None:
    assert matches(typed, name="Ada", serial="PF2-ABCDE") is found


def index_of(cast: Cast) -> Index:
    return cast.bench.index


def asked(index: Index, typed: str) -> list[ClientId]:
    return list(index.search(question(typed), most=9))


def client_of(number: int) -> ClientId:
    return ClientId(Job.objects.get(number=number).client_id)


def test_every_node_follows_the_changes_of_the_others(cast: Cast) -> None:
    here, there = cast.bench.index, Index(cast.bench.keys)
    assert asked(here, "ida") == asked(there, "ida") == []
    job = take_in(cast)
    assert asked(here, "ida") == asked(there, "ida") == [client_of(job.number)]
    other = take_in(cast, intake(cast, client=ClientWords("Idana Roth", "1")))
    # Each took them in one by one, and so knows their order.
    assert asked(there, "ida") == [client_of(other.number), client_of(job.number)]


def test_a_client_is_in_the_changes_once(cast: Cast) -> None:
    job = take_in(cast)
    take_in(cast, intake(cast, client=client_of(job.number)))
    known = set(Change.objects.values_list("client", "number"))
    assert known == {("", 2), (client_of(job.number), 2)}


def end_client(cast: Cast, client: ClientId) -> None:
    """Destroy the key and the rows of *client*, who has no job any more, and note it."""

    def forget(work: Work) -> Outcome[None]:
        work.turn.end(client_node(client))
        Device.objects.filter(client=client).delete()
        Client.objects.filter(pk=client).delete()
        changes.note_end(client)
        return Granted(None)

    cast.bench.run(forget)


def alone(cast: Cast, name: str) -> ClientId:
    """Take in *name*, and leave the client without the job."""
    client = client_of(take_in(cast, intake(cast, client=ClientWords(name, "030 5511"))).number)
    Job.objects.filter(client=client).update(
        client=client_of(1001), device=Device.objects.filter(client=client_of(1001))[0]
    )
    return client


def test_who_is_ended_takes_the_index_along(cast: Cast) -> None:
    take_in(cast)
    client = alone(cast, "Xaver Quandt")
    index = cast.bench.index
    assert asked(index, "quandt") == [client]
    before = index._base
    assert before is not None
    assert b"quandt" in before.serialize()
    end_client(cast, client)
    index.follow()  # as the keeper does, without a search
    after = index._base
    assert after is not None
    assert after is not before
    assert b"quandt" not in after.serialize()
    assert b"lindqvist" in after.serialize()
    with pytest.raises(Exception, match="closed"):
        before.execute("SELECT 1")
    assert asked(index, "quandt") == []
    assert len(asked(index, "ida")) == 1
    assert not Change.objects.filter(client=client).exists()  # nor does the list remember who


def test_an_index_that_could_not_be_made_is_made_at_the_next_search(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_in(cast)
    index = Index(cast.bench.keys)
    with monkeypatch.context() as broken:
        broken.setattr(index, "_keys", None)
        with pytest.raises(AttributeError):
            asked(index, "ida")
    assert len(asked(index, "ida")) == 1


def test_a_row_that_was_tampered_with_hides_only_itself(cast: Cast) -> None:
    job = take_in(cast)
    other = take_in(cast, intake(cast, client=ClientWords("Idana Roth", "1")))
    row = Client.objects.get(pk=client_of(job.number))
    Client.objects.filter(pk=client_of(other.number)).update(sealed=row.sealed)
    assert asked(cast.bench.index, "ida") == [client_of(job.number)]


def test_searches_of_many_threads_answer_alike(cast: Cast) -> None:
    take_in(cast)
    index = cast.bench.index

    def ask(_: int) -> list[ClientId]:
        try:
            return asked(index, "ida")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(ask, range(20)))
    assert {tuple(each) for each in found} == {(client_of(1001),)}
