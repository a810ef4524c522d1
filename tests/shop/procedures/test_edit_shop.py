import pytest

from sealbench.errors import MalformedError, RefusedError
from sealbench.shop.procedures.edit_shop import LOGO_LIMIT, ShopWords, edit_shop
from sealbench.shop.queries import house
from tests.support.cast import Cast
from tests.support.desk import house_events

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 32


def test_it_saves_the_particulars_and_keeps_the_ledger_secret(cast: Cast) -> None:
    before = cast.bench.house.subject.secret
    words = ShopWords("Corner", "1 High Street\nTown", "+44 1", PNG)
    cast.bench.run(edit_shop, who=cast.staff("olga"), words=words)
    shop = house.shop(cast.bench)
    assert (shop.name, shop.address, shop.phone) == ("Corner", "1 High Street\nTown", "+44 1")
    assert shop.logo.startswith("data:image/png;base64,iVBORw0KGgo")
    event = house_events(cast.bench)[-1]
    assert event["changed"] == ["address", "logo", "name", "phone"]
    assert cast.bench.house.subject.secret == before


def test_a_logo_stays_until_it_is_taken_away(cast: Cast) -> None:
    for logo, kept in ((PNG, True), (b"", True), (None, False)):
        words = ShopWords("Corner", logo=logo)
        cast.bench.run(edit_shop, who=cast.staff("olga"), words=words)
        assert bool(house.shop(cast.bench).logo) is kept


@pytest.mark.parametrize(
    "words",
    [
        ShopWords(""),
        ShopWords("Corner", logo=b"<svg onload=alert(1)>"),
        ShopWords("Corner", logo=PNG + b"\0" * LOGO_LIMIT),
        ShopWords("Cor\u202ener"),
    ],
)
def test_it_has_a_form(cast: Cast, words: ShopWords) -> None:
    with pytest.raises(MalformedError):
        cast.bench.run(edit_shop, who=cast.staff("olga"), words=words)
    assert house.shop(cast.bench).name == "Corner Repairs"


def test_only_management_edits_the_shop(cast: Cast) -> None:
    for who in ("dora", "tariq", "adam"):
        with pytest.raises(RefusedError) as caught:
            cast.bench.run(edit_shop, who=cast.staff(who), words=ShopWords("Mine"))
        assert caught.value.reason == "B1-1"
    secret = ShopWords("Corner", "password is hunter2")
    with pytest.raises(RefusedError) as caught:
        cast.bench.run(edit_shop, who=cast.staff("olga"), words=secret)
    assert caught.value.clause == "A2"
