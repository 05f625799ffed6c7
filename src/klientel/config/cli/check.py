"""`klientel check`: explain the configuration and look whether this installation can run."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from klientel.config.terminal import WrongUse

Finding = tuple[bool, str]
"""Whether it is well, and one sentence about it."""


def register(subparsers: Any) -> None:
    """Add the command's parser."""
    command = subparsers.add_parser("check", help="explain the settings and check the set-up")
    command.add_argument(
        "--deep", action="store_true", help="also compare every record and the whole log (slow)"
    )
    command.add_argument(
        "--kept",
        action="append",
        default=[],
        type=_kept_seal,
        metavar="WORKSPACE:SEAL",
        help="a seal noted earlier: shows whether the end of the log was cut off (with --deep)",
    )
    command.add_argument(
        "--repair", action="store_true", help="write differing spine and search rows anew"
    )
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print settings and findings; exit code 1 when something is wrong."""
    from klientel.config.cli import start_django
    from klientel.config.configuration import current, explain

    print("Settings")
    for line in explain(current()):
        print(f"  {line.name:<24} {line.value}  [{line.source}]\n  {'':<24} {line.explains}")
    start_django()
    print("\nSet-up")
    healthy = True
    findings = [*_findings()]
    if args.deep or args.repair or args.kept:
        findings += [*_data_findings(repair=args.repair, kept=dict(args.kept))]
    for well, sentence in findings:
        healthy = healthy and well
        print(f"  {'ok   ' if well else 'WRONG'} {sentence}")
    return 0 if healthy else 1


def _kept_seal(text: str) -> tuple[str, str]:
    slug, _colon, seal = text.partition(":")
    if not slug or len(seal) != 64:
        raise argparse.ArgumentTypeError("a workspace, a colon and the 64 signs of a seal")
    return slug, seal


def _findings() -> Iterator[Finding]:
    checks: tuple[Callable[[], Finding], ...] = (
        _data,
        _database,
        _assets,
        _languages,
        _django,
        _mail,
    )
    for check in checks:
        try:
            yield check()
        except WrongUse as error:
            yield False, str(error)


def _data_findings(*, repair: bool, kept: Mapping[str, str]) -> Iterator[Finding]:
    """What the data itself says, a workspace at a time; `kept` are seals noted earlier, by slug."""
    from klientel.discussion import consistency as files
    from klientel.discussion import finding
    from klientel.events.seal import verify
    from klientel.records import consistency
    from klientel.workspaces.models import Workspace

    known = list(Workspace.objects.order_by("slug"))
    for workspace in known:
        name = f"Workspace {workspace.slug}"
        if repair:
            yield True, f"{name}: {consistency.repair(workspace)} records were mended."
            yield True, f"{name}: {finding.repair(workspace.pk)} comments were mended."
            yield True, f"{name}: {files.repair(workspace.pk)} things about files were mended."
        found = sum(1 for _ in consistency.differences(workspace))
        yield not found, f"{name}: {found or 'no'} records differ from their spine or search row."
        unfound = sum(1 for _ in finding.differences(workspace.pk))
        yield not unfound, f"{name}: {unfound or 'no'} comments differ from their search row."
        lost = list(files.differences(workspace.pk))
        yield not lost, f"{name}: {len(lost) or 'no'} files differ. {'; '.join(lost[:5])}".strip()
        verdict = verify(workspace.pk, kept.get(workspace.slug, ""))
        if not verdict.is_whole:
            yield False, f"{name}: seal {verdict.broken_at}: {verdict.why}."
            continue
        yield True, f"{name}: {verdict.sealed} events are sealed, {verdict.unsealed} not yet."
        if verdict.sealed:
            yield (
                True,
                (
                    f"{name}: note the last seal elsewhere, and later check --kept "
                    f"{workspace.slug}:{verdict.head} shows whether the end of the log was cut off."
                ),
            )
    for slug in kept.keys() - {one.slug for one in known}:
        yield False, f"There is no workspace {slug} to compare the kept seal with."


def _data() -> Finding:
    import os

    from klientel.config.configuration import current

    folder = current().data
    return os.access(folder, os.W_OK), f"The data folder is {folder}."


def _database() -> Finding:
    from django.db import connection

    from klientel.config.migrations import pending

    waiting = pending()
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        import sqlite3

        name = f"SQLite {sqlite3.sqlite_version}"
    else:
        name = f"PostgreSQL {connection.pg_version // 10000}"  # type: ignore[attr-defined]
    if waiting:
        return True, f"{name} answers; {len(waiting)} steps will run at the next start."
    return True, f"{name} answers and is up to date."


def _assets() -> Finding:
    from klientel.config.configuration import PACKAGE

    manifest = PACKAGE / "static" / "klientel" / "manifest.json"
    if manifest.is_file():
        return True, "The front end is built."
    return False, "The front end is missing; build it with ./dev.py build."


def _languages() -> Finding:
    from klientel.config.configuration import PACKAGE

    sources = sorted(PACKAGE.glob("*/locale/*/LC_MESSAGES/django.po"))
    missing = [path.parts[-5] for path in sources if not path.with_suffix(".mo").is_file()]
    if missing:
        return False, f"Translations of {', '.join(missing)} are not compiled; run ./dev.py build."
    return True, "Translations are compiled."


def _django() -> Finding:
    from django.core import checks

    serious = [found for found in checks.run_checks() if found.level >= checks.WARNING]
    if serious:
        return False, " ".join(f"{found.id}: {found.msg}" for found in serious[:5])
    return True, "All rooms fit together."


def _mail() -> Finding:
    from klientel.config.configuration import current
    from klientel.config.migrations import pending

    if pending():
        return True, "Mail is looked at once the database is up to date."
    from klientel.sending import smtp
    from klientel.sending.models import Message
    from klientel.sending.queries import counts

    found = counts()
    waiting = found.get(Message.State.WAITING, 0) + found.get(Message.State.HELD, 0)
    queued = f"{waiting} wait, {found.get(Message.State.DEAD, 0)} were given up"
    if not smtp.is_configured():
        return True, (
            "No mail server is set (KLIENTEL_SMTP_URL): "
            f"mails are kept in {smtp.folder()}; {queued}."
        )
    server = current().mail
    return True, f"Mails leave through {server.host if server else ''}; {queued}."
