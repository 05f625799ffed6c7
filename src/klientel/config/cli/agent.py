"""`klientel agent`: lets an agent on this machine work in a workspace, by the agent protocol."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from klientel.config.configuration import current
from klientel.config.terminal import WrongUse


def register(subparsers: Any) -> None:
    """Add the command's parser."""
    command = subparsers.add_parser("agent", help="answer an agent (MCP) on standard input")
    command.add_argument(
        "--workspace", required=True, metavar="SLUG", help="address of the workspace"
    )
    command.add_argument(
        "--token-file", type=Path, metavar="PATH", help="holds the token (else KLIENTEL_TOKEN)"
    )
    command.add_argument(
        "--tools", default="", metavar="NAMES", help="few, or nouns such as account,work (all)"
    )
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Answer until the agent closes its end."""
    secret = _secret(args.token_file)

    from klientel.config.cli import start_django

    start_django()
    from klientel.config.migrations import require_migrated

    require_migrated()
    from klientel.integrations.agents.stdio import serve

    serve(secret, args.workspace, args.tools)
    return 0


def _secret(path: Path | None) -> str:
    """The token; never from the command line, where everybody on the machine could read it."""
    if path is None:
        found = current().token
    else:
        try:
            found = path.expanduser().read_text()[:1_000]
        except (OSError, UnicodeDecodeError):
            raise WrongUse(f"The file {path} cannot be read.") from None
    if not found.strip():
        raise WrongUse("Put a token into KLIENTEL_TOKEN or name a file with --token-file.")
    return found.strip()
