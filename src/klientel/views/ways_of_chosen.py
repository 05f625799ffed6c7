"""What the palette can do with the rows that are chosen in a list: it presses the bar's buttons."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klientel.records.types import RecordType
from klientel.views import render
from klientel.views.bulk_bar import bulk_bar
from klientel.views.record_menu import record_menu
from klientel.views.ways import Way, found

#: what a page sends where all rows of the list are chosen, also those further down
ALL = "all"
_MOST_DIGITS = 7


def with_chosen(request: Any, text: str) -> list[Way]:
    """What can be done with the rows of the list the palette was opened on, as far as some are
    chosen: the page says how many.
    """
    chosen = request.GET.get("chosen", "")
    is_count = chosen.isdecimal() and len(chosen) <= _MOST_DIGITS and int(chosen) > 0
    if not is_count and chosen != ALL:
        return []
    record_type = _listed(request)
    if record_type is None or not request.actor.may(record_type.permission("view")):
        return []
    return found(lambda: list(_ways(request, record_type, chosen)), text)


def _listed(request: Any) -> RecordType | None:
    """The type of the list that is open; None for any other page."""
    try:
        match = resolve(urlsplit(request.headers.get("HX-Current-URL", "")).path)
    except (Resolver404, ValueError):
        return None
    if match.url_name != "list" or match.kwargs.get("workspace") != request.workspace.slug:
        return None
    listed: RecordType = match.kwargs["record_type"]
    return listed if listed.in_lists else None


def _ways(request: Any, record_type: RecordType, chosen: str) -> Iterator[Way]:
    count = _("All selected") if chosen == ALL else _counted(int(chosen))
    for name, label, icon, key in _done(request, record_type):
        presses = f"#bulk [data-bulk-do='{name}']"
        yield Way(f"{count} › {label}", "", icon, key, presses=presses)


def _counted(count: int) -> str:
    return ngettext("{count} selected", "{count} selected", count).format(count=count)


def _done(request: Any, record_type: RecordType) -> Iterator[tuple[str, str, str, str]]:
    """The buttons of the bar with their names, in its order."""

    def may(verb: str) -> bool:
        return bool(request.actor.may(record_type.permission(verb)))

    if may("edit"):
        for one in bulk_bar(record_type, render.page_reading(request))["quick"]:
            label = _("Change {field}").format(field=one.label)
            yield f"field-{one.name}", label, one.icon, one.key
        yield "fields", _("Change fields"), "pencil", ""
    for entry in record_menu.of_list(request, record_type):
        yield f"more-{entry.name}", entry.label, entry.icon, ""
    if may("export"):
        yield "export", _("Export"), "download", ""
    if may("merge") and record_type.merging is not None:
        yield "merge", _("Merge"), "merge", ""
    if may("trash"):
        yield "trash", _("Delete"), "trash-2", ""
