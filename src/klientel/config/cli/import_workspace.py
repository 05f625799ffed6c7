"""`klientel import-workspace`: make a workspace of its copy."""

from __future__ import annotations

import argparse
import gc
import sys
from pathlib import Path
from typing import Any

from klientel.config.terminal import Progress, WrongUse

_OBJECTS_OF_A_CHUNK = 100_000


def register(subparsers: Any) -> None:
    """Add the command's parser."""
    command = subparsers.add_parser("import-workspace", help="make a workspace of its copy")
    command.add_argument("file", metavar="FILE", type=Path, help="the archive of klientel export")
    command.add_argument("--slug", required=True, help="the address it gets here")
    command.add_argument("--owner", metavar="EMAIL", default="", help="one more owner")
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Bring it in; 1 when it could not be finished, 2 when it cannot be as asked."""
    from klientel.config.cli import start_django
    from klientel.config.configuration import current

    start_django()
    from klientel.config.migrations import require_migrated

    require_migrated()
    from klientel.integrations.copies.archive import Failed, Unusable
    from klientel.integrations.copies.bring_in import bring_in

    gc.set_threshold(_OBJECTS_OF_A_CHUNK)
    try:
        with Progress("Bringing in", unit="rows") as progress:
            brought = bring_in(args.file, args.slug, owner=args.owner, say=progress.reach)
    except Unusable as error:
        raise WrongUse(str(error)) from None
    except Failed as error:
        sys.stderr.write(f"klientel import-workspace: {error}.\n")
        return 1
    workspace = brought.workspace
    print(f"{workspace.name} is at {current().base_url}/{workspace.slug}/ ({brought.rows:,} rows).")
    if not brought.are_ids_kept:
        print("It exists here already: all ids are new, and the log was sealed anew.")
    if brought.link:
        print(f"{args.owner} chooses a password here, within seven days:\n{brought.link}")
    print("Others whose login is new choose a password by “Forgot password?” on the sign-in page.")
    return 0
