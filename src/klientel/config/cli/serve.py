"""`klientel serve`: web, worker and scheduler by one command."""

from __future__ import annotations

import argparse
from typing import Any

from klientel.config.configuration import current, listen_at
from klientel.config.terminal import port_number


def register(subparsers: Any) -> None:
    """Add the command's parser."""
    command = subparsers.add_parser("serve", help="run web, worker and scheduler together")
    command.add_argument("--host", default="127.0.0.1", help="address to listen on")
    command.add_argument("--port", type=port_number, default=8000, help="port to listen on")
    command.add_argument(
        "--demo", choices=("small", "m", "l"), help="make sample workspaces first if there are none"
    )
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Bring the database up to date, then serve until stopped."""
    from klientel.config.cli import start_django
    from klientel.config.server import serve

    listen_at(args.host, args.port)
    start_django()
    from klientel.config.migrations import migrate

    migrate(lambda line: print(line, flush=True))
    if args.demo:
        _sample(args.demo)
    print(f"Klientel is at http://{args.host}:{args.port}", flush=True)
    return serve(current(), args.host, args.port, with_worker=True)


def _sample(size: str) -> None:
    """Have sample workspaces, and print how to sign in to them."""
    from importlib.util import find_spec

    if find_spec("klientel.config.cli.demo"):
        from klientel.config.cli import demo

        print(demo.ensure(size), flush=True)
