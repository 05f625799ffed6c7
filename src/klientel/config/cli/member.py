"""`klientel member`: add somebody, give a login another address, or free it of lost factors."""

from __future__ import annotations

import argparse
from typing import Any

from klientel.config.terminal import WrongUse

ROLES = ("owner", "lead", "member", "support", "bookkeeping")


def register(subparsers: Any) -> None:
    """Add the command's parser."""
    command = subparsers.add_parser("member", help="add somebody, or help who lost a second factor")
    parts = command.add_subparsers(title="what to do", metavar="WHAT", dest="what", required=True)
    add = parts.add_parser("add", help="add somebody by e-mail address")
    add.add_argument("--workspace", required=True, metavar="SLUG", help="address of the workspace")
    add.add_argument("--email", required=True, help="who is added")
    add.add_argument("--role", required=True, choices=ROLES, help="what they may do")
    add.add_argument("--name", default="", help="their name, if they are new")
    add.set_defaults(run=run)
    email = parts.add_parser("change-email", help="let somebody sign in with another address")
    email.add_argument("--email", required=True, help="whose; make sure that they are the one")
    email.add_argument("--to", required=True, metavar="EMAIL", help="the address from now on")
    email.set_defaults(run=run_email)
    forget = parts.add_parser("forget-factors", help="remove the second factors of a login")
    forget.add_argument("--email", required=True, help="whose; make sure that they are the one")
    forget.set_defaults(run=run_forget)


def run(args: argparse.Namespace) -> int:
    """Add them, queue their mail, and print the link to choose a password if they are new."""
    from klientel.config.cli import start_django

    start_django()
    from klientel.config.migrations import require_migrated

    require_migrated()
    from klientel.kit.refused import Invalid
    from klientel.team.actions import add_member
    from klientel.workspaces.actor import Actor
    from klientel.workspaces.models import Workspace

    workspace = Workspace.objects.filter(slug=args.workspace).first()
    if workspace is None:
        raise WrongUse(f"There is no workspace with the address {args.workspace!r}.")
    actor = Actor.system(workspace.pk, "command line")
    try:
        added = add_member(actor, email=args.email, name=args.name, role=args.role)
    except Invalid as refusal:
        raise WrongUse(" ".join(one.text() for one in refusal.errors.values())) from None
    if not added.is_new_user:
        print(f"{args.email} has a login already and was asked by mail to join {workspace.name}.")
    else:
        print(f"{added.member.name} belongs to {workspace.name} as {args.role}.")
        print(f"They choose a password here, within seven days:\n{added.link}")
    return 0


def run_email(args: argparse.Namespace) -> int:
    """Give their login the other address; the former one is told by mail, and so is each log."""
    from klientel.config.cli import start_django

    start_django()
    from klientel.kit.refused import Refused
    from klientel.team.actions.email import put_email

    user = _login(args.email)
    try:
        put_email(user, args.to)
    except Refused as refusal:
        raise WrongUse(refusal.text()) from None
    print(f"{user.name or args.email} signs in as {user.email} now; all their sessions ended.")
    return 0


def run_forget(args: argparse.Namespace) -> int:
    """Remove their factors; they are told by mail, and so is the log of each workspace."""
    from klientel.config.cli import start_django

    start_django()
    from klientel.team.actions.factor import forget_factors

    user = _login(args.email)
    count = forget_factors(user)
    print(f"{count} removed; {user.email} signs in with the password alone and was told by mail.")
    return 0


def _login(email: str) -> Any:
    """Whoever signs in with an address; raises `WrongUse` for nobody."""
    from klientel.config.migrations import require_migrated

    require_migrated()
    from klientel.workspaces.models import User

    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        raise WrongUse(f"Nobody signs in as {email!r}.")
    return user
