"""Several records or several people in one field, kept as a list of ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from klientel.kit.refused import Refused
from klientel.records.fields.base import Field, Operator, Reading
from klientel.records.fields.member import MemberField
from klientel.records.fields.programs import UUIDS, Schema
from klientel.records.fields.record_link import RecordLinkField
from klientel.ui.html import NOTHING, Html, escape

#: parts the names in a cell of a file: a name may have a comma
PARTED = ";"
#: what one field names at most
MOST = 50


@dataclass(kw_only=True)
class RecordLinksField(RecordLinkField):
    """Points to several records; the row keeps their ids as JSON, in the order they were given."""

    kind = "records"
    is_several: ClassVar[bool] = True
    filterable: bool = False
    most: int = MOST

    def __post_init__(self) -> None:
        self.column = self.column or self.name

    @property
    def is_gathered(self) -> bool:
        # a row would stand in several groups
        return False

    def within(self, keys: Sequence[Any]) -> list[Any]:
        """The records, each once; raises `Refused` for too many."""
        if self.most == 1 and len(set(keys)) > 1:
            raise Refused("Only one record is possible here.", self.name)
        return _few(self, list(keys), self.most)

    def links(self, value: Any) -> Iterable[UUID]:
        return [UUID(key) for key in value or ()]

    def parse(self, raw: Any, reading: Reading) -> Any:
        keys = [super(RecordLinksField, self).parse(part, reading) for part in _parts(raw)]
        return self.within([str(key) for key in keys if key])

    def empty(self) -> list[str]:
        return []

    def is_nullable(self) -> bool:
        return False

    def shown(self, value: Any, reading: Reading) -> str:
        found = (reading.linked.get(key) for key in self.links(value))
        return ", ".join(one.title for one in found if one)

    def cell(self, value: Any, reading: Reading) -> Html:
        shown = self.shown(value, reading)
        return escape(shown) if shown else NOTHING

    def input(self, value: Any, reading: Reading) -> dict[str, Any]:
        chosen = [
            {"value": str(key), "label": reading.linked[key].title}
            for key in self.links(value)
            if key in reading.linked
        ]
        joined = ",".join(one["value"] for one in chosen)
        return {"type": "records", "value": joined, "options": chosen, "to": self.to}

    def schema(self, reading: Reading) -> Schema:
        return dict(UUIDS)

    def api(self, value: Any) -> Any:
        return list(value or ())

    def from_api(self, value: Any) -> Any:
        return [str(UUID(key)) for key in value or ()]


@dataclass(kw_only=True)
class MembersField(MemberField):
    """Several members of the workspace; the row keeps their ids as JSON."""

    kind = "members"
    is_several: ClassVar[bool] = True
    ways: ClassVar[tuple[str, ...]] = ("add", "remove", "set")
    is_person: ClassVar[bool] = False
    repeats = False
    groupable: bool = False
    sortable: bool = False
    filterable: bool = False

    def __post_init__(self) -> None:
        self.column = self.column or self.name

    def clean(self, raw: Any, reading: Reading) -> Any:
        keys = [super(MembersField, self).clean(part, reading) for part in _parts(raw)]
        return _few(self, [str(key) for key in keys if key])

    def empty(self) -> list[str]:
        return []

    def merged(self, way: str, before: Any, value: Any) -> list[str]:
        there = list(before or ())
        if way == "remove":
            return [key for key in there if key not in value]
        return _few(self, [*there, *value] if way == "add" else list(value))

    def is_nullable(self) -> bool:
        return False

    def ranks(self, reading: Reading) -> Sequence[UUID | None]:
        return ()

    def meets(self, operator: Operator, row: Any, operand: Any, reading: Reading) -> bool:
        there = set(self.value(row) or ())
        if operator.takes == "none":
            return bool(there) is (operator.name == "filled")
        return there.isdisjoint(map(str, operand)) is (operator.name == "not")

    def _names(self, value: Any, reading: Reading) -> Mapping[str, str]:
        people = self._by_text(reading)
        return {key: people[key] for key in value or () if key in people}

    def _by_text(self, reading: Reading) -> Mapping[str, str]:
        return reading.directory.by_text

    def shown(self, value: Any, reading: Reading) -> str:
        return ", ".join(self._names(value, reading).values())

    def cell(self, value: Any, reading: Reading) -> Html:
        shown = self.shown(value, reading)
        return escape(shown) if shown else NOTHING

    def input(self, value: Any, reading: Reading) -> dict[str, Any]:
        chosen = self._names(value, reading)
        options = [
            {"value": str(key), "label": name}
            for key, name in self._people(reading).items()
            if str(key) in chosen or self._may_be_chosen(key, reading)
        ]
        return {"type": "checks", "value": ",".join(chosen), "options": options}

    def schema(self, reading: Reading) -> Schema:
        return dict(UUIDS)

    def api(self, value: Any) -> Any:
        return list(value or ())

    def from_api(self, value: Any) -> Any:
        return [str(UUID(key)) for key in value or ()]


@dataclass(kw_only=True)
class TeamsField(MembersField):
    """Several teams of the workspace; the row keeps their ids as JSON."""

    kind = "teams"
    names_people: ClassVar[bool] = False
    is_listed: ClassVar[bool] = True

    def _people(self, reading: Reading) -> Mapping[UUID | None, str]:
        return reading.directory.teams

    def _by_text(self, reading: Reading) -> Mapping[str, str]:
        return {str(key): name for key, name in reading.directory.teams.items()}

    def _may_be_chosen(self, key: UUID | None, reading: Reading) -> bool:
        return True


def _parts(raw: Any) -> list[Any]:
    if isinstance(raw, list | tuple):
        return list(raw)
    if isinstance(raw, UUID):
        return [raw]
    return [part.strip() for part in str(raw or "").split(",") if part.strip()]


def _few(field: Field, keys: list[Any], most: int = MOST) -> list[Any]:
    """The ids, each once; raises `Refused` for too many."""
    once = list(dict.fromkeys(keys))
    if len(once) > most:
        raise Refused("At most {allowed} are possible here.", field.name, allowed=most)
    return once
