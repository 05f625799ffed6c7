"""What a work item is made of, without what happened to it: enough to make another one like it.

A copy, the next item of a series and a new one from a template are made from the same blueprint:
its parts at any depth, their steps, who works on them, what waits for what, what rooms above keep
under them, and their days as a distance from one day. It reads an item, and says itself in JSON.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from klientel.kit import clock
from klientel.kit.refused import Refused
from klientel.records.actions.catalogue import current_reading, in_force
from klientel.records.fields.base import Field, Reading
from klientel.records.types import RecordType, record_types
from klientel.work import above
from klientel.work.actions.tree import MOST_LEVELS
from klientel.work.models import Dependency, Step, WorkItem
from klientel.work.models.status import Category
from klientel.workspaces.actor import Actor

#: an item with all that is below it
MOST_PIECES = 300
#: what a copy takes along; who did it, when and how long belongs to the original
FIELDS = ("kind", "title", "description", "priority", "assignees", "team", "teams", "account",
          "contact", "parent", "estimate_hours", "watchers", "links", "tags")  # fmt: skip


def linking(record_type: RecordType) -> list[Field]:
    """The fields that name other records, those of the firm's own among them."""
    return [one for one in record_type.fields if type(one).links is not Field.links]


def of_the_case(record_type: RecordType) -> list[str]:
    """The names of what belongs to one case and not to the way of doing it."""
    return [*(one.name for one in linking(record_type)), "watchers"]


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step: its text, whose it is, its day as a distance, and the checklist it is of."""

    text: str
    member: str = ""
    due: int | None = None
    checklist: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """One item to be: field values in their `api` form, days as distances, and its steps.

    `above` is the place in the blueprint of what it is part of, None for the first piece. `at` is
    the time of day that it is due, empty for the whole day. `kept` is what rooms above keep under
    it, by the name of their `above.Keeper`. `like` is the item that it was read from, whose
    visibility a copy shares.
    """

    values: Mapping[str, Any]
    above: int | None = None
    starts: int | None = None
    due: int | None = None
    at: str = ""
    steps: tuple[PlannedStep, ...] = ()
    kept: Mapping[str, Any] = field(default_factory=dict)
    like: UUID | None = None


@dataclass(frozen=True, slots=True)
class Blueprint:
    """Pieces, what is above always before what is below; `waits` are pairs of places."""

    pieces: tuple[Piece, ...]
    waits: tuple[tuple[int, int], ...] = ()

    @property
    def title(self) -> str:
        """What the whole is called."""
        return str(self.pieces[0].values.get("title", ""))

    def without(self, *names: str) -> Blueprint:
        """The same without some values, anywhere in it."""
        return replace(
            self,
            pieces=tuple(
                replace(one, values={k: v for k, v in one.values.items() if k not in names})
                for one in self.pieces
            ),
        )

    def without_days(self) -> Blueprint:
        """The same, with nothing planned for a day."""
        return replace(
            self,
            pieces=tuple(
                replace(
                    one,
                    starts=None,
                    due=None,
                    at="",
                    steps=tuple(replace(step, due=None) for step in one.steps),
                )
                for one in self.pieces
            ),
        )

    def as_json(self) -> dict[str, Any]:
        """The blueprint as it is kept. Which items it was read from is not."""
        return {
            "pieces": [
                {
                    "values": dict(one.values),
                    "above": one.above,
                    "starts": one.starts,
                    "due": one.due,
                    "at": one.at,
                    "steps": [
                        [step.text, step.member, step.due, step.checklist] for step in one.steps
                    ],
                    "kept": dict(one.kept),
                }
                for one in self.pieces
            ],
            "waits": [list(pair) for pair in self.waits],
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Blueprint:
        """The blueprint that was kept."""
        pieces = [
            Piece(**{**one, "steps": tuple(PlannedStep(*step) for step in one["steps"])})
            for one in kept["pieces"]
        ]
        return cls(tuple(pieces), tuple((one, other) for one, other in kept["waits"]))


def blueprint_of(actor: Actor, item: WorkItem, day: date, *, with_parts: bool = True) -> Blueprint:
    """The blueprint of an item as the actor sees it; its days are distances from `day`.

    What was called off is left out. Raises `Refused` for more than `MOST_PIECES`.
    """
    reading = current_reading(actor)
    record_type = in_force(actor, record_types.get("work"))
    items = _with_all_below(actor, item) if with_parts else [item]
    places = {one.pk: place for place, one in enumerate(items)}
    steps = steps_planned(actor, places, day)
    kept = _kept(actor, places)
    pieces = [
        Piece(
            values=_values(record_type, one, reading),
            above=None if one is item else _place(one, places),
            starts=_distance(one.starts_on, day),
            like=one.pk,
            steps=tuple(steps.get(one.pk, ())),
            kept=kept.get(one.pk, {}),
            **_due(one, day, reading),
        )
        for one in items
    ]
    return Blueprint(tuple(pieces), _waits(actor, places))


def _place(item: WorkItem, places: Mapping[UUID, int]) -> int | None:
    return places[item.parent_id] if item.parent_id else None


def _with_all_below(actor: Actor, item: WorkItem) -> list[WorkItem]:
    """The item, then what is below it level by level; one read for each level."""
    found, level = [item], [item.pk]
    rows = WorkItem.objects.visible_to(actor).exclude(category=Category.CANCELLED)
    for _level in range(MOST_LEVELS):
        below = list(rows.filter(parent_id__in=level).order_by("pk")[: MOST_PIECES + 1])
        found += below
        level = [one.pk for one in below]
        if len(found) > MOST_PIECES:
            raise Refused("This has more than {most} parts.", most=MOST_PIECES)
        if not level:
            break
    return found


def _values(record_type: RecordType, item: WorkItem, reading: Reading) -> dict[str, Any]:
    # what the program gives, a number in turn or what a formula reckons, each item gets anew
    names = [*FIELDS, *(one.name for one in record_type.added if one.editable)]
    values = {}
    for name in names:
        one = record_type.field(name)
        value = one.value(item)
        if not one.is_empty(value):
            values[name] = one.api(value)
    known = (reading.tags.get(UUID(key)) for key in values.pop("tags", ()))
    if tags := [found[0] for found in known if found]:
        values["tags"] = tags
    return values


def _due(item: WorkItem, day: date, reading: Reading) -> dict[str, Any]:
    if item.due_at is None:
        return {}
    local = clock.local(item.due_at, reading.workspace.time_zone)
    at = "" if item.due_is_day else f"{local:%H:%M}"
    return {"due": _distance(local.date(), day), "at": at}


def _distance(on: date | None, day: date) -> int | None:
    return None if on is None else (on - day) // timedelta(days=1)


def steps_planned(
    actor: Actor, ids: Mapping[UUID, int], day: date
) -> dict[UUID, list[PlannedStep]]:
    """The steps of some items, by item and in order, their days as distances from `day`."""
    rows = Step.objects.in_workspace(actor.workspace_id).filter(item_id__in=list(ids))
    found: dict[UUID, list[PlannedStep]] = {}
    for one in rows.order_by("position", "pk"):
        due = _distance(one.due_on, day)
        step = PlannedStep(one.text, str(one.member_id or ""), due, one.checklist)
        found.setdefault(one.item_id, []).append(step)
    return found


def _kept(actor: Actor, ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    found: dict[UUID, dict[str, Any]] = {}
    for keeper in above.keepers:
        for key, kept in keeper.read(actor, ids).items():
            found.setdefault(key, {})[keeper.name] = kept
    return found


def _waits(actor: Actor, places: Mapping[UUID, int]) -> tuple[tuple[int, int], ...]:
    rows = Dependency.objects.in_workspace(actor.workspace_id).filter(item_id__in=list(places))
    pairs = rows.filter(waits_for_id__in=list(places)).values_list("item_id", "waits_for_id")
    return tuple(sorted((places[one], places[other]) for one, other in pairs))
