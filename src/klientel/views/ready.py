"""Lists in groups that an index holds ready: each group is read from where it begins.

Putting a long list in the order of its groups means going through all of it. Where an index of the
table goes on from the group to the order, each group is a short way into that index, however long
the list is; its rows are counted as far as lists count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

from klientel.kit.counting import Counted, bounded, numbers
from klientel.views.compiled import first_rows, standing
from klientel.views.gathering import Gathering
from klientel.views.groups import Grouping
from klientel.views.indexes import is_held
from klientel.views.keyset import LONG, Keyset
from klientel.views.query import ViewQuery


class _Counting(NamedTuple):
    """How a list's groups are counted, and the rows that have the value of none."""

    groups: list[Counted]
    rest: Counted
    following: list[Counted]


_KEPT = 500
_counting: dict[tuple[Any, ...], _Counting] = {}


class ReadyGroups:
    """A list in groups, each of which lies in an index in the order of the list."""

    def __init__(
        self, listing: Gathering, query: ViewQuery, keyset: Keyset, grouping: Grouping
    ) -> None:
        self._listing = listing
        self._query = query
        self._keyset = keyset
        self._grouping = grouping
        self._alone = replace(keyset, grouping=None, length=None)

    def is_long(self, most: int) -> bool:
        """Whether the list is a long one; counts each group on the way, up to `most`."""
        listing, grouping = self._listing, self._grouping
        key = (
            listing.record_type.name,
            most,
            *self._asked,
            standing(listing.actor, listing.reading),
        )
        asked = _counting.get(key)
        if asked is None:
            if len(_counting) >= _KEPT:
                _counting.clear()
            *groups, rest = [bounded(self._of(place), most) for place in self._places]
            asked = _counting[key] = _Counting(groups, rest, self._following())
        found = numbers([*asked.groups, *asked.following])
        counts, following = found[: len(asked.groups)], found[len(asked.groups) :]
        # the rest is searched for in the whole list, so only where there is one
        is_told = {*following} <= {*grouping.values, None}
        grouping.counts = dict(enumerate([*counts, 0 if is_told else numbers([asked.rest])[0]]))
        grouping.most = most
        return sum(grouping.counts.values()) > LONG

    def _following(self) -> list[Counted]:
        """Statements that give the first value of all, and the next after that of each group. Where
        these are values of groups again, no row has another one: each takes one step in the index.
        """
        column, model = self._grouping.column, self._listing.record_type.model
        every = model.objects.in_workspace(self._listing.actor.workspace_id)
        beyond = [every.filter(**{f"{column}__gt": value}) for value in self._grouping.values]
        found = []
        for rows in (every, *beyond):
            sql, parameters = rows.order_by(column).values(column)[:1].query.sql_with_params()
            found.append(Counted(f"({sql})", tuple(parameters)))
        return found

    def read(self, names: Sequence[str], size: int) -> tuple[list[tuple[Any, ...]], str]:
        """The rows at the query's place, group by group till there are enough, and a notice when
        the place is none of ours.
        """
        place, problem = self._keyset.place(self._query.after)
        first, at = (max(0, place[0]), place[1:]) if place is not None else (0, None)
        found: list[tuple[Any, ...]] = []
        for number in self._places[first:]:
            missing = size - len(found)
            if at is not None:
                found += self._alone.read_from(self._of(number), names, at, missing)
                at = None
            elif missing and self._grouping.counts[number]:
                found += self._beginning(number, names, missing)
        return found, problem

    def _beginning(self, number: int, names: Sequence[str], size: int) -> list[tuple[Any, ...]]:
        """The first rows of a group: those that have a value, then those without."""
        listing = self._listing
        found: list[tuple[Any, ...]] = []
        for part in range(1 + self._alone.is_nullable):
            missing = size - len(found)
            if missing:
                asked = (*self._asked, number, part, tuple(names), size)
                build = partial(self._slice, number, part, names, size)
                found += first_rows(
                    listing.record_type, self._query, listing.actor, listing.reading, asked, build
                )[:missing]
        return found

    def _slice(self, number: int, part: int, names: Sequence[str], size: int) -> Any:
        return self._alone.slices(self._of(number), names, size)[part]

    @property
    def _places(self) -> range:
        return range(len(self._grouping.labels))

    @property
    def _asked(self) -> tuple[Any, ...]:
        return (
            self._grouping.name,
            tuple(self._grouping.values),
            self._keyset.column,
            self._keyset.desc,
        )

    def _of(self, place: int) -> Any:
        return self._listing.rows.filter(self._grouping.holding(place))


def lies_ready(model: Any, query: ViewQuery, keyset: Keyset) -> bool:
    """Whether an index holds the groups of a list in its order.

    What narrows a list would be looked up for each row on the way, so that one is read as a whole.
    """
    grouping = keyset.grouping
    if grouping is None or query.is_narrowed or keyset.ranks or keyset.source is not None:
        return False
    if grouping.source is not None or grouping.within is not None or grouping.is_gathered:
        return False
    is_told = all(isinstance(value, str) for value in grouping.values)
    return is_told and is_held(model, grouping.column, keyset.column)
