"""`klientel worker`: background work only; any number may run."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from typing import Any


def register(subparsers: Any) -> None:
    """Add the command's parser."""
    command = subparsers.add_parser("worker", help="run background work only")
    command.add_argument("--with-parent", action="store_true", help=argparse.SUPPRESS)
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Work until stopped; what is being done is finished or left to another worker."""
    from klientel.config.cli import start_django
    from klientel.config.configuration import current

    start_django()
    from klientel.events.worker import start_in_background

    told_to_stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told_to_stop.set())
    worker = start_in_background(current().job_threads)
    if args.with_parent:
        threading.Thread(target=_await_end_of_parent, args=(told_to_stop,), daemon=True).start()
    else:
        print("The worker is running.", flush=True)
    told_to_stop.wait()
    worker.stop()
    return 0


def _await_end_of_parent(told_to_stop: threading.Event) -> None:
    """The pipe from the web server closes with it, even where it is killed."""
    # past the buffer, whose lock Python wants when it ends: it would abort where it is held
    while os.read(sys.stdin.fileno(), 1024):
        pass
    told_to_stop.set()
