"""SQLite's text means what Django says it means, also when it is remembered."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import connection

from klientel.config.sqlite.base import DatabaseOperations

IDS = (None, "0181ba7d900070008000000000010000", "f" * 32)
MOMENTS = (
    None,
    "2026-11-27 02:24:55.036450",
    "2026-11-27 02:24:55",
    datetime(2026, 1, 2, tzinfo=UTC),
)


@pytest.mark.parametrize("again", [1, 2])
def test_values_are_those_of_django(again: int) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("this is about SQLite")
    ours, theirs = (one(connection) for one in DatabaseOperations.__mro__[:2])
    for text in IDS:
        assert ours.convert_uuidfield_value(text, None, connection) == (text and UUID(text))
    for value in MOMENTS:
        found = ours.convert_datetimefield_value(value, None, connection)
        assert found == theirs.convert_datetimefield_value(value, None, connection)
        assert found is None or found.utcoffset() is not None
    with pytest.raises(ValueError, match="badly formed"):
        ours.convert_uuidfield_value("no id", None, connection)
