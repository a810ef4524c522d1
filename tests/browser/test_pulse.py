"""The page of a job that others change: it comes anew, and breaks nothing off."""

import pytest
from playwright.sync_api import Route, expect

from tests.browser.one_job import Shop
from tests.support.desk import put_in_service

pytestmark = pytest.mark.browser


def test_the_page_comes_anew_when_another_moves_the_job(shop: Shop) -> None:
    page = shop.walk.page("olga")
    page.goto(shop.place)
    put_in_service(shop.walk.cast, shop.job.job)
    expect(page.get_by_role("heading", level=1)).to_contain_text("In service", timeout=20_000)


def test_a_link_that_was_followed_is_not_broken_off(shop: Shop) -> None:
    """The page that was asked for comes so late that the job's would have come anew meanwhile."""
    page = shop.walk.page("olga")
    late: list[Route] = []

    def keep(route: Route) -> None:
        late.append(route)

    page.goto(shop.place)
    page.route("**/assign/", keep)
    put_in_service(shop.walk.cast, shop.job.job)
    beat = shop.walk.cast.client("olga").get(f"{shop.place}pulse").json()["beat"]
    assert page.locator("[data-pulse]").get_attribute("data-beat") != str(beat)
    page.get_by_role("link", name="Put others on it").click(no_wait_after=True)
    for _ in range(2):
        with page.expect_response("**/pulse"):
            pass
    page.wait_for_timeout(500)
    late.pop().continue_()
    page.wait_for_url("**/assign/")
