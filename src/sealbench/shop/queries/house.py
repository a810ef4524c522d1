"""The shop itself: what it is called on everything that clients see."""

from dataclasses import dataclass

from sealbench.shop.bench import Bench
from sealbench.shop.records.models import Home


@dataclass(frozen=True, slots=True)
class Shop:
    """Name, address and telephone of the shop; *logo* is a data URL of a small PNG or empty."""

    name: str
    address: str
    phone: str
    logo: str
    founded: bool


def shop(bench: Bench) -> Shop:
    """Return what the shop is called."""
    row = Home.objects.get(pk=1)
    content = bench.read_house(row)
    return Shop(
        name=content["name"],
        address=content["address"],
        phone=content["phone"],
        logo=content["logo"],
        founded=row.founded_at is not None,
    )
