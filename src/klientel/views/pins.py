"""The views that a person pinned, as they stand in the sidebar with their counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext as _

from klientel.records.types import record_types
from klientel.ui.navigation import NavGroup, NavItem
from klientel.views.render import page_reading
from klientel.views.rows import counts_of
from klientel.views.shelf import Kept, shelf_of
from klientel.views.view_tabs import counting

#: the sidebar says "999+" beyond; counting more would be for nothing
MOST = 1_000
#: seconds for which the sidebar may show an old count; the list itself counts anew
FRESH = 60


def pinned_group(request: Any) -> NavGroup | None:
    """The pinned views of who asks; None where there are none, or none that they may open."""
    shelf = shelf_of(request.actor, request.workspace)
    pins = [one for one in shelf.pins() if _is_open(one, request.actor)]
    if not pins:
        return None
    base = f"/{request.workspace.slug}"
    counts = _counts(request, pins)
    asked = request.GET.get("view", "")
    items = []
    for one in pins:
        record_type = record_types.get(one.type)
        href = f"{base}/{record_type.slug}"
        items.append(
            NavItem(
                label=one.name,
                href=f"{href}?view={one.number}",
                icon=one.icon or record_type.icon,
                count=counts.get(one.number, 0),
                count_label=_("in the view"),
                current=request.path_info == href and asked == str(one.number),
                mark=str(one.number),
            )
        )
    return NavGroup(_("Pinned"), tuple(items), orders=f"{base}/pins")


def _is_open(view: Kept, actor: Any) -> bool:
    return view.type in record_types and actor.may(record_types.get(view.type).permission("view"))


def _counts(request: Any, pins: Sequence[Kept]) -> dict[int, int]:
    """How many records the pinned views have, counted in one statement once a minute at most."""
    actor, reading = request.actor, page_reading(request)
    key = f"pins-of:{actor.member_id}:{actor.auth_version}"
    mine = tuple((one.number, one.version) for one in pins)
    known: tuple[Any, dict[int, int]] | None = cache.get(key)
    if known is not None and known[0] == mine:
        return known[1]
    asked = {}
    for one in pins:
        record_type = record_types.get(one.type).in_workspace(reading.workspace)
        statement = counting(one, record_type, actor, reading, MOST)
        if statement is not None:
            asked[one.number] = statement
    found = counts_of(list(asked.values()), MOST) if asked else []
    counts = {number: count.value for number, count in zip(asked, found, strict=True)}
    cache.set(key, (mine, counts), FRESH)
    return counts
