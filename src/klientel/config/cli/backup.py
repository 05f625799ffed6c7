"""`klientel backup`: one archive of the whole installation, while it is at work."""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path
from typing import Any

from klientel.config.terminal import WrongUse


def register(subparsers: Any) -> None:
    """Add the command's parser."""
    command = subparsers.add_parser("backup", help="write one archive of the whole installation")
    command.add_argument("file", metavar="FILE", help="where to write it; - for the output")
    command.add_argument(
        "--verify", action="store_true", help="only read FILE and say whether it is whole"
    )
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write or verify a backup; 1 when it could not be finished, 2 when it cannot be as asked."""
    from klientel.config.cli import start_django

    start_django()
    from klientel.config.migrations import require_migrated
    from klientel.integrations.copies import backup
    from klientel.integrations.copies.archive import Failed, Unusable

    # A stop in order takes the draft along.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        if args.verify:
            _say(backup.verify(Path(args.file)), "is whole", args.file)
            return 0
        require_migrated()
        if args.file == "-":
            _say(backup.back_up(None, sys.stdout.buffer), "was written", "the output")
            sys.stdout.buffer.flush()
        else:
            _say(backup.back_up(Path(args.file).absolute()), "was written and read back", args.file)
    except Unusable as error:
        raise WrongUse(str(error)) from None
    except Failed as error:
        sys.stderr.write(f"klientel backup: {error}.\n")
        return 1
    return 0


def _say(manifest: dict[str, Any], done: str, name: str) -> None:
    """Say what is in it, where it does not get into the archive itself."""
    members, rows = manifest["members"], manifest["rows"]
    size = sum(one["bytes"] for one in members.values()) / 1024**2
    said = [
        f"The backup {done}: {name}",
        f"  made {manifest['made_at'][:19]} UTC by Klientel {manifest['program']}",
        f"  {sum(rows.values()):,} rows in {len(rows)} tables of {manifest['database']}",
        f"  {len(members) - 1:,} files, {size:,.1f} MB unpacked",
    ]
    if manifest["key"] == "secret.key":
        said.append("  It holds the secret key and all data: keep it where nobody else reads.")
    else:
        said.append("  The secret key is not in it: note KLIENTEL_SECRET_KEY elsewhere.")
    sys.stderr.write("\n".join(said) + "\n")
