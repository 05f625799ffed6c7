"""Asking the text index: candidates for words and for parts of words, newest first, bounded.

The two databases have an index of their own kind (records/migrations/0002); this is the only
module that knows their languages. All statements are fixed but for the condition that
Django compiles (`among`); what people typed is a parameter.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Exists, OuterRef

from klientel.records.models import SearchDoc
from klientel.records.models.search_doc import mark_of

#: candidates that are ranked; more are never read (PERFORMANCE: bound before ranking)
CANDIDATES = 200
SHORTEST_PART = 3


class Candidate(NamedTuple):
    """A search row that matches: what it is about, its folded title, and what was said there."""

    record_id: UUID
    type: str
    title: str
    part: UUID


class Among(NamedTuple):
    """Which search rows may be candidates at all: a condition on the table, and its values.

    It is asked before candidates are counted, so that what somebody may not see takes no place.
    """

    condition: str
    values: tuple[Any, ...]


_SQLITE_WORDS = """
    SELECT record_id, records_searchdoc.type, records_searchdoc.title, records_searchdoc.part
    FROM records_search_words AS w
        CROSS JOIN records_searchdoc ON records_searchdoc.id = w.rowid
    WHERE records_search_words MATCH %s AND records_searchdoc.workspace_id = %s
        AND instr(%s, ',' || records_searchdoc.type || ',') AND {among}
    ORDER BY w.rowid DESC LIMIT %s
"""
_SQLITE_PARTS = """
    SELECT record_id, records_searchdoc.type, records_searchdoc.title, records_searchdoc.part
    FROM records_search_parts AS p
        CROSS JOIN records_searchdoc ON records_searchdoc.id = p.rowid
    WHERE records_search_parts MATCH %s AND records_searchdoc.workspace_id = %s
        AND instr(%s, ',' || records_searchdoc.type || ',') AND {among}
    ORDER BY p.rowid DESC LIMIT %s
"""
_POSTGRESQL_WORDS = """
    SELECT record_id, type, title, part FROM records_searchdoc
    WHERE workspace_id = %s AND type = ANY(%s) AND words @@ to_tsquery('simple', %s) AND {among}
    ORDER BY id DESC LIMIT %s
"""
_POSTGRESQL_TITLE_PARTS = """
    SELECT record_id, type, title, part FROM records_searchdoc
    WHERE workspace_id = %s AND type = ANY(%s) AND has_parts AND title LIKE %s AND {among}
    ORDER BY id DESC LIMIT %s
"""
_POSTGRESQL_DIGIT_PARTS = """
    SELECT record_id, type, title, part FROM records_searchdoc
    WHERE workspace_id = %s AND type = ANY(%s) AND digits <> '' AND digits LIKE %s AND {among}
    ORDER BY id DESC LIMIT %s
"""
_ALL = Among("1 = 1", ())


def among(rows: Any, workspace_id: UUID) -> Among | None:
    """The search rows of the records in a queryset of the workspace; None when it has none."""
    docs = SearchDoc.objects.in_workspace(workspace_id)
    query = docs.filter(Exists(rows.filter(pk=OuterRef("record_id")))).query
    compiler = query.get_compiler(connection=connection)
    try:
        compiler.pre_sql_setup()
        condition, values = compiler.compile(query.where)
    except EmptyResultSet:
        return None
    return Among(condition, tuple(values))


def by_words(
    workspace_id: UUID,
    words: Sequence[str],
    types: Sequence[str],
    *,
    in_title: bool = False,
    as_prefix: bool = True,
    most: int = CANDIDATES,
    within: Among = _ALL,
) -> list[Candidate]:
    """Rows that hold all the folded words, the last one perhaps unfinished; newest first."""
    if not words or not types:
        return []
    marks = sorted({mark_of(workspace_id, name) for name in types})
    if connection.vendor == "sqlite":
        match = _sqlite_match(marks, words, in_title, as_prefix)
        return _read(_SQLITE_WORDS, [match, workspace_id.hex, _listed(types)], within, most)
    query = _postgresql_match(marks, words, in_title, as_prefix)
    return _read(_POSTGRESQL_WORDS, [workspace_id, list(types), query], within, most)


def by_part(
    workspace_id: UUID,
    part: str,
    types: Sequence[str],
    *,
    of: str = "title",
    most: int = CANDIDATES,
    within: Among = _ALL,
) -> list[Candidate]:
    """Rows with the text anywhere inside their folded name, or inside their `digits`."""
    if len(part) < SHORTEST_PART or not types:
        return []
    if connection.vendor == "sqlite":
        mark = mark_of(workspace_id, types[0])[:3]
        match = f"mark : {_quoted(mark)} AND {of} : {_quoted(part)}"
        return _read(_SQLITE_PARTS, [match, workspace_id.hex, _listed(types)], within, most)
    statement = _POSTGRESQL_DIGIT_PARTS if of == "digits" else _POSTGRESQL_TITLE_PARTS
    return _read(statement, [workspace_id, list(types), f"%{part}%"], within, most)


def _listed(types: Sequence[str]) -> str:
    return f",{','.join(types)},"


def _sqlite_match(
    marks: Sequence[str], words: Sequence[str], in_title: bool, as_prefix: bool
) -> str:
    each = []
    for number, word in enumerate(words, start=1):
        end = " *" if as_prefix and number == len(words) else ""
        each.append(" OR ".join(f"{_quoted(mark + word)}{end}" for mark in marks))
    where = "title" if in_title else "{title body}"
    return f"{where} : (({') AND ('.join(each)}))"


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def _postgresql_match(
    marks: Sequence[str], words: Sequence[str], in_title: bool, as_prefix: bool
) -> str:
    place = "A" if in_title else "AB"
    each = []
    for number, word in enumerate(words, start=1):
        end = f":*{place}" if as_prefix and number == len(words) else f":{place}"
        each.append(" | ".join(f"'{mark}{_bare(word)}'{end}" for mark in marks))
    return f"({') & ('.join(each)})"


def _bare(word: str) -> str:
    """Without what means something inside the quotes of a tsquery; folded words have none of it."""
    return word.replace("\\", "").replace("'", "").replace("\x00", "")


def _read(statement: str, asked: list[Any], within: Among, most: int) -> list[Candidate]:
    with connection.cursor() as cursor:
        cursor.execute(statement.format(among=within.condition), [*asked, *within.values, most])
        found = cursor.fetchall()
    return [Candidate(_uuid(key), kind, title, _uuid(part)) for key, kind, title, part in found]


def _uuid(key: object) -> UUID:
    return key if isinstance(key, UUID) else UUID(str(key))
