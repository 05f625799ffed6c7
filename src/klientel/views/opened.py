"""Opening a list by its address: which saved view it names, and whether that was changed since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from klientel.records.fields.base import Reading
from klientel.records.types import RecordType
from klientel.views.shelf import Kept, shelf_of
from klientel.workspaces.actor import Actor

#: the `view` of an address that asks for the whole list where another one opens by itself
ALL = "all"
#: words of an address that say nothing of what the list shows
_PASSING = frozenset({"", "view", "after", "peek", "rows", "tab", "list"})


@dataclass(frozen=True, slots=True)
class Opened:
    """The state that an address stands for, read from it or from the view that it names."""

    given: Mapping[str, Any]
    after: str = ""
    view: str = ""
    saved: str | None = None
    opens_with_view: bool = False
    notices: tuple[str, ...] = ()


def open_view(
    record_type: RecordType, given: Mapping[str, Any], actor: Actor, reading: Reading
) -> Opened:
    """What an address opens. `view=8` alone is the view; with more the rest is a change of it.

    A view that does not exist for the reader is told in a notice, and the list is shown.
    """
    shelf = shelf_of(actor, reading.workspace)
    opens = shelf.opens(record_type.name) is not None
    after, asked = _text(given, "after"), _text(given, "view")
    if not asked or asked == ALL:
        return Opened(given, after, "", None, opens)
    found = shelf.named(record_type.name, asked)
    if found is None:
        gone = _("This view does not exist any more. The whole list is shown.")
        return Opened(given, after, "", None, opens, (gone,))
    state = given if has_state(given) else QueryDict(found.query)
    return Opened(state, after, asked, found.query, opens)


def has_state(given: Mapping[str, Any]) -> bool:
    """Whether an address says what the list shall show."""
    return any(name not in _PASSING for name in given)


def first_view(
    record_type: RecordType, given: Mapping[str, Any], actor: Actor, reading: Reading
) -> Kept | None:
    """The view that an address without a query opens for the reader's role."""
    if has_state(given) or given.get("view"):
        return None
    return shelf_of(actor, reading.workspace).opens(record_type.name)


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name, "")
    return value if isinstance(value, str) else ""
