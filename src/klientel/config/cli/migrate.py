"""`klientel migrate`: bring the database to the state this version needs."""

from __future__ import annotations

import argparse
from typing import Any


def register(subparsers: Any) -> None:
    """Add the command's parser."""
    command = subparsers.add_parser("migrate", help="bring the database up to date")
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run what is pending and say how many steps that were."""
    from klientel.config.cli import start_django

    start_django()
    from klientel.config.migrations import migrate

    steps = migrate(lambda line: print(line, flush=True))
    print(f"The database is up to date ({steps} steps run)." if steps else "Nothing to do.")
    return 0
