"""Tags: shown from the record's own column, filtered through their rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from klientel.kit.ids import uuid7
from klientel.kit.refused import Refused
from klientel.kit.text import clean_line, fold
from klientel.records.fields.base import Field, Operator, Reading
from klientel.records.fields.programs import Schema
from klientel.records.models import Tag, Tagging
from klientel.ui.html import NOTHING, Html, join, pattern
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Workspace

_TAG = pattern('<span class="tag">{}</span>')

MAX_TAGS = 30
_LONGEST = 60


@dataclass(kw_only=True)
class TagsField(Field):
    """A list of words. The row keeps their ids as JSON; `Tagging` rows serve the filters.

    Cleaning gives a list of names; settling finds or makes the tags.
    """

    kind = "tags"
    example: ClassVar[Any] = ["neu"]
    is_side = True
    ways = ("add", "remove", "set")
    sortable: bool = False

    def parse(self, raw: Any, reading: Reading) -> list[str]:
        parts = raw if isinstance(raw, list | tuple) else str(raw or "").split(",")
        names: dict[str, None] = {}
        for part in parts:
            name = clean_line(str(part), _LONGEST).strip()
            if name:
                names.setdefault(name)
        if len(names) > MAX_TAGS:
            raise Refused("At most {allowed} tags on one record.", self.name, allowed=MAX_TAGS)
        return list(names)

    def schema(self, reading: Reading) -> Schema:
        return {"type": "array", "items": {"type": "string"}}

    def outward(self, value: Any, reading: Reading) -> Any:
        """Their names: a tag is a word, whoever reads it."""
        return [name for name, _colour in self._known(value, reading)]

    def is_in_form(self) -> bool:
        return False

    def empty(self) -> list[str]:
        return []

    def settle(self, actor: Actor, rows: Sequence[dict[str, Any]]) -> None:
        typed = {tag for row in rows for tag in row.get(self.name) or ()}
        if not typed:
            return
        ids = _ids(actor, typed)
        for row in rows:
            if row.get(self.name):
                row[self.name] = list(dict.fromkeys(ids[tag] for tag in row[self.name]))

    def foreseen(self, value: Any, reading: Reading) -> list[str]:
        known = {_folded(name): str(key) for key, (name, _colour) in reading.tags.items()}
        found = []
        for name in value:
            key = known.get(_folded(name))
            if key is None:
                key = str(uuid7())
                reading.tags[UUID(key)] = (name, "")
            found.append(key)
        return found

    def merged(self, way: str, before: Any, value: Any) -> list[str]:
        there = list(before or ())
        if way == "remove":
            return [key for key in there if key not in value]
        wanted = list(dict.fromkeys([*there, *value] if way == "add" else value))
        if len(wanted) > MAX_TAGS:
            raise Refused("At most {allowed} tags on one record.", self.name, allowed=MAX_TAGS)
        # the same tags in another order are no change
        return there if set(wanted) == set(there) else wanted

    def side_model(self) -> Any:
        return Tagging

    def side_rows(self, record: Any) -> Sequence[Any]:
        return [
            Tagging(workspace_id=record.workspace_id, record_id=record.pk, tag_id=UUID(key))
            for key in self.value(record)
        ]

    def parse_condition(self, raw: str, operator: Operator, reading: Reading) -> Any:
        return None if operator.takes == "none" else self.parse(raw, reading)

    def operators(self) -> Sequence[Operator]:
        return (
            Operator("any", _("is one of"), "many", lambda f, v: _tagged(v)),
            Operator("not", _("is none of"), "many", lambda f, v: ~_tagged(v)),
            Operator("empty", _("is empty"), "none", lambda f, _v: Q(**{f.column: []})),
        )

    def meets(self, operator: Operator, row: Any, operand: Any, reading: Reading) -> bool:
        """By the names of its tags, those that were made a moment ago included."""
        ids = {UUID(key) for key in self.value(row) or ()}
        if operator.takes == "none":
            return not ids
        there = {_folded(reading.tags[key][0]) for key in ids & reading.tags.keys()}
        if new := ids - reading.tags.keys():
            tags = Tag.objects.in_workspace(reading.workspace.pk).filter(pk__in=new)
            there.update(tags.values_list("folded", flat=True))
        found = not there.isdisjoint(_folded(name) for name in operand)
        return found is not (operator.name == "not")

    def shown(self, value: Any, reading: Reading) -> str:
        return ", ".join(name for name, _colour in self._known(value, reading))

    def _known(self, value: Any, reading: Reading) -> list[tuple[str, str]]:
        found = (reading.tags.get(UUID(key)) for key in value or ())
        return [tag for tag in found if tag]

    def cell(self, value: Any, reading: Reading) -> Html:
        if not value:
            return NOTHING
        return join(_TAG(name) for name, _colour in self._known(value, reading))

    def input(self, value: Any, reading: Reading) -> dict[str, Any]:
        return {"type": "text", "value": self.shown(value, reading)}


def _tagged(names: list[str]) -> Q:
    # the workspace is equated with the outer row's, which is scoped itself
    taggings = Tagging.objects.for_system("filter by tag: joined to rows that are scoped").filter(
        workspace_id=OuterRef("workspace_id"),
        record_id=OuterRef("pk"),
        tag__folded__in=[_folded(name) for name in names],
    )
    return Q(Exists(taggings))


def _folded(name: str) -> str:
    """The one form by which a tag is found, no longer than its column: ß is two letters of it."""
    return (fold(name) or name.lower())[:_LONGEST]


def _ids(actor: Actor, names: Iterable[str]) -> dict[str, str]:
    """The ids of tags by name as typed; tags nobody used before are made."""
    wanted = {_folded(name): name for name in sorted(names)}
    tags = Tag.objects.in_workspace(actor.workspace_id)
    known = dict(tags.filter(folded__in=wanted).values_list("folded", "id"))
    missing = [
        Tag(workspace_id=actor.workspace_id, name=name, folded=folded)
        for folded, name in wanted.items()
        if folded not in known
    ]
    if missing:
        # somebody else may add the same tag this moment: theirs or ours, it is one
        Tag.objects.bulk_create(missing, ignore_conflicts=True)
        known = dict(tags.filter(folded__in=wanted).values_list("folded", "id"))
        Workspace.objects.get(pk=actor.workspace_id).touch_directory()
    return {name: str(known[_folded(name)]) for name in names}
