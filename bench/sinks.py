"""Writes many rows fast: `executemany` into SQLite, COPY into PostgreSQL, indexes afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection

FLUSH = 20_000
"""Rows of one table that are kept before they are written."""


class Table:
    """The rows of one model, given as tuples of some columns; the others hold their defaults.

    Values are in the form that both databases take: ids as 32 hexadecimal digits, instants as
    `YYYY-MM-DD HH:MM:SS` in UTC, decimals and JSON as text, truth as 0 or 1.
    """

    def __init__(self, model: Any, *columns: str) -> None:
        fields = {one.column: one for one in model._meta.concrete_fields}
        fields = {name: one for name, one in fields.items() if not one.generated}
        missing = set(columns) - set(fields)
        if missing:
            raise LookupError(f"{model.__name__} has no {', '.join(sorted(missing))}")
        rest = [name for name in fields if name not in columns]
        # A key that the database counts up is left to it.
        rest = [name for name in rest if not fields[name].get_internal_type().endswith("AutoField")]
        self.name = model._meta.db_table
        self.columns = [*columns, *rest]
        self._defaults = tuple(_default(fields[name]) for name in rest)
        self._rows: list[tuple[Any, ...]] = []
        self.count = 0

    def add(self, *values: Any) -> None:
        """Keep one row, and write what was kept when it is much."""
        self._rows.append(values + self._defaults)
        if len(self._rows) >= FLUSH:
            self.flush()

    def flush(self) -> None:
        """Write the kept rows."""
        if not self._rows:
            return
        self.count += len(self._rows)
        columns = ", ".join(f'"{name}"' for name in self.columns)
        if connection.vendor == "sqlite":
            marks = ", ".join("?" * len(self.columns))
            connection.connection.executemany(
                f'INSERT INTO "{self.name}" ({columns}) VALUES ({marks})', self._rows
            )
        else:
            with (
                connection.connection.cursor() as cursor,
                cursor.copy(f'COPY "{self.name}" ({columns}) FROM STDIN') as copy,
            ):
                for row in self._rows:
                    copy.write_row(row)
        self._rows.clear()


def _default(field: Any) -> Any:
    value = field.get_db_prep_save(field.get_default(), connection)
    return int(value) if isinstance(value, bool) else value


@contextmanager
def bulk(tables: Sequence[str]) -> Iterator[None]:
    """One transaction without indexes, triggers and key checks; all of them are back at its end."""
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        yield from _bulk_sqlite(tables)
    else:
        yield from _bulk_postgresql(tables)


def _bulk_sqlite(tables: Sequence[str]) -> Iterator[None]:
    raw = connection.connection
    # Nothing else looks at the file yet, and half a file is thrown away.
    for line in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-400000", "foreign_keys=OFF"):
        raw.execute(f"PRAGMA {line}")
    marks = ", ".join("?" * len(tables))
    dropped = raw.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') "
        f"AND sql IS NOT NULL AND tbl_name IN ({marks})",
        list(tables),
    ).fetchall()
    raw.execute("BEGIN")
    for kind, name, _sql in dropped:
        raw.execute(f'DROP {kind} "{name}"')
    yield
    for _kind, _name, sql in sorted(dropped, key=lambda row: row[0] == "trigger"):
        raw.execute(sql)
    raw.execute("COMMIT")
    for (name,) in raw.execute(
        "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%fts5%'"
    ).fetchall():
        raw.execute(f'INSERT INTO "{name}"("{name}") VALUES (\'rebuild\')')
        raw.commit()
    broken = raw.execute("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise SystemExit(f"The loader broke {len(broken)} foreign keys: {broken[:3]}")
    raw.execute("PRAGMA journal_mode=WAL")


def _bulk_postgresql(tables: Sequence[str]) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT format('%%I', c.relname), pg_get_indexdef(i.indexrelid)
            FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
            WHERE NOT i.indisunique AND i.indrelid::regclass::text = ANY (%s)
            """,
            [list(tables)],
        )
        dropped = cursor.fetchall()
        # The keys of what is loaded are right by construction, and checked on SQLite.
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute("SET timezone = 'UTC'")
        cursor.execute("BEGIN")
        for name, _sql in dropped:
            cursor.execute(f"DROP INDEX {name}")
        yield
        for _name, sql in dropped:
            cursor.execute(sql)
        cursor.execute("COMMIT")
        cursor.execute("VACUUM ANALYZE")
