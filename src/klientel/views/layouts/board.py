"""The board: a list in columns by the groups of a field; moving a card changes that field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, cast
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from klientel.records.fields.base import Field
from klientel.records.types import RecordType
from klientel.ui.html import Html, join
from klientel.views.groups import SPLIT
from klientel.views.labels import labels_of
from klientel.views.layouts.base import Drawing, Layout
from klientel.views.layouts.board_cards import BoardDrawer, tabs_of
from klientel.views.layouts.board_columns import field_of
from klientel.views.layouts.board_lanes import board_of, read_board
from klientel.views.layouts.board_parts import BoardPage, limits_in
from klientel.views.layouts.colours import (
    COLOUR,
    STEPS,
    a_columned_field,
    bucketed,
    columned,
    steps_of,
)
from klientel.views.layouts.lane_cards import LaneDrawer
from klientel.views.offers import Setting
from klientel.views.query import Sort, ViewQuery, is_sortable
from klientel.views.rows import Listing
from klientel.views.totals import fields_with_totals

MOST_CARD_FIELDS = 8
#: records whose columns are looked up one by one; of more, all columns are drawn anew
MOST_LOOKED_UP = 50
_KEY = re.compile(r"[\w*-]{1,40}")


def frame(drawing: Drawing) -> dict[str, Any]:
    """What the board's template needs besides the cards."""
    page = cast("BoardPage", drawing.page)
    by = field_of(drawing.record_type, page.query)
    return {
        "id": f"{drawing.record_type.slug}-board",
        "by": by.name,
        "lane": page.lane_by.name if page.lane_by else "",
        "left_out": _left_out(page, drawing),
        "tabs": tabs_of(page.columns, drawing.reading),
        "menus": "views/board_menus.html",
        "menu": _menu(drawing, by.name),
        "is_fixed": all(one.put is None for one in (*page.columns, *page.lanes)),
        "fixed": _("“{name}” cannot be changed here, so cards stay where they are.").format(
            name=drawing.reading.say(by.label)
        ),
    }


def draw(drawing: Drawing) -> Html:
    """All columns, or the further cards of one."""
    page = cast("BoardPage", drawing.page)
    drawer = _drawer(drawing, page)
    return join(map(drawer.cards, page.columns)) if page.is_part else drawer.columns()


def redraw(listing: Listing, given: Mapping[str, str]) -> Html:
    """The columns named by `columns` and those where the records of `ids` are now.

    `shown` says how many cards there were of each: `new.120,active.50`.
    """
    keys = [key for key in given.get("columns", "").split(",") if key]
    ids = []
    for text in given.get("ids", "").split(",")[:MOST_LOOKED_UP]:
        with suppress(ValueError):
            ids.append(UUID(text))
    page = board_of(listing).redrawn(keys, ids, limits_in(given.get("shown", "")))
    drawing = Drawing(listing.record_type, page, listing.actor, listing.reading)
    return _drawer(drawing, page).columns(anew=True)


def _drawer(drawing: Drawing, page: BoardPage) -> BoardDrawer:
    if page.lane_by is None:
        return BoardDrawer(drawing, page)
    return LaneDrawer(drawing, page, page.lane_by)


def _left_out(page: BoardPage, drawing: Drawing) -> str:
    if not page.left_out:
        return ""
    told = ngettext(
        "{count} more lane has cards. A filter makes room for it.",
        "{count} more lanes have cards. A filter makes room for them.",
        page.left_out,
    )
    return told.format(count=drawing.reading.format.integer(page.left_out))


def _menu(drawing: Drawing, by: str) -> dict[str, Any]:
    """What can be set about a board, each choice with its address."""
    record_type, query = drawing.record_type, drawing.page.query
    labels = labels_of(record_type, drawing.reading)
    page = cast("BoardPage", drawing.page)
    plain = _plain(query)
    summed = page.summed.name if page.summed else ""
    shown, order = [one.name for one in page.fields], query.order(record_type)
    groups = bucketed(record_type)
    grouping, colouring = plain.address_with("group"), query.address_with_setting("colour")
    summing, showing = query.address_with_setting("sum"), query.address_with_setting("cards")
    sorting = query.address_with("sort")
    sortable = [
        one
        for one in (record_type.field(record_type.title), *page.fields)
        if is_sortable(record_type, one.name)
    ]
    on_cards = [
        one
        for one in record_type.fields
        if not one.is_long and one.name not in (record_type.title, by)
    ]
    colour = query.setting("colour")
    return {
        "groups": [
            _choice(labels[o.name], o.name == by, grouping + o.name) for o in columned(record_type)
        ],
        "colours": [
            _choice(_("No colours"), not colour, colouring),
            *(_choice(labels[o.name], o.name == colour, colouring + o.name) for o in groups),
        ],
        "sums": [
            _choice(labels[o.name], o.name == summed, summing + o.name)
            for o in fields_with_totals(record_type.fields)
        ],
        "orders": [
            _choice(labels[o.name], o.name == order.field, f"{sorting}{_next(o, order)}")
            for o in sortable
        ],
        "cards": [
            _choice(labels[o.name], o.name in shown, showing + _turned(shown, o.name))
            for o in on_cards
        ],
        "lanes": _lanes(drawing, by),
        "steps": _steps(drawing, by),
        "by": labels[by],
        "sorted": labels.get(order.field) or _("Last change"),
        "desc": order.desc,
    }


def _steps(drawing: Drawing, by: str) -> list[dict[str, Any]]:
    """In what days are grouped, those of the columns or else of the lanes."""
    record_type, plain = drawing.record_type, _plain(drawing.page.query)
    lanes = record_type.by_name.get(plain.setting(SPLIT))
    return steps_of(record_type.field(by), plain) or steps_of(lanes, plain)


def _plain(query: ViewQuery) -> ViewQuery:
    """Without what is told of columns: those of another field are called otherwise."""
    return query.with_setting("closed", "").with_setting("limits", "")


def _lanes(drawing: Drawing, by: str) -> list[dict[str, Any]]:
    """By what lanes can cross the columns, and none of it."""
    record_type, query = drawing.record_type, drawing.page.query
    labels, current = labels_of(record_type, drawing.reading), query.setting(SPLIT)
    base = query.with_setting("shut", "").address_with_setting(SPLIT)
    others = [one for one in columned(record_type) if one.name != by]
    each = [_choice(labels[one.name], one.name == current, base + one.name) for one in others]
    return [_choice(_("No lanes"), not current, base), *each] if each else []


def _choice(label: str, is_current: bool, href: str) -> dict[str, Any]:
    return {"label": label, "current": is_current, "href": href}


def _next(one: Field, order: Sort) -> Sort:
    """The order by a field, turned over where it is the one in force."""
    is_current = one.name == order.field
    return Sort(one.name, not order.desc if is_current else bool(one.align))


def _turned(shown: list[str], name: str) -> str:
    names = [one for one in shown if one != name] if name in shown else [*shown, name]
    return ",".join(names[:MOST_CARD_FIELDS])


def _card_fields(record_type: RecordType, text: str) -> str:
    names = [name for name in dict.fromkeys(text.split(",")) if name in record_type.by_name]
    return ",".join(names[:MOST_CARD_FIELDS])


def _a_summed_field(record_type: RecordType, text: str) -> str:
    return text if text in {one.name for one in fields_with_totals(record_type.fields)} else ""


def _keys(_record_type: RecordType, text: str) -> str:
    return ",".join(key for key in dict.fromkeys(text.split(",")) if _KEY.fullmatch(key))


def _limits(_record_type: RecordType, text: str) -> str:
    found = limits_in(text)
    return ",".join(f"{key}.{number}" for key, number in found.items() if _KEY.fullmatch(key))


BOARD = Layout(
    name="board",
    label=gettext_lazy("Board"),
    icon="kanban",
    template="views/board.html",
    frame=frame,
    rows=draw,
    read=read_board,
    redraw=redraw,
    fits=lambda record_type: bool(bucketed(record_type)),
    settings=(
        Setting("cards", _card_fields),
        Setting("closed", _keys),
        COLOUR,
        Setting("limits", _limits),
        Setting("shut", _keys),
        Setting(SPLIT, a_columned_field),
        STEPS,
        Setting("sum", _a_summed_field),
    ),
    order=20,
)
