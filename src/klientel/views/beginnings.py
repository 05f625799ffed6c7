"""What can be added, by the names a firm has for it: the menu "New" and the small form's row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from klientel.records.fields.base import Reading
from klientel.records.types import Beginning, RecordType, record_types
from klientel.ui.navigation import NavItem


def creates_of(
    request: Any, current: RecordType | None = None, given: Mapping[str, str] | None = None
) -> list[NavItem]:
    """Everything that the actor may add; the one whose form is shown is `current`."""
    shown = current and _shown(current, request.workspace, given or {})
    return [
        NavItem(
            label=str(request.words.fill(str(begun.label))),
            href=_address(request, one, begun),
            icon=begun.icon,
            key=f"C {begun.key}" if begun.key else "",
            current=shown is not None and begun == shown,
        )
        for one in record_types
        if one.in_lists and request.actor.may(one.permission("create"))
        for begun in one.beginnings(request.workspace)
    ]


def begun_as(record_type: RecordType, reading: Reading, given: Mapping[str, str]) -> str:
    """What the record is called that a form with these values makes."""
    shown = _shown(record_type, reading.workspace, given)
    return record_type.called(reading) if shown is None else reading.say(shown.label)


def _shown(record_type: RecordType, workspace: Any, given: Mapping[str, str]) -> Beginning | None:
    """The beginning that the values fit; without values, what the fields begin with themselves."""
    for begun in record_type.beginnings(workspace):
        if all(
            (given.get(name) or record_type.field(name).default) == value
            for name, value in begun.given.items()
        ):
            return begun
    return None


def _address(request: Any, record_type: RecordType, begun: Beginning) -> str:
    query = f"?{urlencode(begun.given)}" if begun.given else ""
    return f"/{request.workspace.slug}/{record_type.slug}/new{query}"
