"""Files that a field of a record holds: which they are is kept by the room that keeps files.

The value is what that room last said (`say`): lists, filters and exports read it like any other,
and nothing else writes it. Nobody types it and no table brings it: a file is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from klientel.kit.text import fold
from klientel.records.fields import NumberField
from klientel.records.fields.base import Field, Operator, Reading
from klientel.records.fields.programs import Schema
from klientel.records.own_fields.field import OwnField
from klientel.records.own_fields.offered import Options, OwnKind
from klientel.records.types import RecordType
from klientel.ui.html import NOTHING, Html, el, join
from klientel.workspaces.models import Workspace

#: files that one field can hold
MOST = 10
_LONGEST_KEPT = 1_000
_MOST = NumberField(
    name="most",
    label=_("Files at most"),
    default=MOST,
    minimum=Decimal(1),
    maximum=Decimal(MOST),
)


class Held(NamedTuple):
    """A file as it stands among facts: its id, its name, its size in bytes, and whether a browser
    shows it."""

    id: UUID
    name: str
    size: int
    is_picture: bool


@dataclass(kw_only=True)
class FilesField(Field):
    """Some files, the oldest first; a tuple of `Held`."""

    kind = "files"
    is_sent: ClassVar[bool] = True
    editable: bool = False
    inline: bool = False
    sortable: bool = False
    most: int = MOST

    def is_empty(self, value: Any) -> bool:
        return not value

    def empty(self) -> Any:
        return ()

    def shown(self, value: Any, reading: Reading) -> str:
        if isinstance(value, str):
            # what a filter looks for among the names
            return value
        return ", ".join(one.name for one in value or ())

    def cell(self, value: Any, reading: Reading) -> Html:
        """The first name, and how many more there are; all names to whoever points at it."""
        if not value:
            return NOTHING
        first, *more = value
        if not more:
            return el("span", first.name)
        said = self.shown(value, reading)
        return el("span", f"{first.name} +{len(more)}", title=said)

    def fact(self, value: Any, reading: Reading) -> Html:
        return join(el("div", *self._told(one, reading)) for one in value or ())

    def _told(self, one: Held, reading: Reading) -> Iterator[object]:
        address = f"/{reading.workspace.slug}/files/{one.id}"
        opens = {"href": address, "hx_boost": "false", "class_": "link"}
        if one.is_picture:
            opens |= {"href": f"{address}/view", "target": "_blank"}
        yield el("a", one.name, **opens)
        yield " "
        yield el("span", reading.format.bytes(one.size), class_="file-note")

    def schema(self, reading: Reading) -> Schema:
        return {"type": "array", "items": {"type": "object"}}

    def api(self, value: Any) -> Any:
        return [
            {"id": str(key), "name": name, "size": size, "is_picture": is_picture}
            for key, name, size, is_picture in value or ()
        ]

    def from_api(self, value: Any) -> Any:
        return tuple(
            Held(UUID(one["id"]), str(one["name"]), int(one["size"]), bool(one["is_picture"]))
            for one in value or ()
        )


@dataclass(kw_only=True)
class OwnFiles(OwnField, FilesField):
    """Asked whether it holds any, and for what its files are called."""

    of = FilesField
    slot = "text"

    def __post_init__(self) -> None:
        super().__post_init__()
        self.help = self.help or _("Files are sent on the page of a record; no table brings them.")

    def looked_for(self, value: Any) -> Sequence[Any]:
        names = " ".join(one.name for one in value or ())
        return ((fold(names) or names)[:_LONGEST_KEPT],) if names else ()

    def parse_condition(self, raw: str, operator: Operator, reading: Reading) -> Any:
        return None if operator.takes == "none" else (fold(raw[:200]) or raw[:200])

    def asked_of_rows(self) -> Sequence[Operator]:
        return (
            Operator("filled", _("has files"), "none", lambda _f, _v: Q()),
            Operator("empty", _("has no files"), "none", lambda _f, _v: Q()),
            Operator("has", _("contains"), "one", lambda _f, v: Q(text__contains=v)),
        )


def fields_with_files(record_type: RecordType) -> list[OwnFiles]:
    """The fields of a type, as a firm has it, that hold files."""
    return [one for one in record_type.added if isinstance(one, OwnFiles)]


def say(record: Any, one: OwnFiles, files: Iterable[Held]) -> bool:
    """Put on a record what a field of it holds now; whether that is something else than before."""
    held = tuple(files)
    if one.value(record) == held:
        return False
    one.put(record, held)
    return True


#: bring the fields of all records of a type up to date; the room that keeps files adds itself
keepers: list[Callable[[Workspace, str], Iterator[int]]] = []


def _brought_up_to_date(workspace: Workspace, type_name: str) -> Iterator[int]:
    return chain.from_iterable(keep(workspace, type_name) for keep in keepers)


def _told(options: Options) -> dict[str, Any]:
    return {"most": int(options.get("most", MOST))}


KIND = OwnKind(
    "files",
    _("Files"),
    "paperclip",
    lambda _options: OwnFiles,
    place=250,
    told=_told,
    inputs=(_MOST,),
    makes=_brought_up_to_date,
)
