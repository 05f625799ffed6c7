"""Drawing a board with lanes: the heads of its columns, then lane by lane what stands in each."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from klientel.records.fields.base import Field
from klientel.ui.html import NOTHING, Html, el, join, pattern
from klientel.ui.icons import icon
from klientel.views.asked_fields import offered
from klientel.views.inputs import expected_of
from klientel.views.layouts.base import Drawing
from klientel.views.layouts.board_cards import BoardDrawer
from klientel.views.layouts.board_parts import BoardPage, Column

_SEEN = pattern(' data-seen-lane="{}"')


class LaneDrawer(BoardDrawer):
    """Draws one board whose columns are crossed by lanes."""

    def __init__(self, drawing: Drawing, page: BoardPage, lane_by: Field) -> None:
        super().__init__(drawing, page)
        self.lane_by = lane_by
        self.menu_query = f"/menu?by={self.by.name}&lane={lane_by.name}"
        self._shutting = page.query.address_with_setting("shut")
        self._shut = [key for key in page.query.setting("shut").split(",") if key]
        self._lane_is_offered = lane_by.name in {one.name for one in offered(self.record_type)}
        self._seen_lanes: dict[Any, Html] = {}

    def columns(self, *, anew: bool = False) -> Html:
        """The heads of the columns and the lanes; `anew` the heads and some cells, each in its
        place.
        """
        tops = [self._top(one, anew=anew) for one in self.page.columns]
        if anew:
            heads = [self._lane_head(one, anew=True) for one in self.page.lanes]
            return join([*tops, *heads, *(self._cell(one, anew=True) for one in self.page.cells)])
        return join([el("div", *tops, class_="board-tops"), *map(self._lane, self.page.lanes)])

    def marks(self, columns: dict[str, Any]) -> Html:
        """What stands in the lanes' field now."""
        value = self.lane_by.value(columns)
        key = tuple(value) if isinstance(value, list) else value
        known = self._seen_lanes.get(key)
        if known is None:
            known = self._seen_lanes[key] = _SEEN(expected_of(self.lane_by, value))
        return known

    def given(self, one: Column) -> dict[str, str]:
        """What a new record has that stands in a cell."""
        given = super().given(one)
        lane = one.lane
        if lane is not None and lane.put is not None and self._lane_is_offered:
            given[self.lane_by.name] = lane.put
        return given

    def add(self, one: Column) -> Html:
        """The way to a new record here; none where the lane takes nothing."""
        closed = one.lane is not None and one.lane.put is None
        return NOTHING if closed else super().add(one)

    def called(self, one: Column) -> str:
        """What a cell is called: its column and its lane."""
        return one.label if one.lane is None else f"{one.label} · {one.lane.label}"

    def _top(self, one: Column, *, anew: bool) -> Html:
        classes = "board-top" + " is-closed" * one.is_closed + " is-over" * one.is_over
        return el(
            "div", self.head(one), class_=classes, id=one.place,
            hx_swap_oob="outerMorph" if anew else None,
        )  # fmt: skip

    def _lane(self, lane: Column) -> Html:
        cells = [self._cell(one) for one in self.page.cells if one.lane is lane]
        inner = el("div", *cells, class_="lane-cells") if cells else NOTHING
        return el(
            "section", self._lane_head(lane), inner, class_="board-lane",
            aria_labelledby=f"{_id(lane)}-name",
        )  # fmt: skip

    def _lane_head(self, lane: Column, *, anew: bool = False) -> Html:
        """Its name and how many cards it has; the name opens and closes it."""
        others = [key for key in self._shut if key != lane.key]
        keys = others if lane.is_closed else [*others, lane.key]
        word = _("Open the lane “{name}”") if lane.is_closed else _("Close the lane “{name}”")
        count = lane.count.shown(self.reading.format)
        name = el(
            "a", icon("chevron-right" if lane.is_closed else "chevron-down"),
            el("span", lane.label, id=f"{_id(lane)}-name"), class_="lane-turn",
            href=self._shutting + ",".join(keys), data_tip=word.format(name=lane.label),
            aria_expanded="false" if lane.is_closed else "true",
        )  # fmt: skip
        records = el("span", f" {self.record_type.called_many(self.reading)}",
                     class_="visually-hidden")  # fmt: skip
        return el(
            "header", el("h2", name, class_="lane-name"),
            el("span", count, records, class_="tab-count"), class_="lane-head",
            id=f"{_id(lane)}-head", hx_swap_oob="outerMorph" if anew else None,
        )  # fmt: skip

    def _cell(self, one: Column, *, anew: bool = False) -> Html:
        assert one.lane is not None  # noqa: S101 - a cell is where a lane meets a column
        name, (column, _cross, row) = self.called(one), one.key.rpartition(":")
        inner = NOTHING
        if not one.is_closed:
            cards = el(
                "ol", self.cards(one), class_="board-cards", data_scrolls=True, aria_label=name
            )
            inner = join([cards, self.add(one)])
        return el(
            "section", inner, class_="board-column" + " is-closed" * one.is_closed, id=one.place,
            data_column=one.key, data_col=column, data_row=row, data_put=one.put,
            data_lane_put=one.lane.put, data_name=name, aria_label=name,
            hx_swap_oob="outerMorph" if anew else None,
        )  # fmt: skip


def _id(lane: Column) -> str:
    return f"lane-{lane.number}"
