"""What a check shows of rows: the first of each fate, kept with the run and drawn for its page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klientel.integrations.counting import noun_of
from klientel.integrations.models import ImportRun
from klientel.records.examples import CHANGED, FATES, FILLED, JOINED, KNOWN, NEW, Example, Examples
from klientel.records.fields.base import Field, Reading
from klientel.records.reading import learn
from klientel.records.recipes import Recipe
from klientel.records.types import record_types
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Workspace

#: where they stand among the numbers of a check
KEPT_AS = "examples"
LABELS = {
    NEW: _("New"),
    CHANGED: _("Replaced"),
    FILLED: _("Gaps filled"),
    JOINED: _("Joined to an earlier row"),
    KNOWN: _("Left as they are"),
}
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Change:
    """A field with what it holds and what the row makes of it, as text; both may be empty."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One row as the page shows it."""

    line: int
    noun: str
    title: str
    href: str
    changes: Sequence[Change]


def to_json(examples: Examples, recipe: Recipe, workspace: Workspace) -> dict[str, Any]:
    """The form in which a run keeps them: values as their fields write them for machines."""
    fields = _Fields(recipe, workspace)
    return {
        fate: [_kept(one, fields) for one in examples.by_fate[fate]]
        for fate in FATES
        if examples.by_fate.get(fate)
    }


class _Fields:
    """The fields of what a recipe makes, by noun: those of a type, else the recipe's own."""

    def __init__(self, recipe: Recipe, workspace: Workspace) -> None:
        self._workspace = workspace
        self._targets = {target.name: target.field for target in recipe.targets}
        self._of: dict[str, Mapping[str, Field]] = {}

    def of(self, noun: str) -> Mapping[str, Field]:
        if noun not in self._of:
            is_type = noun in record_types
            self._of[noun] = (
                record_types.get(noun).in_workspace(self._workspace).by_name
                if is_type
                else self._targets
            )
        return self._of[noun]


def _kept(one: Example, fields: _Fields) -> dict[str, Any]:
    known = fields.of(one.noun)
    return {
        "line": one.line,
        "noun": one.noun,
        "title": one.title[:_LONGEST],
        "record": str(one.record_id) if one.record_id else "",
        "changes": [
            [name, _plain(known[name], before), _plain(known[name], after)]
            for name, before, after in one.changes
            if name in known
        ],
    }


def _plain(field: Field, value: Any) -> Any:
    """A value for the run: `[what the field writes]`, or text for what only names something."""
    if isinstance(value, list) and field.is_side:
        return ", ".join(map(str, value))[:_LONGEST]
    if field.is_empty(value):
        return ""
    try:
        kept = json.loads(json.dumps(field.api(value)))
        if field.from_api(kept) == value and len(str(kept)) <= _LONGEST:
            return [kept]
    except (TypeError, AttributeError, ValueError):
        pass
    text = str(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def fates_of(run: ImportRun) -> list[str]:
    """What the last check has examples of, in the order in which they are shown."""
    kept = run.dry_counts.get(KEPT_AS, {})
    return [fate for fate in FATES if kept.get(fate)]


def rows_of_fate(
    actor: Actor, run: ImportRun, recipe: Recipe, fate: str, reading: Reading
) -> list[Shown]:
    """The examples of one fate; records are named and addressed as the actor sees them today."""
    kept = run.dry_counts.get(KEPT_AS, {}).get(fate, [])
    fields = _Fields(recipe, reading.workspace)
    drawn = [(one, list(_changes(one, fields))) for one in kept]
    records = [UUID(one["record"]) for one in kept if one["record"]]
    learn(actor, reading, {*records, *_linked(changes for _one, changes in drawn)})
    return [_shown(one, changes, recipe, reading) for one, changes in drawn]


_Read = tuple[Field, Any, Any]


def _changes(one: Mapping[str, Any], fields: _Fields) -> Iterable[_Read]:
    """Field, before and after; fields that are gone since are left out."""
    known = fields.of(one["noun"])
    for name, before, after in one["changes"]:
        if (field := known.get(name)) is not None:
            yield field, _read(field, before), _read(field, after)


@dataclass(frozen=True, slots=True)
class _Text:
    """What was kept as text already."""

    text: str


def _read(field: Field, kept: Any) -> Any:
    return field.from_api(kept[0]) if isinstance(kept, list) else _Text(str(kept))


def _linked(changes: Iterable[Sequence[_Read]]) -> set[UUID]:
    return {
        key
        for some in changes
        for field, *values in some
        for value in values
        if not isinstance(value, _Text)
        for key in field.links(value)
    }


def _shown(
    one: Mapping[str, Any], changes: Sequence[_Read], recipe: Recipe, reading: Reading
) -> Shown:
    there = reading.linked.get(UUID(one["record"])) if one["record"] else None
    return Shown(
        line=one["line"],
        noun=noun_of(one["noun"], 1, recipe, reading),
        title=there.title if there is not None else one["title"],
        href=there.href if there is not None else "",
        changes=[
            Change(
                reading.say(field.label), _say(field, before, reading), _say(field, after, reading)
            )
            for field, before, after in changes
        ],
    )


def _say(field: Field, value: Any, reading: Reading) -> str:
    if isinstance(value, _Text):
        return value.text
    return reading.say(field.shown(value, reading))
