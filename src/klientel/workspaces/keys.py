"""On PostgreSQL, foreign keys between a workspace's tables span (workspace_id, id).

Django writes a constraint on the one column; this replaces each such constraint by a composite
one, so that the database itself refuses a row of another workspace. It is idempotent and runs
after every migrate. SQLite keeps Django's constraint; there the writer loads what it links
through the scoped managers anyway.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps

from klientel.workspaces.scope import WorkspaceForeignKey

_EXISTING = """
    SELECT c.conname, c.conrelid::regclass::text, array_length(c.conkey, 1), a.attname
    FROM pg_constraint c
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
    WHERE c.contype = 'f' AND c.connamespace = current_schema()::regnamespace
"""


def scoped_foreign_keys() -> list[WorkspaceForeignKey]:
    """Every foreign key between two tables of a workspace."""
    return [
        field
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, WorkspaceForeignKey)
    ]


def span_workspace(connection: Any) -> int:
    """Replace one-column constraints by composite ones; returns how many were written."""
    if connection.vendor != "postgresql":
        return 0
    tables = set(connection.introspection.table_names())
    written = 0
    with connection.cursor() as cursor:
        cursor.execute(_EXISTING)
        existing = cursor.fetchall()
        for field in scoped_foreign_keys():
            here = field.model._meta.db_table
            there = field.remote_field.model._meta.db_table
            if here in tables and there in tables:
                written += _span_one(cursor, connection, field, here, there, existing)
    return written


def _span_one(
    cursor: Any, connection: Any, field: Any, here: str, there: str, existing: list[tuple[Any, ...]]
) -> int:
    quote = connection.ops.quote_name
    mine = [row for row in existing if row[1].strip('"') == here and row[3] == field.column]
    if any(row[2] == 2 for row in mine) or not field.db_constraint:
        return 0
    unique = quote(f"{there}_ws_key"[:63])
    cursor.execute(
        f"CREATE UNIQUE INDEX IF NOT EXISTS {unique} ON {quote(there)} (workspace_id, id)"
    )
    for name, *_rest in mine:
        cursor.execute(f"ALTER TABLE {quote(here)} DROP CONSTRAINT {quote(name)}")
    spanning = quote(f"{here}_{field.column}_ws"[:63])
    cursor.execute(
        f"ALTER TABLE {quote(here)} ADD CONSTRAINT {spanning} "
        f"FOREIGN KEY (workspace_id, {quote(field.column)}) "
        f"REFERENCES {quote(there)} (workspace_id, id) DEFERRABLE INITIALLY DEFERRED"
    )
    return 1
