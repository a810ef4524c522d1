"""The slip of paper that a client takes home: link, job number, fingerprints, what to do."""

from sealbench.shop.pages.qr import qr_image
from sealbench.shop.pages.visitor import ShopRequest
from sealbench.shop.procedures.issue_link import Slip
from sealbench.shop.queries import directory


def link_address(request: ShopRequest, slip: Slip) -> str:
    """Return the client's link: the token and the home's fingerprint stay in the fragment."""
    return f"{request.bench.config.site}/c/#{slip.link.token}.{slip.genesis}"


def slip_json(request: ShopRequest, slip: Slip) -> dict[str, object]:
    """Return a slip as the tablet prints it; the code is for the desk to say."""
    address = link_address(request, slip)
    return {
        "number": slip.number,
        "address": address,
        "qr": qr_image(address),
        "fingerprint": directory.printed_fingerprint(),
        "people": [{"name": each.name, "fingerprint": each.fingerprint} for each in slip.people],
        "until": slip.link.expires_at,
    }


def slip_context(request: ShopRequest, slip: Slip) -> dict[str, object]:
    """Return what the desk's page of a new link shows."""
    return {"slip": slip_json(request, slip), "code": slip.link.code}
