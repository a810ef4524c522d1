"""What every template knows: the shop, the visitor, and whether this is a trial."""

from functools import partial

from django.http import HttpRequest

from sealbench.shop.queries import backups, house, ledger_head


def shop(request: HttpRequest) -> dict[str, object]:
    """Return the names that templates share."""
    bench = request.META.get("sealbench.bench")
    if bench is None:
        return {}
    visit = getattr(request, "visit", None)
    return {
        "shop": house.shop(bench),
        "staff": visit.staff if visit else None,
        "trial": bench.config.trial,
        "site": bench.config.site,
        "backup_trouble": partial(backups.trouble, bench),
        "stopped_signing": ledger_head.is_contradicted,
    }
