"""`klientel workspace create`: a new workspace with its first owner."""

from __future__ import annotations

import argparse
from typing import Any


def register(subparsers: Any) -> None:
    """Add the command's parser."""
    command = subparsers.add_parser("workspace", help="create a workspace")
    parts = command.add_subparsers(title="what to do", metavar="WHAT", dest="what", required=True)
    create = parts.add_parser("create", help="make a workspace and its first owner")
    create.add_argument("--slug", required=True, help="its address, such as studio-roth")
    create.add_argument("--name", required=True, help="the name of the firm")
    create.add_argument("--owner", required=True, metavar="EMAIL", help="who owns it")
    create.add_argument("--owner-name", default="", help="the owner's name, if they are new")
    create.add_argument(
        "--serves",
        choices=("clients", "customers", "both"),
        default="both",
        help="whom the firm serves (both)",
    )
    create.add_argument(
        "--language", choices=("de", "en"), default=None, help="language of the firm and its mails"
    )
    create.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Create it and print its address and, for a new owner, the link to choose a password."""
    from klientel.config.cli import start_django
    from klientel.config.configuration import current

    start_django()
    from klientel.config.migrations import require_migrated

    require_migrated()
    from klientel.team.actions import create_workspace

    made = create_workspace(
        slug=args.slug,
        name=args.name,
        owner_email=args.owner,
        owner_name=args.owner_name,
        serves=args.serves,
        language=args.language or current().language,
        time_zone=current().time_zone,
    )
    print(f"{made.workspace.name} is at {current().base_url}/{made.workspace.slug}/")
    if made.link:
        print(f"{made.owner.user.email} chooses a password here, within seven days:\n{made.link}")
    else:
        print(f"{made.owner.user.email} signs in as usual.")
    return 0
