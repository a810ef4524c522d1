"""`sealbench resume`: finish what a crash cut short, where no server does it."""

import django
import typer

from sealbench.errors import ConflictError
from sealbench.shop import config, home


def resume() -> int:
    """Carry out and confirm every erasure that was ordered, and publish the ledger."""
    settings = config.load()
    _require_no_server(settings)
    django.setup()
    from sealbench.shop.commands.opened import opened  # noqa: PLC0415 - after django.setup()
    from sealbench.shop.procedures.publish_ledger import (  # noqa: PLC0415 - after django.setup()
        publish_ledger,
    )
    from sealbench.shop.procedures.resume_erasures import (  # noqa: PLC0415 - after django.setup()
        resume_erasures,
    )

    with opened(settings) as bench:
        finished = resume_erasures(bench)
        size = publish_ledger(bench)
    typer.echo(f"{finished} erasures finished, {size} leaves public")
    return 0


def _require_no_server(settings: config.Config) -> None:
    lock = home.lock_of(settings)
    try:
        lock.take()
    except ConflictError as exc:
        raise ConflictError(
            "a server is running on this home and finishes by itself",
            hint="it looks every minute, and its log says what it could not do",
        ) from exc
    lock.release()
