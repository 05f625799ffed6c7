"""`klientel web`: pages only; run `klientel worker` beside it."""

from __future__ import annotations

import argparse
from typing import Any

from klientel.config.configuration import current, listen_at
from klientel.config.terminal import port_number


def register(subparsers: Any) -> None:
    """Add the command's parser."""
    command = subparsers.add_parser("web", help="run the web server only")
    command.add_argument("--host", default="127.0.0.1", help="address to listen on")
    command.add_argument("--port", type=port_number, default=8000, help="port to listen on")
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Serve until stopped; the database must be up to date, since other nodes may use it too."""
    from klientel.config.cli import start_django
    from klientel.config.server import serve

    listen_at(args.host, args.port)
    start_django()
    from klientel.config.migrations import require_migrated

    require_migrated()
    print(f"Klientel is at http://{args.host}:{args.port}", flush=True)
    return serve(current(), args.host, args.port, with_worker=False)
