"""Brings the database to the state this version of the program needs."""

from __future__ import annotations

from collections.abc import Callable

from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from klientel.config.terminal import WrongUse

SMALLEST_SQLITE = (3, 38)


def pending() -> list[str]:
    """The migrations still to be run, as `room.name`; raises `WrongUse` without a database."""
    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        raise WrongUse(f"The database does not answer: {reason}.") from None
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def require_migrated() -> None:
    """Raise `WrongUse` unless the database is as this version needs it; a new one is made so."""
    waiting = pending()
    if waiting and not connection.introspection.table_names():
        migrate(lambda line: print(line, flush=True))
    elif waiting:
        raise WrongUse(f"The database lacks {len(waiting)} steps; run klientel migrate first.")


def migrate(say: Callable[[str], None]) -> int:
    """Run what is pending and return how many that were."""
    _check_sqlite()
    names = pending()
    if names:
        say(f"Preparing the database ({len(names)} steps)")
        call_command("migrate", verbosity=0, interactive=False)
    return len(names)


def _check_sqlite() -> None:
    if connection.vendor != "sqlite":
        return
    import sqlite3

    if sqlite3.sqlite_version_info < SMALLEST_SQLITE:
        raise WrongUse(f"SQLite {sqlite3.sqlite_version} is too old; 3.38 or newer is needed.")
