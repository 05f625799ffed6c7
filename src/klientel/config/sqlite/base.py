"""Django's SQLite, with a memory for what its text means.

SQLite has no type for ids and moments; Django reads each anew from text, which is more work than
the query itself: a page of a list has a hundred. The same text always means the same value, which
nobody can change, so the last few thousand are remembered. Everything else is Django's.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.backends.sqlite3 import base, operations
from django.utils import timezone
from django.utils.dateparse import parse_datetime

#: values remembered in a process, each about 200 bytes
REMEMBERED = 20_000

_id = lru_cache(maxsize=REMEMBERED)(UUID)


@lru_cache(maxsize=REMEMBERED)
def _moment(text: str, zone: Any) -> datetime | None:
    found = parse_datetime(text)
    return found if found is None or timezone.is_aware(found) else timezone.make_aware(found, zone)


class DatabaseOperations(operations.DatabaseOperations):
    """Django's, with ids and moments from memory."""

    def convert_uuidfield_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """An id from the text that the database keeps."""
        return None if value is None else _id(value)

    def convert_datetimefield_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """A moment from the text that the database keeps."""
        if type(value) is str:
            return _moment(value, self.connection.timezone)
        return super().convert_datetimefield_value(value, expression, connection)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's connection with these operations."""

    ops_class = DatabaseOperations
