from sealbench.shop.bench import Bench
from sealbench.shop.procedures.publish_pages import publish_pages
from tests.support.cast import Cast
from tests.support.desk import house_events

PAGES = {"client.html": "sha384-one", "client.js": "sha384-two"}


def test_new_pages_are_recorded_once(cast: Cast) -> None:
    assert cast.bench.run(publish_pages, hashes=PAGES)
    assert not cast.bench.run(publish_pages, hashes=dict(reversed(PAGES.items())))
    assert cast.bench.run(publish_pages, hashes={**PAGES, "client.js": "sha384-three"})
    events = [e for e in house_events(cast.bench) if e["type"] == "pages:published"]
    assert [event["pages"]["client.js"] for event in events] == ["sha384-two", "sha384-three"]


def test_nothing_comes_before_the_founding(bench: Bench) -> None:
    assert not bench.run(publish_pages, hashes=PAGES)
    assert house_events(bench) == []


def test_a_shop_without_pages_publishes_none(cast: Cast) -> None:
    assert not cast.bench.run(publish_pages, hashes={})
