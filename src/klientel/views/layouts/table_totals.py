"""What the columns of a table add up to: the line below it, and the cells beside a group's name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from klientel.records.fields.base import Field, Reading
from klientel.ui.html import NOTHING, Html, el, join, literal, pattern
from klientel.views.layouts.base import Drawing
from klientel.views.totals import Of, Total, fields_with_totals

#: the last cell of a line, above the rows' menus
END = '<td role="gridcell"></td>'
_CELL = pattern('<td class="is-number is-total" role="gridcell">{}</td>')
_EMPTY = literal('<td role="gridcell"></td>')
_SUM = pattern('<span class="total"><span class="visually-hidden">{} </span>{}</span>')
_AVERAGE = pattern(
    '<span class="total-average"><span class="visually-hidden">{} </span>'
    '<span aria-hidden="true">⌀ </span>{}</span>'
)
_LINE = pattern(
    '<tr class="totals-row" role="row" id="totals" data-totals="{}"><th colspan="2" '
    'class="is-sticky" role="rowheader">{}</th>{}<td role="gridcell"></td></tr>'
)
_ASKED = pattern(
    '<tr class="totals-row" role="row" id="totals" data-totals="{}"><th colspan="{}" '
    'role="rowheader"><span class="totals-asked">{} {}</span></th></tr>'
)


def total_cells(fields: Sequence[Field], totals: Of, reading: Reading) -> str:
    """A cell for each column: what it adds up to, or nothing."""
    return str(_cells(fields, totals, reading))


def totals_row(drawing: Drawing, *, is_asked: bool = False) -> Html:
    """The line below a table; nothing where no column adds up, or nobody is there.

    A list too long to be added up each time says so and offers it, unless it `is_asked` for.
    """
    page, reading = drawing.page, drawing.reading
    if page.totals is None or not page.totals.rows:
        return NOTHING
    href = f"/{reading.workspace.slug}/{drawing.record_type.slug}/totals"
    state = page.query.with_().to_query_string()
    href = f"{href}?{state}" if state else href
    if page.totals.is_capped and not is_asked:
        told = _("More than {count} records: their totals take a moment.")
        told = told.format(count=reading.format.integer(page.totals.rows - 1))
        button = el(
            "button", _("Add up"), type="button", class_="link",
            hx_get=href, hx_target="#totals", hx_swap="outerHTML",
        )  # fmt: skip
        return _ASKED(href, len(page.fields) + 3, told, button)
    return _LINE(href, _("Total"), _cells(page.fields, page.totals.whole, reading))


def _cells(fields: Sequence[Field], totals: Of, reading: Reading) -> Html:
    adding = {one.name for one in fields_with_totals(fields)}
    return join(
        _CELL(_cell(one, totals.get(one.name, {}), reading)) if one.name in adding else _EMPTY
        for one in fields
    )


def _cell(one: Field, by_unit: Mapping[str, Total], reading: Reading) -> Html:
    """Sum and average of a column, a line for each unit."""
    lines = []
    for unit, total in sorted(by_unit.items()):
        if not total.count:
            continue
        parts = []
        if "sum" in one.totals:
            parts.append(_SUM(_("Sum"), one.total_shown(total.sum, unit, reading)))
        if "average" in one.totals:
            parts.append(_AVERAGE(_("Average"), one.total_shown(total.average, unit, reading)))
        lines.append(el("div", join(parts)))
    return join(lines)
