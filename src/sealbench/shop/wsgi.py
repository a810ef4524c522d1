"""The WSGI application of one worker, which holds the home's lock.

With it run the writer, the keeper, and the listener by which commands reach the server.
"""

import os
import signal
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import django

Environ = dict[str, Any]
Start = Callable[..., Any]


class Application:
    """Django's handler with a bench beside every request."""

    def __init__(self, bench: object) -> None:
        from django.core.handlers.wsgi import WSGIHandler  # noqa: PLC0415 - after django.setup()

        self.bench = bench
        self._handler = WSGIHandler()

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """Answer one request."""
        environ["sealbench.bench"] = self.bench
        return self._handler(environ, start)


def make_application() -> Application:
    """Return the application of the home that the environment names, with all that serves it."""
    django.setup()
    from sealbench.shop import config, home, keeper  # noqa: PLC0415 - after django.setup()
    from sealbench.shop.bench import opening  # noqa: PLC0415 - after django.setup()
    from sealbench.shop.commands import listener  # noqa: PLC0415 - after django.setup()
    from sealbench.shop.pages import built  # noqa: PLC0415 - after django.setup()

    settings = config.load()
    # A replaced worker's successor waits here until its predecessor is gone.
    home.lock_of(settings).take(wait=True)
    bench = opening.open_bench(settings)
    # Granian's supervisor starts a successor on this signal, then ends this worker.
    replace = partial(os.kill, os.getppid(), signal.SIGHUP)
    keepers = keeper.start(bench, pages=built.hashes(), replace=replace)
    listener.start(bench, keepers[0].ask)
    return Application(bench)
