"""Write the pages of docs/reference that are made of the code: `python -m tests.docs.write`."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import django

import tests.support.environment  # noqa: F401 - a home, before the settings are read

django.setup()

from sealbench.policy import Policy, load_clauses  # noqa: E402 - Django first
from sealbench.policy import reference as clauses  # noqa: E402
from sealbench.shop import database  # noqa: E402
from tests.docs.places import REFERENCE  # noqa: E402
from tests.docs.reference import commands, errors, events, routes, schema, settings  # noqa: E402

PAGES: dict[str, Callable[[], str]] = {
    "clauses.md": lambda: clauses.to_markdown(load_clauses(), Policy.load().rules),
    "commands.md": commands.to_markdown,
    "errors.md": errors.to_markdown,
    "events.md": events.to_markdown,
    "routes.md": routes.to_markdown,
    "settings.md": lambda: settings.to_markdown(database.LIBPQ),
}
SCHEMA = "schema.sql"


def main() -> None:
    for name, make in PAGES.items():
        (REFERENCE / name).write_text(make(), "utf-8")
    with tempfile.TemporaryDirectory() as folder:
        (REFERENCE / SCHEMA).write_text(schema.to_sql(Path(folder)), "utf-8")


if __name__ == "__main__":
    main()
