"""What an entry of a member's calendar is moved by, where it may be moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from klientel.kit.formulas.values import Shape
from klientel.records.fields.base import Field
from klientel.records.types import RecordType, record_types
from klientel.views.inputs import expected_of
from klientel.views.layouts.calendar_days import action_for, dated_by
from klientel.views.rows import columns_of


@dataclass(frozen=True, slots=True)
class Handle:
    """The address of a record, the field that says when, and what it says.

    `action` is asked for where no edit moves the record, `is_open` tells whether the reader may.
    """

    key: str
    base: str
    by: str
    seen: str
    action: str
    is_open: bool

    @property
    def peek(self) -> str:
        """Where the preview of the record is."""
        return f"{self.base}/{self.key}/peek"


def handles_of(request: Any, records: Mapping[UUID, str]) -> dict[UUID, Handle]:
    """The handles of records, given with their types; at most one read for each."""
    by_type: dict[str, list[UUID]] = {}
    for key, name in records.items():
        if name in record_types:
            by_type.setdefault(name, []).append(key)
    found: dict[UUID, Handle] = {}
    for name, keys in by_type.items():
        found |= _handles(request, record_types.get(name), keys)
    return found


def _handles(request: Any, record_type: RecordType, keys: list[UUID]) -> dict[UUID, Handle]:
    by = dated_by(record_type)
    if by.reckons_as != Shape.MOMENT:
        return {}
    action = action_for(record_type, by)
    may_edit = request.actor.may(record_type.permission("edit"))
    base = f"/{request.workspace.slug}/{record_type.slug}"
    # a form asks the record itself what it says
    seen = dict.fromkeys(keys, "") if action else _seen(request, record_type, by, keys)
    is_open = may_edit and (by.is_changeable or bool(action))
    return {
        key: Handle(str(key), base, by.name, said, action, is_open) for key, said in seen.items()
    }


def _seen(request: Any, record_type: RecordType, by: Field, keys: list[UUID]) -> dict[UUID, str]:
    rows = record_type.model.objects.visible_to(request.actor).filter(pk__in=keys)
    names = columns_of(record_type, [by], (), None)
    return {row["id"]: expected_of(by, by.value(row)) for row in rows.values(*names)}
