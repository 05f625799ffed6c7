"""`klientel restore`: bring an installation back from a backup."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from klientel.config.terminal import WrongUse


def register(subparsers: Any) -> None:
    """Add the command's parser."""
    command = subparsers.add_parser("restore", help="bring an installation back from a backup")
    command.add_argument("file", metavar="FILE", type=Path, help="the archive of klientel backup")
    command.add_argument(
        "--replace", action="store_true", help="set aside, and keep, what is there already"
    )
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Restore it; 1 when it could not be finished, 2 when it cannot be as asked."""
    from klientel.config.cli import start_django

    start_django()
    from klientel.integrations.copies.archive import Failed, Unusable
    from klientel.integrations.copies.restore import restore

    try:
        restored = restore(args.file, replace=args.replace, migrate=_migrate)
    except Unusable as error:
        raise WrongUse(str(error)) from None
    except Failed as error:
        sys.stderr.write(f"klientel restore: {error}.\n")
        return 1
    manifest = restored.manifest
    print(f"Restored: everything as it was on {manifest['made_at'][:19]} UTC.")
    for kept in restored.kept:
        print(f"What was here before is kept in {kept}; delete it when it is no longer needed.")
    if manifest["key"] != "secret.key":
        print("The secret key is not in the backup: set KLIENTEL_SECRET_KEY as it was then.")
    print("klientel check --deep compares every record and the log.")
    return 0


def _migrate(besides: Mapping[str, str]) -> None:
    """Bring the restored database up to date in a process that knows no other."""
    from klientel.integrations.copies.archive import Failed

    done = subprocess.run(
        [sys.executable, "-m", "klientel", "migrate"],
        env={**os.environ, **besides},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = (done.stderr.strip() or "it did not say why").splitlines()[-1]
        raise Failed(f"The restored database could not be brought up to date ({said})")
