"""The workload: people by weeks, what each has to do against the hours they have."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from klientel.records.fields import away_note
from klientel.records.loads import load_of
from klientel.records.spans import span_of
from klientel.ui.badge import badge
from klientel.ui.html import NOTHING, Html, el, escape, join, pattern
from klientel.ui.icons import icon
from klientel.views.conditions import Group, tidied
from klientel.views.layouts.base import Drawing, Layout
from klientel.views.layouts.calendar import DAY
from klientel.views.layouts.calendar_days import anchor_of
from klientel.views.layouts.workload_parts import PER, Part, parts_of
from klientel.views.layouts.workload_parts import menu_of as parts_menu
from klientel.views.layouts.workload_teams import LINES, TEAMS, in_teams, menu_of
from klientel.views.layouts.workload_weeks import (
    MOST,
    WEEKS,
    WORKING_DAYS,
    Aside,
    Cell,
    Line,
    WorkloadPage,
    asking_for,
    read_workload,
    unfinished_beside,
)
from klientel.views.rows import Listing

_METER = pattern(
    '<svg class="workload-meter" aria-hidden="true"><rect class="workload-track" width="100%" '
    'height="4" rx="2"/>{}</svg>'
)
_FILL = pattern('<rect class="workload-fill" width="{}%" height="4" rx="2"/>')
_PART = pattern('<rect class="workload-part hue-{}" x="{}%" width="{}%" height="4"/>')
_SAID = pattern('<span class="workload-said"><i class="workload-mark hue-{}"></i>{} {}</span>')
_FIGURES = pattern(
    '<span class="workload-figures"><span class="strong">{}</span> {}</span>{}'
    '<span class="workload-word">{}</span>'
)


def frame(drawing: Drawing) -> dict[str, Any]:
    """What the workload's template draws around the lines."""
    page = cast("WorkloadPage", drawing.page)
    reading, query = drawing.reading, page.query
    anchor = anchor_of(query, reading.today)
    turned = query.address_with_setting("day")
    by = timedelta(days=7 * WEEKS // 2)
    format_ = reading.format
    weeks = [
        {
            "name": format_.week(monday),
            "days": format_.date(monday),
            "is_now": monday <= reading.today < monday + timedelta(days=7),
            "holidays": ", ".join(
                name for day, name in page.free.items() if 0 <= (day - monday).days < WORKING_DAYS
            ),
        }
        for monday in page.weeks
    ]
    drawer = _Drawer(drawing)
    return {
        "id": f"{drawing.record_type.slug}-workload",
        "weeks": weeks,
        "whole": [drawer.whole(one) for one in page.whole],
        "title": f"{format_.date(page.weeks[0])} – "
        f"{format_.date(page.weeks[-1] + timedelta(days=6))}",
        "before": turned + (anchor - by).isoformat(),
        "after": turned + (anchor + by).isoformat(),
        "now": f"?{query.with_setting('day', '').to_query_string(whole=True)}",
        "capped": _("Only the first {count} are counted. A filter leaves fewer.").format(
            count=format_.integer(MOST)
        )
        if page.is_capped
        else "",
        "menus": "views/workload_menus.html",
        "menu": menu_of(drawing),
        "per": parts_menu(drawing),
        "asides": [
            _aside(drawing, _("Nobody works on it"), page.unassigned),
            _aside(drawing, _("Without dates"), page.undated),
        ],
    }


def draw(drawing: Drawing) -> Html:
    """A row for each person, and the mark of the next page."""
    page, drawer = cast("WorkloadPage", drawing.page), _Drawer(drawing)
    parts = []
    for place, one in enumerate(page.lines):
        if place in page.heads:
            parts.append(drawer.head(page.heads[place]))
        parts.append(drawer.line(one))
    if page.next_cursor:
        parts.append(drawer.more(page.next_cursor))
    return join(parts)


class _Drawer:
    """Draws the lines of one page."""

    def __init__(self, drawing: Drawing) -> None:
        self.page = cast("WorkloadPage", drawing.page)
        self.record_type, self.reading = drawing.record_type, drawing.reading
        self.parts = self.page.parts

    def head(self, line: Line) -> Html:
        """A team, and what its people have to do together."""
        name = el("th", line.name, scope="rowgroup", class_="workload-person")
        return el("tr", name, *map(self.whole, line.cells), class_="workload-team")

    def line(self, line: Line) -> Html:
        """One person: the name, who is away, and the weeks."""
        note = away_note(line.member, self.reading)
        name = el(
            "th", badge(line.name), el("span", note, class_="row-sub") if note else NOTHING,
            scope="row", class_="workload-person",
        )  # fmt: skip
        cells = [
            self._cell(line, monday, cell)
            for monday, cell in zip(self.page.weeks, line.cells, strict=True)
        ]
        return el("tr", name, *cells)

    def _cell(self, line: Line, monday: date, cell: Cell) -> Html:
        figures = self.figures(cell)
        if not cell.records or line.member is None:
            return el("td", el("span", figures, class_="workload-cell"), class_=_class(cell))
        query = asking_for(
            self.record_type, self.page.query, line.member, monday, self.reading.today
        )
        link = el("a", figures, class_="workload-cell", href=f"?{query.to_query_string()}")
        return el("td", link, class_=_class(cell))

    def whole(self, cell: Cell) -> Html:
        """What all have to do in a week."""
        figures = el("span", self.figures(cell), class_="workload-cell")
        return el("td", figures, class_=_class(cell))

    def figures(self, cell: Cell) -> Html:
        """ "34 h of 32 h", as a bar, and in a word what is too much or free."""
        capacity = _("of {hours}").format(hours=self._hours(cell.capacity))
        parts = self.parts.of(cell) if self.parts else []
        words = [*map(self._said, parts), *(el("span", word) for word in self._words(cell))]
        return _FIGURES(
            self._hours(cell.hours), capacity, _METER(_bar(cell, parts)), join(words, " ")
        )

    def _said(self, part: Part) -> Html:
        """The word for a colour, and the hours of it."""
        return _SAID(part.hue, part.label, self._hours(part.hours))

    def _words(self, cell: Cell) -> list[Html]:
        """What is too much or free, who is away, and what nobody has estimated: a line for each."""
        words = []
        if cell.is_over:
            over = self._hours(cell.hours - cell.capacity)
            told = _("{hours} too much").format(hours=over)
            words.append(join([icon("triangle-alert", 12), told]))
        elif cell.capacity:
            free = self._hours(cell.capacity - cell.hours)
            words.append(escape(_("{hours} free").format(hours=free)))
        if cell.away:
            told = ngettext("{count} day away", "{count} days away", cell.away)
            words.append(join([icon("moon", 12), told.format(count=cell.away)]))
        if cell.unsaid:
            told = ngettext("{count} not estimated", "{count} not estimated", cell.unsaid)
            words.append(escape(told.format(count=cell.unsaid)))
        return words or [escape(_("nobody there"))]

    def _hours(self, hours: Decimal) -> str:
        return f"{self.reading.format.number(hours.quantize(Decimal('0.1')), 1)}\u00a0h"

    def more(self, cursor: str) -> Html:
        """The row that brings the next people."""
        base = f"/{self.reading.workspace.slug}/{self.record_type.slug}"
        href = f"{base}?{self.page.query.with_(after=cursor).to_query_string()}"
        link = el("a", _("More people"), class_="button button-quiet button-small", href=href)
        return el(
            "tr", el("td", link, colspan=WEEKS + 1), id="next-page", hx_get=href,
            hx_trigger="intersect once", hx_target="this", hx_swap="outerHTML",
        )  # fmt: skip


def _class(cell: Cell) -> str:
    if cell.is_over:
        return "is-over"
    if not cell.capacity:
        return "is-away"
    return "is-full" if _percent(cell) >= 90 else "is-idle" if not cell.records else ""


def _bar(cell: Cell, parts: list[Part]) -> Html:
    """What is full of a week: in one piece, or a piece in its colour for each part."""
    if not parts:
        return _FILL(100 if cell.is_over else _percent(cell))
    full, at, pieces = max(cell.hours, cell.capacity), Decimal(0), []
    for one in parts:
        width = one.hours * 100 / full
        pieces.append(_PART(one.hue, round(at, 1), round(width, 1)))
        at += width
    return join(pieces)


def _percent(cell: Cell) -> int:
    return min(100, int(cell.hours * 100 / cell.capacity)) if cell.capacity else 0


def _aside(drawing: Drawing, title: str, aside: Aside | None) -> dict[str, Any]:
    """Records that are in nobody's week: the first of them, and the way to all."""
    if aside is None or not aside.count.value:
        return {}
    query, load = drawing.page.query, load_of(drawing.record_type)
    assert load is not None  # noqa: S101 - the layout fits no other type
    others = query.filters.parts
    filters = tidied(Group("and", (*aside.conditions, *unfinished_beside(load, others), *others)))
    every = query.with_(filters=filters, layout="table", settings=())
    return {
        "title": title,
        "count": aside.count.shown(drawing.reading.format),
        "rows": aside.rows,
        "href": f"?{every.to_query_string()}",
        "is_more": aside.count.value > len(aside.rows),
    }


def _read(listing: Listing, size: int) -> WorkloadPage:
    order = in_teams if listing.query.setting(LINES.name) == TEAMS else None
    page = read_workload(listing, size, order)
    page.parts = parts_of(listing, page.cells)
    return page


WORKLOAD = Layout(
    name="workload",
    label=gettext_lazy("Workload"),
    icon="users",
    template="views/workload.html",
    frame=frame,
    rows=draw,
    read=_read,
    fits=lambda one: load_of(one) is not None and span_of(one) is not None,
    settings=(DAY, LINES, PER),
    order=50,
)
