"""`klientel demo`: sample workspaces with a believable history, and how to sign in to them."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

SIZES = ("small", "m", "l")
_FILE = "demo-password.txt"


def register(subparsers: Any) -> None:
    """Add the command's parser."""
    command = subparsers.add_parser("demo", help="make sample workspaces to look around in")
    command.add_argument(
        "--size",
        choices=SIZES,
        default="small",
        help="small (1,300 accounts), m (10,000 more) or l (100,000 more)",
    )
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Make them if there are none, and print the login."""
    from klientel.config.cli import start_django

    start_django()
    from klientel.config.migrations import migrate

    migrate(lambda line: print(line, flush=True))
    print(ensure(args.size), flush=True)
    return 0


def ensure(size: str) -> str:
    """Have the sample workspaces; returns how to sign in, in words."""
    from klientel.starters import demo

    if not demo.is_built():
        print("Making sample workspaces …", flush=True)
        password = _new_password()
        demo.build_demo(size, password, lambda line: print(f"  {line}", flush=True))
    known = _known_password()
    if known is None:
        return "Sample workspaces are there; their password was changed or its file removed."
    return f"Sign in as jana@roth.example with the password {known}"


def _path() -> Path:
    from klientel.config.configuration import current

    return current().data / _FILE


def _known_password() -> str | None:
    try:
        return _path().read_text(encoding="utf-8").strip() or None
    except FileNotFoundError:
        return None


def _new_password() -> str:
    """A password of this installation alone, readable by its owner alone."""
    import secrets

    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    parts = ["".join(secrets.choice(letters) for _ in range(4)) for _ in range(4)]
    password = "-".join(parts)
    path = _path()
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(password + "\n")
    return password
