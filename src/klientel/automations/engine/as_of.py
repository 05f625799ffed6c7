"""Records as an event left them, whatever came after: what conditions are asked of.

A rule hears of an event a moment later, a rehearsal weeks later. Both put back what later events of
the log changed, so that both come to the same answer. What no event tells of (a sum, a day that the
program reckons) is as it is now.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from copy import copy
from datetime import datetime
from typing import Any
from uuid import UUID

from klientel.events.ids_in_time import floor_id
from klientel.events.reading_back import changes_after
from klientel.kit.refused import Refused
from klientel.records.types import RecordType


class Past:
    """What was changed on some records since an event of the log, read at once."""

    def __init__(self, workspace_id: UUID, record_ids: Collection[UUID], since: UUID) -> None:
        self._changes = changes_after(workspace_id, record_ids, since)

    def record_after(self, record_type: RecordType, record: Any, event_id: UUID) -> Any:
        """The record as that event left it: itself where nothing changed it later."""
        later = [some for pk, some in self._changes.get(record.pk, ()) if pk > event_id]
        return put_back(record_type, record, later) if later else record

    def record_at(self, record_type: RecordType, record: Any, at: datetime) -> Any:
        """The record as it was at an instant."""
        return self.record_after(record_type, record, floor_id(at))


def put_back(record_type: RecordType, record: Any, changes: Iterable[Mapping[str, Any]]) -> Any:
    """A copy of a record without some changes, the newest first."""
    before = copy(record)
    for some in changes:
        for name, pair in some.items():
            one = record_type.by_name.get(name)
            if one is None or not isinstance(pair, Sequence) or len(pair) != 2:
                continue
            # a value that the field no longer understands stays as it is now
            with suppress(Refused, ValueError, TypeError, KeyError, ArithmeticError):
                one.put(before, one.from_api(pair[0]))
    return before
