"""The doors that strangers may knock at: counted before the writer hears of it (law 4)."""

from sealbench.shop.pages.visitor import ShopRequest


def admit(request: ShopRequest, known: str) -> None:
    """Count a try at the door of this address; raise UnavailableError when there are too many.

    *known* is the hash of what the request names, if there is such a row: it is counted by
    itself, so that those who guess do not shut out those who hold a token.
    """
    bench, door = request.bench, request.path.strip("/")
    seconds = int(bench.now().timestamp())
    if known:
        bench.limits.admit_known(door, known, seconds=seconds)
    else:
        bench.limits.admit(door, seconds=seconds)
