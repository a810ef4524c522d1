"""docs/reference/routes.md: every address, its clause and its audience."""

from sealbench.shop.pages.routes import ROUTES
from sealbench.shop.pages.routing import ANYONE, CLIENT, STAFF, Route
from tests.docs.tables import code, table

_OPENING = """\
# Routes

Every address names the clause that it serves and who may come, for example: `/jobs/7/close/` serves A3 and is for staff.

Coming in is not yet being allowed: the procedure behind the page asks the policy, and a refusal is recorded.
Staff who are signed out are sent to the sign-in, whatever the address; clients without a session get 404.
`GET` changes nothing; `HEAD` is answered where `GET` is.
"""  # noqa: E501  # documents have one sentence on each line

_AUDIENCES = {
    ANYONE: "Anyone",
    CLIENT: "A client with a session",
    STAFF: "Staff who are signed in",
}


def to_markdown() -> str:
    """Return the page."""
    return _OPENING + "".join(_part(who, title) for who, title in _AUDIENCES.items())


def _part(who: str, title: str) -> str:
    rows = (_row(route) for route in sorted(ROUTES, key=lambda each: each.path) if route.who == who)
    return f"\n## {title}\n\n" + table(("address", "methods", "clause", "name"), rows)


def _row(route: Route) -> tuple[str, ...]:
    return code(f"/{route.path}"), ", ".join(route.methods), route.clause, code(route.name)
