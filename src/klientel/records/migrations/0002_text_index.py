"""The text index over the search rows: words with prefixes, and substrings of names and numbers.

SQLite keeps two FTS5 tables beside the rows, fed by triggers. PostgreSQL keeps a generated column
with a GIN index, and trigram indexes where the extension may be used; without it the same
questions are answered by a scan.
"""

import sys

from django.db import DatabaseError, migrations, transaction

# Each word is indexed behind its row's mark (records/models/search_doc.py): a term that stands for
# the workspace or the type would be in every row, and an index walks along its terms.
_MARKED = (
    "CASE {row}{column} WHEN '' THEN '' "
    "ELSE {row}mark || replace({row}{column}, ' ', ' ' || {row}mark) END"
)


def _marked(column, row=""):
    return _MARKED.format(row=row, column=column)


def _words(row=""):
    """Title and body with their marks, as columns of a row such as `new.`."""
    return f"{_marked('title', row)}, {_marked('body', row)}"


_ADD_WORDS = f"""
    INSERT INTO records_search_words(rowid, title, body) VALUES (new.id, {_words("new.")})
"""
_DROP_WORDS = f"""
    INSERT INTO records_search_words(records_search_words, rowid, title, body)
    VALUES ('delete', old.id, {_words("old.")})
"""
_ADD_PARTS = """
    INSERT INTO records_search_parts(rowid, mark, title, digits)
    VALUES (new.id, substr(new.mark, 1, 3), new.title, new.digits)
"""
_DROP_PARTS = """
    INSERT INTO records_search_parts(records_search_parts, rowid, mark, title, digits)
    VALUES ('delete', old.id, substr(old.mark, 1, 3), old.title, old.digits)
"""
_WORDS_DIFFER = "old.title IS NOT new.title OR old.body IS NOT new.body OR old.mark IS NOT new.mark"
_PARTS_DIFFER = (
    "old.title IS NOT new.title OR old.digits IS NOT new.digits OR old.mark IS NOT new.mark"
)
SQLITE = [
    f"""
    CREATE VIEW records_search_marked(id, title, body) AS
    SELECT id, {_words()} FROM records_searchdoc
    """,
    """
    CREATE VIRTUAL TABLE records_search_words USING fts5(
        title, body,
        content='records_search_marked', content_rowid='id', prefix='7 8 9',
        tokenize="unicode61 remove_diacritics 2"
    )
    """,
    """
    CREATE VIEW records_search_named AS
    SELECT id, substr(mark, 1, 3) AS mark, title, digits FROM records_searchdoc WHERE has_parts
    """,
    """
    CREATE VIRTUAL TABLE records_search_parts USING fts5(
        mark, title, digits,
        content='records_search_named', content_rowid='id', tokenize='trigram'
    )
    """,
    f"""
    CREATE TRIGGER records_search_added AFTER INSERT ON records_searchdoc BEGIN {_ADD_WORDS}; END
    """,
    f"""
    CREATE TRIGGER records_search_part_added AFTER INSERT ON records_searchdoc
    WHEN new.has_parts BEGIN {_ADD_PARTS}; END
    """,
    f"""
    CREATE TRIGGER records_search_removed AFTER DELETE ON records_searchdoc BEGIN {_DROP_WORDS}; END
    """,
    f"""
    CREATE TRIGGER records_search_part_removed AFTER DELETE ON records_searchdoc
    WHEN old.has_parts BEGIN {_DROP_PARTS}; END
    """,
    f"""
    CREATE TRIGGER records_search_changed AFTER UPDATE ON records_searchdoc
    WHEN {_WORDS_DIFFER} BEGIN {_DROP_WORDS}; {_ADD_WORDS}; END
    """,
    # One of these three at most: which of two triggers runs first is not said anywhere.
    f"""
    CREATE TRIGGER records_search_part_changed AFTER UPDATE ON records_searchdoc
    WHEN old.has_parts AND new.has_parts AND ({_PARTS_DIFFER})
    BEGIN {_DROP_PARTS}; {_ADD_PARTS}; END
    """,
    f"""
    CREATE TRIGGER records_search_part_left AFTER UPDATE ON records_searchdoc
    WHEN old.has_parts AND NOT new.has_parts BEGIN {_DROP_PARTS}; END
    """,
    f"""
    CREATE TRIGGER records_search_part_came AFTER UPDATE ON records_searchdoc
    WHEN new.has_parts AND NOT old.has_parts BEGIN {_ADD_PARTS}; END
    """,
    "INSERT INTO records_search_words(records_search_words) VALUES ('rebuild')",
    "INSERT INTO records_search_parts(records_search_parts) VALUES ('rebuild')",
]
SQLITE_BACK = [
    "DROP TRIGGER records_search_part_came",
    "DROP TRIGGER records_search_part_left",
    "DROP TRIGGER records_search_part_changed",
    "DROP TRIGGER records_search_changed",
    "DROP TRIGGER records_search_part_removed",
    "DROP TRIGGER records_search_removed",
    "DROP TRIGGER records_search_part_added",
    "DROP TRIGGER records_search_added",
    "DROP TABLE records_search_parts",
    "DROP VIEW records_search_named",
    "DROP TABLE records_search_words",
    "DROP VIEW records_search_marked",
]

POSTGRESQL = [
    f"""
    ALTER TABLE records_searchdoc ADD COLUMN words tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', {_marked("title")}), 'A')
        || setweight(to_tsvector('simple', {_marked("body")}), 'B')
    ) STORED
    """,
    "CREATE INDEX records_search_words ON records_searchdoc USING gin (words)",
    "CREATE INDEX records_search_newest ON records_searchdoc (workspace_id, id)",
]
TRIGRAMS = [
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    """
    CREATE INDEX records_search_titles ON records_searchdoc USING gin (title gin_trgm_ops)
    WHERE has_parts
    """,
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
    dependencies = [("records", "0001_initial")]

    operations = [migrations.RunPython(build, drop, elidable=False)]
