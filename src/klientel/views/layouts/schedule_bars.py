"""Drawing a schedule: its rows with their bars, from prebuilt strings as the rows of a table are.

A bar is a drawing, placed in percent of the days that are shown. What it says stands beside the
title of its row for whoever listens, and on a phone for everybody.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klientel.kit import clock, cursors
from klientel.records.spans import span_of
from klientel.ui.html import NOTHING, Html, el, escape, join, literal, pattern
from klientel.ui.icons import icon
from klientel.views.inputs import expected_of
from klientel.views.layouts.base import Drawing
from klientel.views.layouts.colours import colour_field, hues_of
from klientel.views.layouts.schedule_rows import CLOSED, Bar, SchedulePage
from klientel.views.layouts.schedule_scale import percent
from klientel.views.rows import PAGE

#: deeper parts are set in no further
MOST_INDENT = 6
#: where the words of a bar have room beside it, in percent
_ROOM = 22

_ROW = pattern(
    '<li class="schedule-row level-{}{}" id="bar-{}" data-item="{}" data-ref="{}" '
    'data-peek-href="{}" data-level="{}" data-first="{}" data-last="{}" data-seen-start="{}" '
    'data-seen-end="{}"{}><div class="schedule-name">{}<a class="schedule-link" href="{}" '
    'draggable="false" data-item-link><span class="schedule-title">{}</span>'
    '<span class="schedule-told"><span class="visually-hidden">, </span>{}</span></a>'
    '<button type="button" class="button button-quiet button-small button-icon schedule-menu" '
    'data-item-menu aria-label="{}" aria-haspopup="menu" data-pops="row-menu" '
    'hx-target="#row-menu" hx-swap="innerHTML" hx-get="{}">{}</button></div>'
    '<svg class="schedule-lane" aria-hidden="true">{}</svg></li>'
)
_CLOCK, _WAITS = pattern(' data-clock="{}"'), pattern(' data-waits="{}"')
_FOLD = pattern(
    '<button type="button" class="button button-quiet button-small button-icon schedule-fold" '
    'aria-expanded="{}" aria-label="{}" tabindex="-1" data-fold>{}</button>'
)
_BAR = pattern(
    '<g class="schedule-bar" data-bar><rect x="{}" y="22%" width="{}" height="56%" rx="4"/>'
    '{}<rect class="schedule-grip" data-edge="start" x="{}" y="22%" width="6" height="56%"/>'
    '<svg class="schedule-at" x="{}" y="22%" height="56%"><rect class="schedule-grip" '
    'data-edge="end" x="-6" width="6" height="100%"/></svg></g>'
)
_DIAMOND = pattern(
    '<g class="schedule-bar is-day" data-bar><svg class="schedule-at" x="{}" y="50%">'
    '<path d="M0-8 8 0 0 8-8 0Z"/></svg></g>'
)
_EDGE = pattern(
    '<svg class="schedule-at" x="{}" y="50%"><path class="schedule-beyond" d="{}"/></svg>'
)
_WORDS = pattern(
    '<g class="schedule-words{}"><svg class="schedule-at" x="{}" y="50%">{}'
    '<text x="{}" y="4"{}>{}</text></svg></g>'
)
_FROM_BEFORE, _ON_AND_ON = "M9-4 4 0l5 4", "M-9-4-4 0l-5 4"
#: what a bar is, as a shape: finished, late, waiting
_SIGNS = {
    "done": literal('<path class="schedule-sign" d="M8-1l3 3 5-6"/>'),
    "late": literal('<path class="schedule-sign" d="M8-5v6m0 3v1"/>'),
    "waits": literal('<path class="schedule-sign" d="M8-4v8m4-8v8"/>'),
}


class ScheduleDrawer:
    """Draws the rows of one page; what is the same for all of them is made once."""

    def __init__(self, drawing: Drawing, page: SchedulePage) -> None:
        span = span_of(drawing.record_type)
        assert span is not None  # noqa: S101 - the layout fits no other type
        self.page, self.span, self.reading = page, span, drawing.reading
        self.record_type = drawing.record_type
        self.start, self.end = span.fields(drawing.record_type)
        self.base = f"/{drawing.reading.workspace.slug}/{drawing.record_type.slug}"
        self._colour = colour_field(drawing.record_type, page.query)
        self._hues = hues_of(self._colour, drawing.reading)
        self._acts = _("Actions for %(name)s").replace("%(name)s", "{}")
        self._dots, self._chevron = icon("ellipsis"), icon("chevron-right", 12)
        self._fold = _("Parts of %(name)s").replace("%(name)s", "{}")
        self._is_closed = page.query.setting("parts") == CLOSED
        state = page.query.with_().to_query_string()
        self._list = f"?{urlencode({'list': state})}" if state else ""

    def rows(self) -> Html:
        """All rows, the headings of groups and the next page's mark included."""
        parts: list[object] = []
        group = self._group_before()
        for bar in self.page.bars:
            if self.page.grouping and not bar.level and bar.row.group != group:
                parts += self._headings(group, bar.row.group)
                group = bar.row.group
            parts.append(self.row(bar))
        if self.page.next_cursor:
            parts.append(self._more(self.page.next_cursor))
        return join(parts)

    def row(self, bar: Bar, *, anew: bool = False) -> Html:
        """One row; `anew` it takes the place of the one on the page by its id."""
        row, key = bar.row, str(bar.row.id)
        own = f"{self.base}/{key}"
        state = self.state(bar)
        hue = self._hues.get(self._colour.value(row.columns)) if self._colour else None
        classes = f" hue-{hue}" if hue else ""
        classes += f" is-{state}" if state else ""
        return _ROW(
            min(bar.level, MOST_INDENT), classes, key, key, row.ref or key,
            f"{own}/peek{self._list}", bar.level, bar.first or "", bar.last or "",
            expected_of(self.start, self.start.value(row.columns)),
            expected_of(self.end, self.end.value(row.columns)),
            self._more_of(bar, anew=anew), self._folds(bar), f"{row.href}{self._list}", row.title,
            ", ".join(self.told(bar, state)), self._acts.format(row.title),
            f"{own}/menu?by=*", self._dots, self._drawn(bar, state),
        )  # fmt: skip

    def state(self, bar: Bar) -> str:
        """Whether it is `done`, `late`, or `waits`; empty for none of these."""
        if self.span.is_over is None:
            return "waits" if bar.waits else ""
        if self.span.is_over(bar.row.columns):
            return "done"
        if bar.last is not None and bar.last < self.reading.today:
            return "late"
        return "waits" if bar.waits else ""

    def told(self, bar: Bar, state: str) -> list[str]:
        """What a bar says, in words: from when to when, how it stands, what it waits for."""
        date_, said = self.reading.format.date, self._state_word(state)
        found = [said] if said and state != "waits" else []
        if bar.first is None:
            found.insert(0, _("without dates"))
        elif bar.last is None:
            found.insert(0, _("since {day}").format(day=date_(bar.first)))
        elif bar.first == bar.last:
            found.insert(0, _("on {day}").format(day=date_(bar.first)))
        else:
            count = (bar.last - bar.first).days + 1
            days = ngettext("{count} day", "{count} days", count).format(count=count)
            found.insert(0, f"{date_(bar.first)} – {date_(bar.last)}, {days}")
        if self._colour is not None:
            found.append(self._colour.shown(self._colour.value(bar.row.columns), self.reading))
        found += [_("waits for “{name}”").format(name=one.title) for one in bar.waits]
        return [one for one in found if one]

    def _state_word(self, state: str) -> str:
        return {"done": _("done"), "late": _("overdue"), "waits": _("waits")}.get(state, "")

    def _more_of(self, bar: Bar, *, anew: bool) -> Html:
        """The attributes that few rows have."""
        parts = []
        if clock_ := self._clock(bar):
            parts.append(_CLOCK(clock_))
        if bar.waits:
            keys = " ".join(str(one.id) for one in bar.waits)
            parts.append(_WAITS(keys))
        if bar.level and self._is_closed and not anew:
            parts.append(literal(" hidden"))
        if anew:
            parts.append(literal(' hx-swap-oob="outerMorph"'))
        return join(parts)

    def _clock(self, bar: Bar) -> str:
        """At what time it begins, where it begins at a moment."""
        value = self.start.value(bar.row.columns)
        place = None if value is None else self.start.on_calendar(value, self.reading)
        if not isinstance(place, datetime):
            return ""
        return f"{clock.local(place, self.reading.format.zone):%H:%M:%S}"

    def _folds(self, bar: Bar) -> Html:
        if not bar.has_parts:
            return NOTHING
        is_open = "false" if self._is_closed else "true"
        return _FOLD(is_open, self._fold.format(bar.row.title), self._chevron)

    # the bar ------------------------------------------------------------------------------------

    def _drawn(self, bar: Bar, state: str) -> Html:
        """The bar of a row with its words; of what lies beyond the edges, where it is."""
        if bar.first is None:
            return NOTHING
        scale = self.page.scale
        left = scale.at(bar.first)
        right = 100.0 if bar.last is None else scale.at(bar.last + timedelta(days=1))
        if right <= 0 or left >= 100:
            return self._beyond(bar, is_before=right <= 0)
        words = self._words(bar, state, max(left, 0), min(right, 100))
        if bar.first == bar.last and left >= 0:
            middle = percent((left + right) / 2)
            return join([_DIAMOND(middle), words])
        edges = []
        if left < 0:
            edges.append(_EDGE("0", _FROM_BEFORE))
        if right > 100 or bar.last is None:
            edges.append(_EDGE("100%", _ON_AND_ON))
        left, right = max(left, 0.0), min(right, 100.0)
        at, until = percent(left), percent(right)
        return join([_BAR(at, percent(right - left), join(edges), at, until), words])

    def _words(self, bar: Bar, state: str, left: float, right: float) -> Html:
        """The days and the state beside a bar, where there is room: after it, before it, in it."""
        said = self._state_word(state)
        text = " · ".join(filter(None, [said, self._short(bar)]))
        sign = _SIGNS.get(state)
        if right <= 100 - _ROOM:
            shape = sign or NOTHING
            return _WORDS("", percent(right), shape, 22 if sign else 8, NOTHING, text)
        anchor = literal(' text-anchor="end"')
        if left >= _ROOM:
            return _WORDS("", percent(left), NOTHING, -8, anchor, text)
        return _WORDS(" is-inside", percent(right), NOTHING, -14, anchor, text)

    def _beyond(self, bar: Bar, *, is_before: bool) -> Html:
        text = self._short(bar)
        if is_before:
            return _WORDS("", "0", NOTHING, 8, NOTHING, f"← {text}")
        return _WORDS("", "100%", NOTHING, -8, literal(' text-anchor="end"'), f"{text} →")

    def _short(self, bar: Bar) -> str:
        """ "23.11. – 4.12." """
        first, last = (self._day(one) for one in (bar.first, bar.last))
        return first if first == last else f"{first} – {last}"

    def _day(self, day: date | None) -> str:
        if day is None:
            return ""
        data = self.reading.format.data
        return f"{data.day_of_month[day.day]}{data.month_of_year[day.month]}".strip()

    # groups and pages ---------------------------------------------------------------------------

    def _group_before(self) -> int | None:
        """The group that the page before ended in, which needs no second heading."""
        if not self.page.grouping or not self.page.query.after:
            return None
        try:
            place = cursors.decode(self.page.query.after)[0]
        except (cursors.BadCursor, IndexError):
            return None
        return place if isinstance(place, int) else None

    def _headings(self, before: int | None, place: int) -> list[Html]:
        grouping = self.page.grouping
        assert grouping is not None  # noqa: S101 - asked for groups alone
        group, within = divmod(place, grouping.width)
        places = range(group * grouping.width, (group + 1) * grouping.width)
        found = []
        if before is None or before not in places:
            count = grouping.counted(places, self.reading.format)
            found.append(_heading(f"group-{group}", grouping.labels[group], count, "h2"))
        if grouping.within is not None:
            count = grouping.counted((place,), self.reading.format)
            label = grouping.within.labels[within]
            found.append(_heading(f"group-{group}-{within}", label, count, "h3"))
        return found

    def _more(self, cursor: str) -> Html:
        href = f"{self.base}?{self.page.query.with_(after=cursor).to_query_string()}"
        label = _("%(count)s more") % {"count": PAGE}
        link = el("a", label, class_="button button-quiet button-small", href=href)
        return el(
            "li", link, class_="schedule-more", id="next-page", hx_get=href,
            hx_trigger="intersect once", hx_target="this", hx_swap="outerHTML",
        )  # fmt: skip


def _heading(name: str, label: str, count: str, tag: str) -> Html:
    number: Any = el("span", count, class_="tab-count") if count else NOTHING
    title = el(tag, join([escape(label), " ", number]), class_="schedule-heading")
    return el("li", title, class_=f"schedule-group is-{tag}", id=name)
