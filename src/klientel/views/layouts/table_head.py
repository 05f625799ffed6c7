"""What stands above a table's rows: the column heads, and the menus that sort, group and choose.

It is the same for everybody with the same rights who looks at the same list, so it is put together
once and kept; the template draws it once, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from klientel.records.fields.base import Field
from klientel.ui.html import el
from klientel.views.compiled import standing
from klientel.views.groups import SPLIT
from klientel.views.labels import labels_of
from klientel.views.layouts.base import Drawing
from klientel.views.layouts.colours import COLOUR, bucketed, columned, steps_of
from klientel.views.query import Sort, is_groupable, is_sortable

_KEPT = 500
#: an address longer than this is nobody's habit, and stands in each entry of the menus
_LONGEST = 500
_heads: dict[tuple[Any, ...], TableHead] = {}


@dataclass(frozen=True, eq=False)
class TableHead:
    """The head of a table. It is its own key: another state of the list is another object."""

    #: the list as it stands in an address
    state: str
    #: the column heads: label, kind, address that sorts by it, order in force
    columns: list[dict[str, Any]]
    #: by what the list is sorted, in words, and whether from the largest down
    sort_label: str
    desc: bool
    #: the orders on offer on a phone, where the table has no head
    orders: list[dict[str, Any]]
    groups: list[dict[str, Any]]
    #: what each group can be divided by, where the list has groups
    splits: list[dict[str, Any]]
    #: how long its groups of days are
    steps: list[dict[str, Any]]
    colours: list[dict[str, Any]]
    #: the address of the panel that arranges the columns
    arrange: str


def head_of(drawing: Drawing) -> TableHead:
    """The head of a list, from the shelf if it was put together before."""
    record_type, query = drawing.record_type, drawing.page.query.with_()
    who = standing(drawing.actor, drawing.reading)
    shown = tuple(one.name for one in drawing.page.fields)
    widths = tuple(query.shown_widths.items())
    key = (record_type.name, len(record_type.fields), query, shown, widths, get_language(), who)
    found = _heads.get(key)
    if found is None:
        found = _head(drawing)
        if len(found.state) <= _LONGEST:
            if len(_heads) >= _KEPT:
                _heads.clear()
            _heads[key] = found
    return found


def _head(drawing: Drawing) -> TableHead:
    record_type = drawing.record_type
    order = drawing.page.query.order(record_type)
    labels = labels_of(record_type, drawing.reading)
    return TableHead(
        state=drawing.page.query.with_().to_query_string(),
        columns=_columns(drawing, order),
        sort_label=labels.get(order.field) or _("Last change"),
        desc=order.desc,
        orders=_orders(drawing, order),
        groups=_groups(drawing),
        splits=_set(drawing, SPLIT, _("Nothing more")) if drawing.page.query.group else [],
        steps=steps_of(record_type.by_name.get(drawing.page.query.group), drawing.page.query),
        colours=_set(drawing, COLOUR.name, _("No colours")),
        arrange=_arrange(drawing),
    )


def _columns(drawing: Drawing, order: Sort) -> list[dict[str, Any]]:
    record_type = drawing.record_type
    base = drawing.page.query.address_with("sort")
    columns = [
        {"kind": "select"},
        _column(drawing, record_type.field(record_type.title), order, "title", base),
    ]
    columns += [_column(drawing, one, order, one.align, base) for one in drawing.page.fields]
    columns.append({"label": el("span", _("More"), class_="visually-hidden")})
    return columns


def _column(drawing: Drawing, one: Field, order: Sort, kind: str, base: str) -> dict[str, Any]:
    label = labels_of(drawing.record_type, drawing.reading)[one.name]
    width = drawing.page.query.shown_widths.get(one.name)
    if not is_sortable(drawing.record_type, one.name):
        return {"label": label, "kind": kind, "name": one.name, "width": width}
    current = one.name == order.field
    # names begin at A, figures and dates with the newest or largest
    first_desc = bool(one.align)
    desc = not order.desc if current else first_desc
    direction = ("descending" if order.desc else "ascending") if current else ""
    return {
        "label": label,
        "kind": kind,
        "name": one.name,
        "width": width,
        "sort": f"{base}{Sort(one.name, desc)}",
        "order": direction,
    }


def _orders(drawing: Drawing, order: Sort) -> list[dict[str, Any]]:
    record_type = drawing.record_type
    base = drawing.page.query.address_with("sort")
    labels = labels_of(record_type, drawing.reading)
    return [
        {
            "label": labels[one.name],
            "current": one.name == order.field,
            "href": f"{base}{Sort(one.name, one.name == order.field and not order.desc)}",
        }
        for one in (record_type.field(record_type.title), *drawing.page.fields)
        if is_sortable(record_type, one.name)
    ]


def _groups(drawing: Drawing) -> list[dict[str, Any]]:
    record_type, query = drawing.record_type, drawing.page.query
    labels = labels_of(record_type, drawing.reading)
    base = query.address_with("group")
    each = [
        {
            "label": labels[one.name],
            "current": query.group == one.name,
            "href": f"{base}{one.name}",
        }
        for one in record_type.fields
        if is_groupable(one)
    ]
    none = {"label": _("No groups"), "current": not query.group, "href": base}
    return [none, *each] if each else []


def _set(drawing: Drawing, setting: str, none: str) -> list[dict[str, Any]]:
    """The fields with groups that a setting can name, and none of them."""
    record_type, query = drawing.record_type, drawing.page.query
    labels = labels_of(record_type, drawing.reading)
    base, current = query.address_with_setting(setting), query.setting(setting)
    each = [
        {"label": labels[one.name], "current": current == one.name, "href": f"{base}{one.name}"}
        for one in (columned if setting == SPLIT else bucketed)(record_type)
        if setting != SPLIT or one.name != query.group
    ]
    return [{"label": none, "current": not current, "href": base}, *each] if each else []


def _arrange(drawing: Drawing) -> str:
    state = drawing.page.query.with_().to_query_string(whole=True)
    here = f"/{drawing.reading.workspace.slug}/{drawing.record_type.slug}/columns"
    return f"{here}?{state}" if state else here
