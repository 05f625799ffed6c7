"""The panel of one filter: the ways to ask a field, with what is asked now filled in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict

from klientel.records.conditions import DAYS
from klientel.records.fields.base import Field, Operator, Reading
from klientel.views.choices import choices_of
from klientel.views.conditions import Condition, Group
from klientel.views.inputs import control_of
from klientel.views.query import ViewQuery

#: the number of a condition that is not there yet
NEW = "new"
#: the word of an address for the list as a whole, beside boxes that are being ticked
LIST = "list"


class OneFilter:
    """One field of a list to be asked; what is chosen takes the place of the condition `mine`."""

    def __init__(
        self, one: Field, query: ViewQuery, reading: Reading, base: str, mine: Condition | None
    ) -> None:
        self.field = one
        self.reading = reading
        self.base = base
        self.mine = mine
        self.query = query
        self.rest = query.with_(filters=self._others())

    def _others(self) -> Group:
        """The other filters. Those on the same field stand apart, where a form that names the field
        cannot run into them.
        """
        others = [part for part in self.query.filters.parts if part != self.mine]
        same = [one for one in others if getattr(one, "field", "") == self.field.name]
        rest = [part for part in others if part not in same]
        return Group("and", (*rest, Group("and", tuple(same))) if same else tuple(rest))

    def named(self) -> Iterator[UUID]:
        """The record that the condition asks for."""
        if self.mine is not None and self.mine.operand:
            operator = self.field.operator(self.mine.operator)
            value = self.field.parse_condition(self.mine.operand, operator, self.reading)
            yield from self.field.links(value)

    def context(self, how: str, ticked: Sequence[str]) -> dict[str, Any]:
        """What the panel shows, with the boxes for the way `how` to ask."""
        one, mine = self.field, self.mine
        ways = list(one.operators())
        asked = next((way for way in ways if way.name == how), None)
        if asked is None:
            asked = one.operator(mine.operator) if mine is not None else ways[0]
        boxes = asked if _has_boxes(asked, ways) else ways[0]
        chosen = ticked or (mine.operand.split(",") if mine and mine.operator == boxes.name else ())
        choices = choices_of(one, chosen, self.reading, knows_me=True)
        return {
            "name": one.name,
            "label": self.reading.say(one.label),
            "action": self.base,
            "kept": list(QueryDict(self.rest.to_query_string(whole=True)).items()),
            "operators": [self._way(way) for way in ways],
            "control": control_of(one, None, self.reading),
            "choices": choices,
            "choices_as": "checkbox" if ways[0].takes == "many" else "radio",
            "choices_named": one.name if boxes.name == ways[0].name else f"{one.name}.{boxes.name}",
            "choices_asked": self._boxes(ways, boxes) if choices else [],
            "another": self._another() if mine is not None else "",
        }

    def _panel(self, **more: str) -> str:
        return f"{self.base}/filters?{urlencode({'on': self.field.name, **more})}"

    def _another(self) -> str:
        return f"{self._panel(nr=NEW)}&{self.query.to_query_string()}"

    def _boxes(self, ways: Sequence[Operator], boxes: Operator) -> list[dict[str, Any]]:
        """The ways to ask with boxes, where there are several."""
        found = [way for way in ways if way.takes == "many"]
        if len(found) < 2:
            return []
        place = NEW if self.mine is None else str(self.query.filters.parts.index(self.mine))
        state = self.query.to_query_string()
        return [
            {
                "label": self.reading.say(way.label),
                "current": way.name == boxes.name,
                "href": self._panel(nr=place, how=way.name, list=state),
            }
            for way in found
        ]

    def _way(self, way: Operator) -> dict[str, Any]:
        one, mine = self.field, self.mine
        current = mine is not None and mine.operator == way.name
        asked = Condition(one.name, way.name)
        with_it = self.rest.with_(filters=Group("and", (*self.rest.filters.parts, asked)))
        return {
            "label": self.reading.say(way.label),
            "takes": way.takes,
            "is_days": way.name in DAYS,
            "key": f"{one.name}.{way.name}",
            "current": current,
            "operand": mine.operand if mine and current else "",
            "shown": self._shown() if current and one.is_link else "",
            "href": f"{self.base}?{with_it.to_query_string()}",
        }

    def _shown(self) -> str:
        known = (self.reading.linked.get(key) for key in self.named())
        return ", ".join(found.title for found in known if found is not None)


def _has_boxes(asked: Operator, ways: Sequence[Operator]) -> bool:
    """Whether a way to ask takes ticked boxes: one of many, or the only one there is."""
    return asked.takes == "many" or asked.name == ways[0].name
