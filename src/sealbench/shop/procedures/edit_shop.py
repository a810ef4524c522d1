"""Edit what the shop is called on everything that clients see, and when it works (B1, A4)."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass

from sealbench import canon
from sealbench.errors import MalformedError
from sealbench.keyring import HOUSE
from sealbench.policy import Action
from sealbench.shop.bench import Granted, Outcome, ShopHours, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.enter_screened import enter_screened
from sealbench.shop.procedures.findings import NO_OVERRIDE, Override, found_in
from sealbench.shop.procedures.free_text import LINE, NAME, plain
from sealbench.shop.records.models import Home

LOGO_LIMIT = 64 * 1024
_PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"


@dataclass(frozen=True, slots=True)
class ShopWords:
    """Name, address and telephone; *logo* is a new PNG, empty to keep the old, None for none.

    Without *hours* time zone and working hours stay.
    """

    name: str
    address: str = ""
    phone: str = ""
    logo: bytes | None = b""
    hours: ShopHours | None = None

    def checked(self) -> "ShopWords":
        """Return the words in their one form; raise MalformedError for what has none."""
        name = plain(self.name, limit=NAME)
        if not name:
            raise MalformedError("a shop has a name")
        if self.logo and (len(self.logo) > LOGO_LIMIT or not self.logo.startswith(_PNG)):
            raise MalformedError("the logo is a PNG of at most 64 KiB")
        address = plain(self.address, limit=2 * LINE, lines=True)
        phone = plain(self.phone, limit=NAME)
        hours = self.hours and self.hours.checked()
        return ShopWords(name, address, phone, self.logo, hours)


def edit_shop(
    work: Work, *, who: Staff, words: ShopWords, override: Override = NO_OVERRIDE
) -> Outcome[None]:
    """Save *words* as the shop's particulars."""
    words = words.checked()
    found = found_in([("address", words.address)], [("name", words.name), ("phone", words.phone)])
    decision = enter_screened(
        work, who=who, action=Action.EDIT_SHOP, found=found, override=override
    )
    if not isinstance(decision, Granted):
        return decision
    row = Home.objects.select_for_update().get(pk=1)
    content = work.read(row)
    fresh = {**content, **_content(words)}
    changed = sorted(name for name in fresh if fresh[name] != content.get(name))
    work.record(work.house.subject, Event.SHOP_EDITED, staff_actor(who), changed=list(changed))
    work.write(row, HOUSE, fresh)
    row.save(update_fields=["version", "sealed"])
    return decision


def _content(words: ShopWords) -> Mapping[str, canon.JSONValue]:
    made: dict[str, canon.JSONValue] = {
        "name": words.name,
        "address": words.address,
        "phone": words.phone,
        **(words.hours.content() if words.hours else {}),
    }
    if words.logo is None:
        return {**made, "logo": ""}
    if not words.logo:
        return made
    return {**made, "logo": data_url(words.logo)}


def data_url(png: bytes) -> str:
    """Return *png* as a data URL (RFC 2397)."""
    return "data:image/png;base64," + base64.b64encode(png).decode()
