"""Drawing a board: its columns and cards, from prebuilt strings as the rows of a table are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from klientel.records.fields.base import Field, Reading
from klientel.ui.html import NOTHING, Html, el, escape, join, pattern
from klientel.ui.icons import icon
from klientel.views.asked_fields import offered
from klientel.views.inputs import expected_of
from klientel.views.layouts.base import Drawing
from klientel.views.layouts.board_columns import PAGE
from klientel.views.layouts.board_parts import BoardPage, Column, limits_in
from klientel.views.layouts.colours import colour_field, hues_of
from klientel.views.rows import Row

#: what can be chosen as a column's limit; none besides
LIMITS = (3, 5, 10, 20, 50)

_CARD = pattern(
    '<li class="card{}" id="card-{}" data-item="{}" data-ref="{}" data-peek-href="{}" '
    'data-seen="{}"{}><div class="card-head"><a class="card-title" href="{}" draggable="false" '
    "data-item-link>{}</a>"
    '<button type="button" class="button button-quiet button-small button-icon card-menu" '
    'data-item-menu aria-label="{}" aria-haspopup="menu" data-pops="row-menu" '
    'hx-target="#row-menu" hx-swap="innerHTML" hx-get="{}">{}</button></div>{}</li>'
)
_FACT = pattern('<div class="card-fact"><dt class="visually-hidden">{}</dt><dd>{}</dd></div>')
#: what cards are coloured by: its word has the colour of their stripe
_COLOURED = pattern(
    '<div class="card-fact is-coloured"><dt class="visually-hidden">{}</dt><dd>{}</dd></div>'
)
_NAMED = pattern('<div class="card-fact"><dt>{}: </dt><dd>{}</dd></div>')
_FACTS = pattern('<dl class="card-facts">{}</dl>')
_CLOSE = pattern('<a class="menu-item" role="menuitem" href="{}">{}<span>{}</span></a>')
_LIMIT = pattern(
    '<a class="menu-item" role="menuitemradio" aria-checked="{}" href="{}"><span>{}</span></a>'
)
_COUNT = pattern('<span class="tab-count">{}<span class="visually-hidden"> {}</span></span>')
_OVER = pattern('<span class="tag board-over">{}{}</span>')


class BoardDrawer:
    """Draws one board; what is the same for all cards is made once."""

    def __init__(self, drawing: Drawing, page: BoardPage) -> None:
        self.page = page
        self.reading = drawing.reading
        self.record_type = drawing.record_type
        self.base = f"/{drawing.reading.workspace.slug}/{drawing.record_type.slug}"
        assert page.by is not None  # noqa: S101 - a board that was read has its field
        self.by: Field = page.by
        self._colour = colour_field(drawing.record_type, page.query)
        self._hues = hues_of(self._colour, drawing.reading)
        self._title = drawing.record_type.field(drawing.record_type.title)
        self._acts = _("Actions for %(name)s").replace("%(name)s", "{}")
        self._dots = icon("ellipsis")
        state = page.query.with_().to_query_string()
        self._list = f"?{urlencode({'list': state})}" if state else ""
        #: which moves the menu of a card offers
        self.menu_query = f"/menu?by={self.by.name}"
        self._known: dict[Any, Html] = {}
        self._facts = [self._fact(one) for one in page.fields]
        self._closing = page.query.address_with_setting("closed")
        self._limiting = page.query.address_with_setting("limits")
        can_add = drawing.actor.may(drawing.record_type.permission("create"))
        self.adds = can_add and self.by.name in {one.name for one in offered(self.record_type)}

    def columns(self, *, anew: bool = False) -> Html:
        """All columns; `anew` they take the place of those on the page by their ids."""
        return join(self.column(one, anew=anew) for one in self.page.columns)

    def column(self, one: Column, *, anew: bool = False) -> Html:
        """One column with its head and what is below it."""
        classes = "board-column" + " is-closed" * one.is_closed + " is-over" * one.is_over
        inner = [self.head(one)]
        if not one.is_closed:
            # an empty list would be announced as such; it waits for a card all the same
            cards, name = self.cards(one), f"{one.place}-name"
            inner.append(
                el("ol", cards, class_="board-cards", data_scrolls=True, aria_labelledby=name)
            )
            inner.append(self.add(one))
        return el(
            "section", *inner, class_=classes, id=one.place, data_column=one.key, data_put=one.put,
            data_name=one.label, aria_labelledby=f"{one.place}-name",
            hx_swap_oob="outerMorph" if anew else None,
        )  # fmt: skip

    def cards(self, one: Column) -> Html:
        """The cards of a column, and the way to its further ones."""
        cards = [self._card(row) for row in one.rows]
        return join([*cards, self._more(one.next_cursor)] if one.next_cursor else cards)

    def _card(self, row: Row) -> Html:
        key = str(row.id)
        own, href = f"{self.base}/{key}", row.href + self._list
        value = self._title.value(row.columns)
        is_named = value and str(value) == row.title
        hue = self._hues.get(self._colour.value(row.columns)) if self._colour else None
        facts = [fact(row.columns) for fact in self._facts]
        return _CARD(
            f" hue-{hue}" if hue else "", key, key, row.ref or key, f"{own}/peek{self._list}",
            self._seen(row.columns), self.marks(row.columns), href,
            self._title.cell(value, self.reading) if is_named else row.title,
            self._acts.format(row.title), own + self.menu_query, self._dots,
            _FACTS(join(facts)) if any(facts) else NOTHING,
        )  # fmt: skip

    def marks(self, _columns: dict[str, Any]) -> Html:
        """What else a card has to know for a move."""
        return NOTHING

    def _seen(self, columns: dict[str, Any]) -> Html:
        """What stands in the board's field now, as a move tells the server what was seen."""
        value = self.by.value(columns)
        key = tuple(value) if isinstance(value, list) else value
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = escape(expected_of(self.by, value))
        return known

    def _fact(self, one: Field) -> Callable[[dict[str, Any]], Html]:
        """A function that draws one field of a card; nothing for one that is empty."""
        label = escape(self.reading.say(one.label))
        # a date or a figure alone says nothing
        form = _NAMED if one.align else _FACT
        if self._colour is not None and one.name == self._colour.name:
            form = _COLOURED
        drawn: dict[Any, Html] | None = {} if one.repeats else None
        reading, value_of, draw = self.reading, one.value, one.cell

        def fact(columns: dict[str, Any]) -> Html:
            value = value_of(columns)
            known = drawn.get(value) if drawn is not None else None
            if known is None:
                cell = NOTHING if one.is_empty(value) else draw(value, reading)
                known = form(label, cell) if cell else NOTHING
                if drawn is not None:
                    drawn[value] = known
            return known

        return fact

    def _more(self, cursor: str) -> Html:
        query = self.page.query.with_(after=cursor)
        href = f"{self.base}?{query.to_query_string()}"
        label = _("%(count)s more") % {"count": PAGE}
        link = el(
            "a", label, class_="button button-quiet button-small", href=href, hx_get=href,
            hx_target="closest li", hx_swap="outerHTML", hx_boost="false", data_more=True,
        )  # fmt: skip
        return el("li", link, class_="board-more")

    def head(self, one: Column) -> Html:
        """What a column is called, how many it holds, and what can be set about it."""
        records = self.record_type.called_many(self.reading)
        parts: list[object] = [
            el("h2", one.label, class_="board-name", id=f"{one.place}-name"),
            NOTHING if one.is_shut_out else _COUNT(self._counted(one), records),
        ]
        if one.is_over:
            told = _("more than {limit}").format(limit=one.limit)
            parts.append(_OVER(icon("triangle-alert", 12), told))
        parts.append(self._turn(one))
        if self.page.summed is not None and one.sums and not one.is_closed:
            parts.append(el("p", self._sums(one), class_="board-sum"))
        return el("header", *parts, class_="board-head")

    def _counted(self, one: Column) -> str:
        count = one.count.shown(self.reading.format)
        return f"{count} / {one.limit}" if one.limit else count

    def _sums(self, one: Column) -> Html:
        summed = self.page.summed
        assert summed is not None  # noqa: S101 - asked for above
        label = el("span", f"{self.reading.say(summed.label)}: ", class_="visually-hidden")
        shown = [
            summed.total_shown(total, unit, self.reading)
            for unit, total in sorted(one.sums.items())
        ]
        return join([label, " · ".join(shown)])

    def _turn(self, one: Column) -> Html:
        """Opens a closed column; of an open one, the menu that closes or limits it."""
        closed = [key for key in self.page.query.setting("closed").split(",") if key]
        if one.is_shut_out:
            # there is nothing to open: the filter has to go for that
            return NOTHING
        if not one.is_closed:
            return self._menu(one, self._closing + ",".join([*closed, one.key]))
        word = _("Open the column “{name}”").format(name=one.label)
        href = self._closing + ",".join(key for key in closed if key != one.key)
        return el(
            "a", icon("chevron-right"), class_="button button-quiet button-small button-icon",
            href=href, aria_label=word, data_tip=word,
        )  # fmt: skip

    def _menu(self, one: Column, close: str) -> Html:
        name = f"{one.place}-menu"
        label = _("Column “{name}”").format(name=one.label)
        button = el(
            "button", icon("ellipsis"), class_="button button-quiet button-small button-icon",
            type="button", aria_haspopup="menu", aria_expanded="false", aria_controls=name,
            aria_label=label,
        )  # fmt: skip
        limits = [
            _LIMIT(
                "true" if one.limit == most else "false",
                self._limiting + self._limited(one, most),
                most or _("No limit"),
            )
            for most in (0, *LIMITS)
        ]
        items = [_CLOSE(close, icon("chevron-left"), _("Close the column")), *limits]
        items.insert(1, el("p", _("Maximum number of cards"), class_="menu-title"))
        menu = el(
            "div", *items, class_="menu", id=name, role="menu", aria_label=label, popover=True
        )  # fmt: skip
        return el("k-menu", button, menu)

    def _limited(self, one: Column, most: int) -> str:
        limits = {**limits_in(self.page.query.setting("limits")), one.key: most}
        return ",".join(f"{key}.{number}" for key, number in limits.items() if number)

    def add(self, one: Column) -> Html:
        """The way to a new record that stands here."""
        if not self.adds or one.put is None:
            return NOTHING
        href = f"{self.base}/new?{urlencode(self.given(one))}"
        return el(
            "a", icon("plus"), el("span", _("New")),
            class_="button button-quiet button-small board-add", href=href,
            hx_get=href, hx_target="#quick", hx_swap="innerHTML", hx_boost="false",
            aria_label=_("New in “{name}”").format(name=self.called(one)),
        )  # fmt: skip

    def given(self, one: Column) -> dict[str, str]:
        """What a new record has that stands here."""
        return {self.by.name: one.put or ""}

    def called(self, one: Column) -> str:
        """What a place is called."""
        return one.label


def tabs_of(columns: Sequence[Column], reading: Reading) -> list[dict[str, object]]:
    """The columns as tabs, for a phone that shows one at a time."""
    return [
        {"label": one.label, "href": f"#{one.place}", "count": one.count.shown(reading.format)}
        for one in columns
    ]
