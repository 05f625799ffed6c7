"""Starts the web server, with the background worker beside it where that is asked for."""

from __future__ import annotations

import signal
import subprocess
import sys
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any

from klientel.config.configuration import Config
from klientel.config.terminal import WrongUse

if TYPE_CHECKING:
    from collections.abc import Iterator

GRACE = 5
"""Seconds that open pages get to finish; without a limit a live stream would hold a restart."""


def serve(config: Config, host: str, port: int, *, with_worker: bool) -> int:
    """Serve until told to stop; returns the exit code."""
    _check_free(host, port)
    # uvicorn raises the signal again when it is done; leaving in order also stops the worker.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    worker: AbstractContextManager[Any] = _worker_process() if with_worker else _nothing()
    with worker:
        if config.processes == 1:
            return _serve_here(config, host, port)
        import uvicorn

        options = {"workers": config.processes, **_options(config, host, port)}
        uvicorn.run("klientel.config.asgi:application", **options)
    return 0


def _serve_here(config: Config, host: str, port: int) -> int:
    import uvicorn

    from klientel.config.asgi import application

    server = uvicorn.Server(uvicorn.Config(application, **_options(config, host, port)))
    server.run()
    return 0 if server.started else 1


def _options(config: Config, host: str, port: int) -> dict[str, Any]:
    return {
        "host": host,
        "port": port,
        "loop": "auto",
        "http": "httptools",
        "ws": "none",
        "lifespan": "on",
        "log_config": None,
        "access_log": False,
        "server_header": False,
        # Forwarded addresses are read by our own rule about trusted proxies.
        "proxy_headers": False,
        "timeout_graceful_shutdown": GRACE,
    }


@contextmanager
def _worker_process() -> Iterator[None]:
    """A worker of its own beside the web server; it ends with it, whatever way that ends.

    In threads of the web server it would hold Python's lock while somebody waits for a page: adding
    an account took 10 ms instead of 4, and 30 at worst.
    """
    words = [sys.executable, "-m", "klientel", "worker", "--with-parent"]
    process = subprocess.Popen(words, stdin=subprocess.PIPE)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(GRACE * 2)
        except subprocess.TimeoutExpired:
            process.kill()


@contextmanager
def _nothing() -> Iterator[None]:
    yield


def _check_free(host: str, port: int) -> None:
    """Raise `WrongUse` where the address is taken, before anything is started."""
    import socket

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = error.strerror or str(error)
            raise WrongUse(
                f"Cannot listen on {host}:{port} ({reason}); choose another with --port."
            ) from None
