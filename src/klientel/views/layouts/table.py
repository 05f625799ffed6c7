"""The table: rows drawn from prebuilt strings, since the drawing is what a list page costs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape as plain
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klientel.records.fields.base import Field
from klientel.ui.html import Html, escape, literal
from klientel.ui.icons import icon
from klientel.views.groups import SPLIT, Grouping
from klientel.views.layouts.base import Drawing, Layout
from klientel.views.layouts.colours import COLOUR, STEPS, a_columned_field, colour_field, hues_of
from klientel.views.layouts.table_head import head_of
from klientel.views.layouts.table_totals import END, total_cells, totals_row
from klientel.views.offers import Setting
from klientel.views.rows import PAGE, Row
from klientel.views.widths import widths_text

#: texts longer than this get a tooltip, since the column may cut them
_CUT = 28


def frame(drawing: Drawing) -> dict[str, Any]:
    """What the table's template needs besides the rows."""
    head = head_of(drawing)
    widths = widths_text(tuple(drawing.page.query.shown_widths.items()))
    return {
        "head": head,
        "id": drawing.record_type.slug,
        "width": len(head.columns),
        "widths": widths,
        "totals": totals_row(drawing),
    }


def rows(drawing: Drawing) -> Html:
    """All rows of a page as `<tr>` elements, group headings and the next page's mark included."""
    return _Drawer(drawing).draw()


class _Drawer:
    """Draws the rows of one page; everything that does not change from row to row is made once."""

    def __init__(self, drawing: Drawing) -> None:
        record_type, reading = drawing.record_type, drawing.reading
        self._drawing = drawing
        self._reading = reading
        self._base = f"/{reading.workspace.slug}/{record_type.slug}"
        self._type = record_type.name
        self._may_edit = drawing.actor.may(record_type.permission("edit"))
        self._title = record_type.field(record_type.title)
        self._list = _list_mark(drawing)
        self._widths = drawing.page.query.shown_widths
        self._head = "is-title is-sticky" + (
            " is-sized" if record_type.title in self._widths else ""
        )
        self._row_query = _row_query(drawing)
        self._colour = colour_field(record_type, drawing.page.query)
        self._hues = hues_of(self._colour, reading)
        self._select = plain(_("Select %(name)s")).replace("%(name)s", "{}")
        self._acts = plain(_("Actions for %(name)s")).replace("%(name)s", "{}")
        self._more = (
            '" aria-haspopup="menu" tabindex="-1" data-pops="row-menu" hx-target="#row-menu" '
            'hx-swap="innerHTML" hx-get="'
        )
        self._opener = (
            '<td class="is-menu" role="gridcell"><span class="row-actions"><button type="button" '
            'class="button button-quiet button-small button-icon" aria-label="'
        )
        self._dots = f'">{icon("ellipsis")}</button></span></td></tr>'
        self._cells = [
            self._cell(one, phone)
            for one, phone in zip(
                drawing.page.fields, _phone_places(drawing.page.fields), strict=True
            )
        ]

    def draw(self) -> Html:
        page = self._drawing.page
        parts: list[str] = []
        group = self._group_before()
        for row in page.rows:
            if page.grouping and row.group != group:
                parts += self._headings(page.grouping, group, row.group)
                group = row.group
            self._row(row, parts.append)
        if page.next_cursor:
            parts.append(self._sentinel(page.next_cursor))
        # every value above went through escape or a field's cell
        return literal("".join(parts))

    def _row(self, row: Row, add: Callable[[str], None]) -> None:
        key = str(row.id)
        title = plain(row.title)
        href = plain(row.href)
        own = f"{self._base}/{key}"
        hue = self._hues.get(self._colour.value(row.columns)) if self._colour else None
        tone = f' class="hue-{hue}"' if hue else ""
        add(
            f'<tr role="row"{tone} id="row-{key}" data-href="{href}{self._list}" '
            f'data-ref="{plain(row.ref or key)}" '
            f'data-peek-href="{own}/peek{self._list}" data-live="{self._type}:{key}" '
            f'data-live-url="{own}/row{self._row_query}">'
            f'<td class="is-select" role="gridcell"><input class="checkbox" type="checkbox" '
            f'name="selected" value="{key}" form="bulk" aria-label="{self._select.format(title)}" '
            f'tabindex="-1" data-select></td>'
            f'<td class="{self._head}" role="rowheader"{self._renamed(key, own)}>'
            f'<span class="row-name">'
            f'<a href="{href}{self._list}" tabindex="-1">{self._name(row, title)}</a></span></td>'
        )
        columns = row.columns
        for cell in self._cells:
            add(cell(columns, key, own))
        add(f"{self._opener}{self._acts.format(title)}{self._more}{own}/menu{self._dots}")

    def _renamed(self, key: str, own: str) -> str:
        """What F2 on a name asks for; a click on it opens the record."""
        if not self._may_edit or not self._title.editable or not self._title.inline:
            return ""
        return f' id="c-{key}-{self._title.name}" data-rename="{own}/fields/{self._title.name}"'

    def _name(self, row: Row, title: str) -> str:
        value = self._title.value(row.columns)
        if not value:
            return title
        if str(value) != row.title:
            return title
        return _safe(self._title.cell(value, self._reading))

    def _cell(self, one: Field, phone: str) -> Callable[[dict[str, Any], str, str], str]:
        """A function that draws one column's cell."""
        reading, value_of, draw = self._reading, one.value, one.cell
        sized = "is-sized" if one.name in self._widths else ""
        classes = " ".join(filter(None, [one.align and f"is-{one.align}", phone, sized]))
        opening = f'<td class="{classes}" role="gridcell"' if classes else '<td role="gridcell"'
        if phone == "on-phone":
            # a bare date on a card says nothing; the column's head is not there
            opening += f' data-label="{plain(reading.say(one.label))}"'
        name = one.name
        is_text = one.is_text
        drawn: dict[Any, str] | None = {} if one.repeats else None
        is_open = self._may_edit and one.is_changeable and one.inline

        def cell(columns: dict[str, Any], key: str, own: str) -> str:
            value = value_of(columns)
            if drawn is not None:
                content = drawn.get(value)
                if content is None:
                    content = drawn[value] = in_grid(draw(value, reading))
            else:
                content = in_grid(draw(value, reading))
            tip = f' title="{plain(value)}"' if is_text and value and len(value) > _CUT else ""
            if is_open:
                opened = f'{opening} id="c-{key}-{name}" data-edit="{own}/fields/{name}"'
                return f"{opened}{tip}>{content}</td>"
            return f"{opening}{tip}>{content}</td>"

        return cell

    def _group_before(self) -> int | None:
        """The group the page before ended in, which needs no second heading."""
        page = self._drawing.page
        if not page.grouping or not page.query.after or not page.rows:
            return None
        from klientel.kit import cursors

        try:
            place = cursors.decode(page.query.after)[0]
        except (cursors.BadCursor, IndexError):
            return None
        return place if isinstance(place, int) else None

    def _headings(self, grouping: Grouping, before: int | None, place: int) -> list[str]:
        """What stands above the first row of a group, and of what it is divided into."""
        group, within = divmod(place, grouping.width)
        places = range(group * grouping.width, (group + 1) * grouping.width)
        parts = []
        if before is None or before not in places:
            parts.append(self._group_row(f"group-{group}", grouping.labels[group], places))
        if grouping.within is not None:
            label, name = grouping.within.labels[within], f"group-{group}-{within}"
            parts.append(self._group_row(name, label, (place,), " is-within"))
        return parts

    def _group_row(self, name: str, label: str, places: Sequence[int], more: str = "") -> str:
        grouping = self._drawing.page.grouping
        number = grouping.counted(places, self._reading.format) if grouping else ""
        count = f' <span class="tab-count">{number}</span>' if number else ""
        page = self._drawing.page
        totals = page.totals.of(places) if page.totals else None
        width = len(self._cells) + 3 if totals is None else 2
        cells = "" if totals is None else total_cells(page.fields, totals, self._reading) + END
        return (
            f'<tr class="group-row{more}" role="row" id="{name}"><th colspan="{width}" '
            f'scope="rowgroup" role="rowheader">{escape(label)}{count}</th>{cells}</tr>'
        )

    def _sentinel(self, cursor: str) -> str:
        query = self._drawing.page.query.with_(after=cursor)
        href = escape(f"{self._base}?{query.to_query_string()}")
        width = len(self._cells) + 3
        label = _("%(count)s more") % {"count": PAGE}
        return (
            f'<tr class="table-sentinel" role="row" id="next-page" hx-get="{href}" '
            f'hx-trigger="intersect once" hx-target="this" hx-swap="outerHTML">'
            f'<td colspan="{width}" role="gridcell"><a class="button button-quiet button-small" '
            f'href="{href}" data-next-page>{escape(label)}</a></td></tr>'
        )


def drawn_in_grid(content: str) -> Html:
    """A cell's content as the table shows it, drawn alone."""
    return literal(in_grid(content))


def in_grid(content: str) -> str:
    """A cell's HTML; its links are no stops of the Tab key, which would be one or more per row."""
    return str.replace(_safe(content), "<a ", '<a tabindex="-1" ')


def _safe(content: str) -> str:
    """A cell's HTML; what is no HTML is text and gets escaped."""
    return content if type(content) is Html else escape(content)


def _phone_places(fields: list[Field]) -> list[str]:
    """Where cells go on a phone's card: the first word to the right, below it whom it is for, and
    one date or text.
    """
    places = ["" for _field in fields]
    end = next((n for n, one in enumerate(fields) if one.is_word), None)
    if end is not None:
        places[end] = "on-phone-end"
    below = next((n for n, one in enumerate(fields) if one.align == "date" and n != end), None)
    if below is None:
        below = next((n for n in range(len(fields)) if n != end), None)
    linked = next((n for n, one in enumerate(fields) if one.is_link and n != end), None)
    for place in (below, linked):
        if place is not None:
            places[place] = "on-phone"
    return places


def _list_mark(drawing: Drawing) -> str:
    """What a record's address carries so that its page can go to the next one of this list."""
    query = drawing.page.query
    if query.saved is not None:
        return "?list=" + quote(query.with_().to_query_string(), safe="")
    if not query.is_narrowed and not query.sort:
        return ""
    return "?list=" + quote(query.with_(columns=(), group="").to_query_string(), safe="")


def _row_query(drawing: Drawing) -> str:
    shown = [one.name for one in drawing.page.fields]
    usual = [
        name for name in drawing.record_type.default_columns if name != drawing.record_type.title
    ]
    widths = widths_text(tuple(drawing.page.query.shown_widths.items()))
    colour = drawing.page.query.setting(COLOUR.name)
    asked = [f"cols={','.join(shown)}"] if widths or colour or shown != usual else []
    asked += [f"w={widths}"] if widths else []
    asked += [f"{COLOUR.name}={colour}"] if colour else []
    return "?" + "&amp;".join(asked) if asked else ""


TABLE = Layout(
    name="table",
    label=gettext_lazy("Table"),
    icon="rows-3",
    template="views/table.html",
    frame=frame,
    rows=rows,
    settings=(COLOUR, Setting(SPLIT, a_columned_field), STEPS),
    order=10,
)
