"""Setting a home up, and saying the way in."""

from collections.abc import Iterator

from sealbench.shop.commands.opened import bring_up_to_date, opened, taken
from sealbench.shop.commands.sample.story import fill
from sealbench.shop.config import Config
from sealbench.shop.procedures.issue_setup_link import issue_setup_link


def set_up(settings: Config, *, demo: bool) -> Iterator[str]:
    """Bring the home up to date, fill it if *demo*, and yield the lines that greet."""
    bring_up_to_date(settings)
    with opened(settings, taken(settings)) as bench:
        if demo:
            yield from fill(bench)
        link = bench.run(issue_setup_link)
    if link:
        yield "The first manager enrols here, once, within 24 hours:"
        yield f"  {link}"
    else:
        yield f"Sign in at {settings.site}/sign-in/"
