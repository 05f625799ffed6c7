"""The text index over the search rows: words with prefixes, and substrings of titles and numbers.

SQLite keeps two FTS5 tables beside the rows, fed by triggers. PostgreSQL keeps a generated column
with a GIN index, and trigram indexes where the extension may be used; without it the same
questions are answered by a scan.
"""

import sys

from django.db import DatabaseError, migrations, transaction

# A word index row also holds its workspace and its type as words, so that a match never walks
# through other firms' rows. In the trigram table three letters of the workspace's id do that.
SQLITE = [
    """
    CREATE VIRTUAL TABLE records_search_words USING fts5(
        workspace_id, type, title, body,
        content='records_searchdoc', content_rowid='id', prefix='2 3',
        tokenize="unicode61 remove_diacritics 2 tokenchars '_'"
    )
    """,
    """
    CREATE VIEW records_search_marked AS
    SELECT id, substr(workspace_id, -3) AS mark, title, digits FROM records_searchdoc
    """,
    """
    CREATE VIRTUAL TABLE records_search_parts USING fts5(
        mark, title, digits,
        content='records_search_marked', content_rowid='id', tokenize='trigram'
    )
    """,
    """
    CREATE TRIGGER records_search_added AFTER INSERT ON records_searchdoc BEGIN
        INSERT INTO records_search_words(rowid, workspace_id, type, title, body)
        VALUES (new.id, new.workspace_id, new.type, new.title, new.body);
        INSERT INTO records_search_parts(rowid, mark, title, digits)
        VALUES (new.id, substr(new.workspace_id, -3), new.title, new.digits);
    END
    """,
    """
    CREATE TRIGGER records_search_removed AFTER DELETE ON records_searchdoc BEGIN
        INSERT INTO records_search_words(records_search_words, rowid, workspace_id, type, title, body)
        VALUES ('delete', old.id, old.workspace_id, old.type, old.title, old.body);
        INSERT INTO records_search_parts(records_search_parts, rowid, mark, title, digits)
        VALUES ('delete', old.id, substr(old.workspace_id, -3), old.title, old.digits);
    END
    """,
    """
    CREATE TRIGGER records_search_changed AFTER UPDATE ON records_searchdoc
    WHEN old.title IS NOT new.title OR old.body IS NOT new.body OR old.digits IS NOT new.digits
        OR old.type IS NOT new.type OR old.workspace_id IS NOT new.workspace_id
    BEGIN
        INSERT INTO records_search_words(records_search_words, rowid, workspace_id, type, title, body)
        VALUES ('delete', old.id, old.workspace_id, old.type, old.title, old.body);
        INSERT INTO records_search_parts(records_search_parts, rowid, mark, title, digits)
        VALUES ('delete', old.id, substr(old.workspace_id, -3), old.title, old.digits);
        INSERT INTO records_search_words(rowid, workspace_id, type, title, body)
        VALUES (new.id, new.workspace_id, new.type, new.title, new.body);
        INSERT INTO records_search_parts(rowid, mark, title, digits)
        VALUES (new.id, substr(new.workspace_id, -3), new.title, new.digits);
    END
    """,
    "INSERT INTO records_search_words(records_search_words) VALUES ('rebuild')",
    "INSERT INTO records_search_parts(records_search_parts) VALUES ('rebuild')",
]
SQLITE_BACK = [
    "DROP TRIGGER records_search_changed",
    "DROP TRIGGER records_search_removed",
    "DROP TRIGGER records_search_added",
    "DROP TABLE records_search_parts",
    "DROP VIEW records_search_marked",
    "DROP TABLE records_search_words",
]

POSTGRESQL = [
    """
    ALTER TABLE records_searchdoc ADD COLUMN words tsvector GENERATED ALWAYS AS (
        to_tsvector('simple', 'w' || replace(workspace_id::text, '-', '')
                              || ' t' || replace(type, '_', ''))
        || setweight(to_tsvector('simple', title), 'A')
        || setweight(to_tsvector('simple', body), 'B')
    ) STORED
    """,
    "CREATE INDEX records_search_words ON records_searchdoc USING gin (words)",
    "CREATE INDEX records_search_newest ON records_searchdoc (workspace_id, id)",
]
TRIGRAMS = [
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX records_search_titles ON records_searchdoc USING gin (title gin_trgm_ops)",
    """
    CREATE INDEX records_search_digits ON records_searchdoc USING gin (digits gin_trgm_ops)
    WHERE digits <> ''
    """,
]
POSTGRESQL_BACK = [
    "DROP INDEX IF EXISTS records_search_digits",
    "DROP INDEX IF EXISTS records_search_titles",
    "DROP INDEX records_search_newest",
    "DROP INDEX records_search_words",
    "ALTER TABLE records_searchdoc DROP COLUMN words",
]


def _run(schema_editor, statements):
    for statement in statements:
        schema_editor.execute(statement)


def build(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        _run(schema_editor, SQLITE)
        return
    _run(schema_editor, POSTGRESQL)
    try:
        with transaction.atomic(using=schema_editor.connection.alias):
            _run(schema_editor, TRIGRAMS)
    except DatabaseError as error:
        sys.stderr.write(
            "The extension pg_trgm could not be used, so searching inside words will be slow in "
            "large lists. Let a database administrator run: CREATE EXTENSION pg_trgm; "
            f"({str(error).splitlines()[0]})\n"
        )


def drop(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    _run(schema_editor, SQLITE_BACK if is_sqlite else POSTGRESQL_BACK)


class Migration(migrations.Migration):
    dependencies = [("records", "0001_open_records")]

    operations = [migrations.RunPython(build, drop, elidable=False)]
