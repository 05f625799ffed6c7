"""`klientel export`: everything of one workspace in one archive."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from klientel.config.terminal import Progress, WrongUse


def register(subparsers: Any) -> None:
    """Add the command's parser."""
    command = subparsers.add_parser("export", help="write all of one workspace into one archive")
    command.add_argument("--workspace", metavar="SLUG", required=True, help="which workspace")
    command.add_argument("file", metavar="FILE", type=Path, help="where to write it")
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write it; 1 when it could not be finished, 2 when it cannot be as asked."""
    from klientel.config.cli import start_django

    start_django()
    from klientel.config.migrations import require_migrated

    require_migrated()
    from django.db import transaction

    from klientel.integrations.actions.copy import note_copy
    from klientel.integrations.copies.archive import Failed, Unusable
    from klientel.integrations.copies.export import export
    from klientel.workspaces.actor import Actor
    from klientel.workspaces.models import Workspace

    workspace = Workspace.objects.filter(slug=args.workspace).first()
    if workspace is None:
        raise WrongUse(f"there is no workspace {args.workspace}")
    actor = Actor.system(workspace.pk, "command line: export")
    try:
        with transaction.atomic():
            note_copy(actor)
        with Progress("Exporting", unit="rows") as progress:
            manifest = export(actor, args.file.absolute(), progress.reach)
    except Unusable as error:
        raise WrongUse(str(error)) from None
    except Failed as error:
        sys.stderr.write(f"klientel export: {error}.\n")
        return 1
    rows = sum(one["rows"] for one in manifest["tables"].values())
    files = sum(name.startswith("files/") for name in manifest["members"])
    print(f"{workspace.name} is in {args.file}: {rows:,} rows, {files:,} files.")
    print("Not in it: passwords, sessions and links; the logins are names and e-mail addresses.")
    return 0
