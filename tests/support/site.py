"""The pages of a bench of this process, served on the loopback to a real browser."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.db import connections

from sealbench.clock import Clock, SystemClock
from sealbench.shop.bench import Bench, opening
from sealbench.shop.config import Config
from sealbench.shop.wsgi import Application


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    block_on_close = True

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        super().process_request_thread(request, client_address)
        connections.close_all()


class _Silent(WSGIRequestHandler):
    def log_message(self, *_arguments: object) -> None:
        pass


@contextmanager
def serve(home: Config, clock: Clock | None = None) -> Iterator[Bench]:
    """Serve *home* on a free port; yield its bench, whose site is where it is served."""
    server = make_server("127.0.0.1", 0, lambda *_: [], _Server, _Silent)
    site = f"http://localhost:{server.server_port}"
    bench = opening.open_bench(replace(home, site=site), clock or SystemClock())
    server.set_app(Application(bench))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield bench
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        bench.executor.close()
        connections.close_all()
