"""The names and flags of cookies: `__Host-`, HttpOnly, SameSite=Strict."""

from django.http import HttpRequest, HttpResponse

from sealbench.shop.config import Config

STAFF = "sealbench_staff"
CLIENT = "sealbench_client"
# Marks a browser that staff or the counter used, so that it can claim no client's link.
STAFF_BROWSER = "sealbench_staff_browser"
COUNTER = "sealbench_counter"

_YEAR = 365 * 24 * 3600


def name(config: Config, cookie: str) -> str:
    """Return the cookie's full name; the prefix needs TLS, which a trial on localhost lacks."""
    return f"__Host-{cookie}" if config.secure else cookie


def read(config: Config, request: HttpRequest, cookie: str) -> str:
    """Return the value of *cookie*, empty when it is not there."""
    return request.COOKIES.get(name(config, cookie), "")


def put(
    config: Config, response: HttpResponse, cookie: str, value: str, *, seconds: int = _YEAR
) -> None:
    """Set *cookie* for *seconds*."""
    response.set_cookie(
        name(config, cookie),
        value,
        max_age=seconds,
        secure=config.secure,
        httponly=True,
        samesite="Strict",
        path="/",
    )


def drop(config: Config, response: HttpResponse, cookie: str) -> None:
    """Remove *cookie*."""
    response.set_cookie(
        name(config, cookie),
        "",
        max_age=0,
        secure=config.secure,
        httponly=True,
        samesite="Strict",
        path="/",
    )
