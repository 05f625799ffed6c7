"""A PostgreSQL database copied from one consistent snapshot by PostgreSQL's own programs.

`pg_dump` knows everything a database can hold and is tested by everybody who uses it; a format of
our own would be a second truth. A restore builds the schema anew in one transaction, beside the old
one, which keeps its rows under another name.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from klientel.integrations.copies.archive import Failed, Unusable

_LIBRARY = Path("/usr/lib/postgresql")
_ENVIRONMENT = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD"}
_OPTIONS = {
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "connect_timeout": "PGCONNECT_TIMEOUT",
}
#: entries of a dump that the restore makes itself
_OURS = (" SCHEMA - ", " COMMENT - SCHEMA ", " ACL - SCHEMA ", " EXTENSION - ")
_MIGRATIONS = "SELECT app, name FROM django_migrations ORDER BY id"
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)


def program(name: str) -> str:
    """The path of one of PostgreSQL's programs, the newest there is; `Unusable` without it."""
    found = sorted(_LIBRARY.glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    path = str(found[-1]) if found else shutil.which(name)
    if path is None:
        raise Unusable(
            f"{name} was not found; a PostgreSQL database needs it (Debian: postgresql-client)"
        )
    return path


def environment(settings: Mapping[str, Any]) -> dict[str, str]:
    """What PostgreSQL's programs need to reach the database of Django's settings."""
    known = {name: str(settings[key]) for key, name in _ENVIRONMENT.items() if settings.get(key)}
    options = settings.get("OPTIONS", {})
    known |= {name: str(options[key]) for key, name in _OPTIONS.items() if options.get(key)}
    return {**os.environ, **known, "PGDATABASE": str(settings["NAME"])}


def run(words: list[str], env: Mapping[str, str]) -> str:
    """Run one of the programs; `Failed` with what it says when it fails."""
    done = subprocess.run(words, env=dict(env), capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr.strip() or "it did not say why").splitlines()[0]
        raise Failed(f"{Path(words[0]).name} failed: {said}")
    return done.stdout


def snapshot(connection: Any, target: Path) -> dict[str, Any]:
    """Dump the schema as it is at this moment; returns its rows by table, steps and extensions.

    The counts are read in the very snapshot that is dumped.
    """
    from django.db import transaction

    dump = program("pg_dump")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot(), current_schema()")
        held, schema = cursor.fetchone()
        words = [dump, "--format=custom", "--compress=1", "--no-owner", "--no-privileges"]
        words += [f"--schema={schema}", f"--snapshot={held}", f"--file={target}"]
        run(words, environment(connection.settings_dict))
        return {
            "rows": counts(cursor),
            "migrations": migrations(cursor),
            "extensions": extensions(cursor),
        }


def counts(cursor: Any) -> dict[str, int]:
    """Rows by table."""
    cursor.execute(_TABLES)
    found = {}
    for (table,) in cursor.fetchall():
        quoted = table.replace('"', '""')
        cursor.execute(f'SELECT count(*) FROM "{quoted}"')  # noqa: S608 - a name of the catalogue
        found[table] = cursor.fetchone()[0]
    return found


def migrations(cursor: Any) -> list[str]:
    """The steps the database has been through, as `room.name`."""
    cursor.execute(_MIGRATIONS)
    return [f"{app}.{name}" for app, name in cursor.fetchall()]


def extensions(cursor: Any) -> list[str]:
    """The extensions in use beside the one that is always there."""
    cursor.execute("SELECT extname FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY 1")
    return [name for (name,) in cursor.fetchall()]


def is_empty(connection: Any) -> bool:
    """Whether a database holds neither a workspace nor a login."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for name in sorted(tables & {"workspaces_workspace", "workspaces_user"}):
            cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {name})")  # noqa: S608 - one of two names
            if cursor.fetchone()[0]:
                return False
    return True


def is_in_use(connection: Any) -> bool:
    """Whether anybody else is connected to the database."""
    with connection.cursor() as cursor:
        cursor.execute(_OTHERS)
        return bool(cursor.fetchone()[0])


def bring_in(connection: Any, dump: Path, told: list[str], aside: str, token: str) -> None:
    """Set the present schema aside under another name and build the dumped one, all or nothing.

    `told` are the extensions it needs. `token` is left at the schema as a comment, so that what
    was interrupted can be told from what was done.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema = cursor.fetchone()[0]
        present = extensions(cursor)
    env = environment(connection.settings_dict)
    connection.close()
    restore = program("pg_restore")
    listed = run([restore, "--list", str(dump)], env).splitlines()
    wanted = [line for line in listed if not any(ours in line for ours in _OURS)]
    contents, script = dump.with_suffix(".list"), dump.with_suffix(".sql")
    contents.write_text("\n".join(wanted))
    words = [restore, "--no-owner", "--no-privileges", f"--use-list={contents}"]
    run([*words, f"--file={script}", str(dump)], env)
    before = [f'ALTER SCHEMA "{schema}" RENAME TO "{aside}"', f'CREATE SCHEMA "{schema}"']
    before += [
        f'ALTER EXTENSION "{one}" SET SCHEMA "{schema}"'
        if one in present
        else f'CREATE EXTENSION IF NOT EXISTS "{one}" WITH SCHEMA "{schema}"'
        for one in sorted({*told, *present})
    ]
    before.append(f"COMMENT ON SCHEMA \"{schema}\" IS '{token}'")
    first = dump.with_suffix(".first.sql")
    first.write_text(";\n".join(before) + ";\n")
    psql = [program("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"]
    run([*psql, "--single-transaction", f"--file={first}", f"--file={script}"], env)


def take_back(connection: Any, aside: str) -> None:
    """Drop what was brought in and give the schema that was set aside its name again."""
    from django.db import transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema = cursor.fetchone()[0]
        for one in extensions(cursor):
            cursor.execute(f'ALTER EXTENSION "{one}" SET SCHEMA "{aside}"')
        cursor.execute(f'DROP SCHEMA "{schema}" CASCADE')
        cursor.execute(f'ALTER SCHEMA "{aside}" RENAME TO "{schema}"')


def token_of(connection: Any) -> str:
    """The token of the last restore, kept at the schema; empty without one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description(current_schema()::regnamespace, 'pg_namespace')")
        return str(cursor.fetchone()[0] or "")
