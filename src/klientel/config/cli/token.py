"""`klientel token create`: a token with which a program acts as a member."""

from __future__ import annotations

import argparse
from typing import Any

from klientel.config.terminal import WrongUse

LASTS = ("30", "90", "365", "never")


def register(subparsers: Any) -> None:
    """Add the command's parser."""
    command = subparsers.add_parser("token", help="make a token of the API")
    parts = command.add_subparsers(title="what to do", metavar="WHAT", dest="what", required=True)
    create = parts.add_parser("create", help="make a token and print it, and nothing else")
    create.add_argument(
        "--workspace", required=True, metavar="SLUG", help="address of the workspace"
    )
    create.add_argument("--member", required=True, metavar="EMAIL", help="as whom it acts")
    create.add_argument("--read-only", action="store_true", help="it changes nothing")
    create.add_argument("--name", default="command line", help="what it is for (command line)")
    create.add_argument("--days", default="90", choices=LASTS, help="how long it lasts (90)")
    create.add_argument(
        "--type",
        action="append",
        default=[],
        metavar="TYPE",
        help="only this record type; repeatable",
    )
    create.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Make it and print the secret, which is kept nowhere."""
    from klientel.config.cli import start_django

    start_django()
    from klientel.config.migrations import require_migrated

    require_migrated()
    from klientel.kit.refused import Invalid
    from klientel.team.actions import create_token
    from klientel.workspaces.actor import Actor
    from klientel.workspaces.models import Member, Workspace

    workspace = Workspace.objects.filter(slug=args.workspace).first()
    if workspace is None:
        raise WrongUse(f"There is no workspace with the address {args.workspace!r}.")
    members = Member.objects.in_workspace(workspace.pk)
    member = members.filter(user__email=args.member.strip().lower(), is_active=True).first()
    if member is None:
        raise WrongUse(f"Nobody in {workspace.name} signs in as {args.member!r}.")
    actor = Actor.system(workspace.pk, "command line")
    given = {"name": args.name, "is_read_only": args.read_only, "types": args.type}
    try:
        made = create_token(actor, member=member.pk, lasts=args.days, **given)
    except Invalid as refusal:
        raise WrongUse(" ".join(one.text() for one in refusal.errors.values())) from None
    print(made.secret)
    return 0
