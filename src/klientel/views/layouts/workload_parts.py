"""What the hours of a workload are for, by the values of a field: a colour and a word for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from klientel.records.fields.base import Field
from klientel.records.reading import learn
from klientel.records.types import RecordType
from klientel.ui.badge import hue
from klientel.views.labels import labels_of
from klientel.views.layouts.base import Drawing
from klientel.views.layouts.colours import bucketed, hues_of
from klientel.views.layouts.workload_weeks import Cell
from klientel.views.offers import Setting
from klientel.views.rows import Listing

#: parts that a week tells of; the rest is added up
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the hours of a week. `hue` is 0 for what has no colour."""

    label: str
    hours: Decimal
    hue: int = 0


def dividing(record_type: RecordType) -> list[Field]:
    """The fields by which hours are divided: those with groups, and the account."""
    grouped = [one for one in bucketed(record_type) if not one.is_several and not one.is_person]
    return [
        one
        for one in record_type.fields
        if one in grouped or (one.is_link and one.column == record_type.account)
    ]


def _a_dividing_field(record_type: RecordType, text: str) -> str:
    return text if text in {one.name for one in dividing(record_type)} else ""


PER = Setting("per", _a_dividing_field)


class Parts:
    """Names and colours of the values that the cells of one page are divided by."""

    def __init__(self, listing: Listing, one: Field, cells: Iterable[Cell]) -> None:
        self.field, self.reading = one, listing.reading
        self._hues: Mapping[Any, int] = {} if one.is_link else hues_of(one, self.reading)
        if one.is_link:
            learn(
                listing.actor, self.reading, {key for cell in cells for key in _told(cell) if key}
            )

    def of(self, cell: Cell) -> list[Part]:
        """The parts of a week, the greatest first; many small ones are the last."""
        found = sorted(cell.parts.items(), key=lambda pair: (-pair[1], self._label(pair[0])))
        rest = sum((hours for _key, hours in found[SHOWN:]), Decimal(0))
        if len(found) <= SHOWN + 1:
            return [self._part(*pair) for pair in found]
        return [*(self._part(*pair) for pair in found[:SHOWN]), Part(_("everything else"), rest)]

    def _part(self, key: Any, hours: Decimal) -> Part:
        label = self._label(key)
        return Part(label, hours, self._hues.get(key, 0) or (hue(label) if key else 0))

    def _label(self, key: Any) -> str:
        return self.field.shown(key, self.reading) or _("without")


def _told(cell: Cell) -> list[Any]:
    """What the parts of a week may be told by: the greatest, and what is as great as the last."""
    least = sorted(cell.parts.values(), reverse=True)[: SHOWN + 1][-1:]
    return [key for key, hours in cell.parts.items() if hours >= least[0]]


def parts_of(listing: Listing, cells: Sequence[Cell]) -> Parts | None:
    """How the hours are divided; None where they are not."""
    name = listing.query.setting(PER.name)
    return Parts(listing, listing.record_type.field(name), cells) if name else None


def menu_of(drawing: Drawing) -> list[dict[str, Any]]:
    """By what the hours can be divided, each choice with its address."""
    query, labels = drawing.page.query, labels_of(drawing.record_type, drawing.reading)
    asked, now = query.address_with_setting(PER.name), query.setting(PER.name)
    ways = [("", _("No colours"))]
    ways += [(one.name, labels[one.name]) for one in dividing(drawing.record_type)]
    return [{"label": label, "current": now == way, "href": f"{asked}{way}"} for way, label in ways]
