"""What a list shows: a type, its filters, order, grouping, search text, columns, widths and place.

A `ViewQuery` is read from an address and written back into one; every state that a person may
want to keep or send is in the address.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from django.utils.translation import gettext as _

from klientel.records.fields.base import Field, Reading
from klientel.records.fields.ranges import Ranged
from klientel.records.fields.stretches import Dated
from klientel.records.types import RecordType, Tab, record_types
from klientel.views.conditions import NOTHING, Condition, Group, Reader, tidied, to_json
from klientel.views.offers import offers
from klientel.views.opened import ALL, open_view
from klientel.views.widths import Widths, widths_in, widths_text
from klientel.workspaces.actor import Actor

MAX_SEARCH = 200
MAX_COLUMNS = 20
MAX_SETTING = 2_000
#: words of an address that are no filters
RESERVED = frozenset(
    [
        "",
        "after",
        "changed",
        "cols",
        "group",
        "layout",
        "list",
        "peek",
        "q",
        "redraw",
        "rows",
        "sort",
        "tab",
        "view",
        "w",
        "where",
    ]
)


class Sort(NamedTuple):
    """The field a list is ordered by, and whether from the largest down."""

    field: str
    desc: bool = False

    def __str__(self) -> str:
        return f"-{self.field}" if self.desc else self.field


@dataclass(frozen=True)
class ViewQuery:
    """One state of a list. `sort`, `columns` and `layout` are None and empty for what is usual.

    `widths` are pixels by column. `view` is the number of the saved view that the list stands in
    (`all` for none where a list opens with one), `saved` what that view holds. `suggested` are the
    columns of the quick filter `place` that the list stands in, or those that the reader arranged
    it with (`remembered` are the widths then), shown as long as the address has none. `after` is
    the cursor of a page. `notices` tell in words what of the address was not applied.
    """

    type: str
    filters: Group = NOTHING
    sort: Sort | None = None
    group: str = ""
    search: str = ""
    columns: tuple[str, ...] = ()
    layout: str = ""
    #: what its layout was told beside, by the name of the setting
    settings: tuple[tuple[str, str], ...] = ()
    widths: Widths = ()
    after: str = ""
    view: str = ""
    saved: str | None = None
    notices: tuple[str, ...] = field(default=(), compare=False)
    suggested: tuple[str, ...] = field(default=(), compare=False)
    place: str = field(default="", compare=False)
    remembered: Widths = field(default=(), compare=False)
    #: whether the bare address opens a view, so that the whole list needs one of its own
    opens_with_view: bool = False
    #: the type with the fields of its workspace; None for the type as its room declares it
    in_force: RecordType | None = field(default=None, compare=False, repr=False)

    @classmethod
    def from_request(
        cls, record_type: RecordType, given: Mapping[str, Any], actor: Actor, reading: Reading
    ) -> ViewQuery:
        """Read an address. Whatever cannot be applied becomes a notice, never an error."""
        reader = Reader(record_type, actor, reading)
        opened = open_view(record_type, given, actor, reading)
        given = opened.given
        parts: list[Condition | Group] = []
        for name, value in _pairs(record_type, given):
            named, _dot, operator = name.partition(".")
            condition = reader.condition(named, operator, value)
            if condition is not None:
                parts.append(condition)
        parts.append(reader.where(_one(given, "where")))
        query = cls(
            type=record_type.name,
            filters=tidied(Group("and", tuple(parts))),
            sort=_sort(record_type, _one(given, "sort"), reader),
            group=_group(record_type, _one(given, "group"), reader),
            search=" ".join(_one(given, "q").replace("\x00", " ").split())[:MAX_SEARCH],
            columns=_columns(record_type, _one(given, "cols"), reader),
            layout=(layout := _layout(record_type, _one(given, "layout"), reader)),
            settings=_settings(record_type, layout, given, reader),
            widths=widths_in(record_type, _one(given, "w")),
            after=opened.after,
            view=opened.view,
            saved=opened.saved,
            opens_with_view=opened.opens_with_view,
            in_force=record_type,
        )
        tab = _tab_of(record_type.tabs_of(reading.workspace), query.filters)
        return replace(
            query,
            notices=(*opened.notices, *reader.notices),
            suggested=tuple(tab.columns) if tab else (),
            place=tab.name if tab else "",
        )

    def to_query_string(self, *, whole: bool = False) -> str:
        """The query as it stands in an address, without the question mark.

        A saved view that nobody changed is named alone; with `whole` its state is spelled out
        beside it, for addresses that something is added to.
        """
        pairs = self._state()
        if self.view and self.saved is not None:
            if not whole and urlencode(pairs, safe=",") == self.saved:
                pairs = []
            elif not pairs:
                pairs = [("changed", "1")]
            pairs.insert(0, ("view", self.view))
        elif self.opens_with_view and not pairs:
            pairs = [("view", ALL)]
        if self.after:
            pairs.append(("after", self.after))
        return urlencode(pairs, safe=",")

    def plain(self) -> ViewQuery:
        """The same state without the view it stands in: what a view keeps."""
        return self.with_(view="", saved=None, opens_with_view=False)

    @property
    def is_changed(self) -> bool:
        """Whether the list differs from the saved view that it stands in."""
        return self.saved is not None and urlencode(self._state(), safe=",") != self.saved

    @property
    def shown_widths(self) -> dict[str, int]:
        """The widths in force by column, in pixels."""
        return dict(self.widths or (() if self.saved is not None else self.remembered))

    def _state(self) -> list[tuple[str, str]]:
        """All that the list shows, as pairs of an address; the place in it left out."""
        pairs: list[tuple[str, str]] = []
        rest: list[Condition | Group] = []
        named: set[tuple[str, str]] = set()
        record_type = self.in_force or record_types.get(self.type)
        for part in self.filters.parts:
            if isinstance(part, Group) or (part.field, part.operator) in named:
                rest.append(part)
                continue
            named.add((part.field, part.operator))
            usual = record_type.field(part.field).operators()[0].name == part.operator
            name = part.field if usual and part.operand else f"{part.field}.{part.operator}"
            pairs.append((name, part.operand))
        if rest:
            whole = rest[0] if len(rest) == 1 else Group("and", tuple(rest))
            pairs.append(("where", json.dumps(to_json(whole), separators=(",", ":"))))
        if self.search:
            pairs.append(("q", self.search))
        if self.sort:
            pairs.append(("sort", str(self.sort)))
        if self.group:
            pairs.append(("group", self.group))
        if self.columns:
            pairs.append(("cols", ",".join(self.columns)))
        if self.layout:
            pairs.append(("layout", self.layout))
        pairs += self.settings
        if self.widths:
            pairs.append(("w", widths_text(self.widths)))
        return pairs

    def setting(self, name: str) -> str:
        """What the layout was told under a name, empty for nothing."""
        return dict(self.settings).get(name, "")

    def with_setting(self, name: str, text: str) -> ViewQuery:
        """The query with its layout told something else; an empty text tells it nothing."""
        told = {**dict(self.settings), name: text}
        return self.with_(settings=tuple(sorted(pair for pair in told.items() if pair[1])))

    def address_with_setting(self, name: str) -> str:
        """The address of this list from its top, ending in `name=`, for a value of a setting."""
        state = self.with_setting(name, "").to_query_string(whole=True)
        return f"?{state}&{name}=" if state else f"?{name}="

    def address_with(self, name: str) -> str:
        """The address of this list from its top, ending in `name=`: a value of `sort`, `group` or
        `cols` is put behind it. Cheaper than one query per entry of a menu.
        """
        bare: dict[str, dict[str, Any]] = {
            "sort": {"sort": None},
            "group": {"group": ""},
            "cols": {"columns": ()},
        }
        state = self.with_(**bare[name]).to_query_string(whole=True)
        return f"?{state}&{name}=" if state else f"?{name}="

    def with_(self, **changes: Any) -> ViewQuery:
        """The query with something else; a changed list starts at its top again."""
        return replace(self, **{"after": "", "notices": (), **changes})

    @property
    def is_narrowed(self) -> bool:
        """Whether filters or a search leave some records out."""
        return bool(self.filters) or bool(self.search)

    def order(self, record_type: RecordType) -> Sort:
        """The order in force: the asked one or the type's own."""
        if self.sort:
            return self.sort
        asked = record_type.default_sort
        return Sort(asked.lstrip("-"), asked.startswith("-"))

    def shown_fields(self, record_type: RecordType) -> list[Field]:
        """The fields shown as columns beside the title, in order."""
        names = self.columns or self.suggested or tuple(record_type.default_columns)
        names = names or _suggested(record_type)
        for said in filter(None, map(self.setting, _settings_that_say())):
            # colour alone says nothing to whoever does not see it
            names = (*names, said) if said not in names else names
        return [
            record_type.field(name)
            for name in names
            if name != record_type.title and name in record_type.by_name
        ]


def _tab_of(tabs: Sequence[Tab], filters: Group) -> Tab | None:
    """The quick filter in force: the one with most of the list's filters."""
    asked = {(one.field, one.operand) for one in filters.simple()}
    best: Tab | None = None
    most = -1
    for tab in tabs:
        wanted = parse_qsl(tab.query)
        if len(wanted) > most and asked.issuperset(wanted):
            best, most = tab, len(wanted)
    return best


def _suggested(record_type: RecordType) -> tuple[str, ...]:
    short = [
        one.name for one in record_type.fields if not one.is_long and one.name != record_type.title
    ]
    return tuple(short[:6])


def _pairs(record_type: RecordType, given: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The pairs of an address that may be filters. A repeated name is asked repeatedly, except
    where a form has a box for each of many values: those are one filter.
    """
    taken = words_of_addresses()
    lists = getattr(given, "lists", None)
    if lists is None:
        return [(name, str(one)) for name, one in given.items() if name not in taken]
    pairs: list[tuple[str, str]] = []
    for name, values in lists():
        if name in taken:
            continue
        joins = len(values) > 1 and _takes_many(record_type, name)
        pairs += [(name, ",".join(values))] if joins else [(name, value) for value in values]
    return pairs


def _takes_many(record_type: RecordType, name: str) -> bool:
    """Whether a name of an address asks for one of many values: `stage`, `stage.not`."""
    named, _dot, operator = name.partition(".")
    one = record_type.by_name.get(named)
    ways = one.operators() if one is not None else ()
    return any(way.takes == "many" for way in ways if way.name == (operator or ways[0].name))


def words_of_addresses() -> frozenset[str]:
    """All words that are no filters, those of the layouts included: no field may be called so."""
    return RESERVED | offers.words()


def _settings(
    record_type: RecordType, name: str, given: Mapping[str, Any], reader: Reader
) -> tuple[tuple[str, str], ...]:
    """What the layout is told, in the order of the names; what it cannot apply is said."""
    found = []
    for one in offers.chosen(record_type, name).settings:
        text = _one(given, one.name)[:MAX_SETTING]
        if not text:
            continue
        kept = one.read(record_type, text)
        if kept:
            found.append((one.name, kept))
        else:
            reader.note(
                _("“{name}” cannot be applied to this list."), name=f"{one.name}={text}"[:60]
            )
    return tuple(sorted(found))


def _settings_that_say() -> tuple[str, ...]:
    return offers.saying()


def _one(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name, "")
    return value if isinstance(value, str) else ""


def _sort(record_type: RecordType, text: str, reader: Reader) -> Sort | None:
    if not text:
        return None
    sort = Sort(text.removeprefix("-"), text.startswith("-"))
    if is_sortable(record_type, sort.field):
        return sort
    reader.note(
        _("The list cannot be sorted by “{name}”."), name=_called(record_type, sort.field, reader)
    )
    return None


def _called(record_type: RecordType, name: str, reader: Reader) -> str:
    """What a field is called; a name that is none of a field as it stands in the address."""
    one = record_type.by_name.get(name)
    return name[:60] if one is None else reader.reading.say(one.label)


def is_sortable(record_type: RecordType, name: str) -> bool:
    """Whether lists of the type can be ordered by that field."""
    one = record_type.by_name.get(name)
    return one is not None and one.sortable and not one.is_side


def is_groupable(one: Field) -> bool:
    """Whether tables can be grouped by a field."""
    is_cut = one.groupable or one.is_gathered or isinstance(one, Ranged | Dated)
    return is_cut and not one.is_side


def _group(record_type: RecordType, name: str, reader: Reader) -> str:
    if not name:
        return ""
    one = record_type.by_name.get(name)
    if one is not None and is_groupable(one):
        return name
    reader.note(
        _("The list cannot be grouped by “{name}”."), name=_called(record_type, name, reader)
    )
    return ""


def _layout(record_type: RecordType, name: str, reader: Reader) -> str:
    if not name or name in offers.of(record_type):
        return name
    reader.note(_("The list cannot be shown as “{name}”."), name=name[:60])
    return ""


def _columns(record_type: RecordType, text: str, reader: Reader) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name for name in text.split(",") if name))
    for name in names:
        if name not in record_type.by_name:
            reader.note(_("The column “{name}” is unknown here."), name=name[:60])
    return tuple(name for name in names if name in record_type.by_name)[:MAX_COLUMNS]
