"""Making work items from a blueprint, all that is below them included: a few statements a level."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.kit.repeating import moment_of
from klientel.records.actions.catalogue import current_reading, in_force
from klientel.records.actions.create import Draft, create_many
from klientel.records.fields import MembersField, TeamField, TeamsField
from klientel.records.fields.base import Field, Reading
from klientel.records.models import RecordRef
from klientel.records.types import RecordType, record_types
from klientel.work import above
from klientel.work.actions import progress
from klientel.work.blueprint import Blueprint, Piece, linking
from klientel.work.models import Dependency, Step, WorkItem
from klientel.workspaces.actor import Actor
from klientel.workspaces.bulk import insert_rows, unsaved


def build(
    actor: Actor,
    blueprint: Blueprint,
    day: date,
    *,
    values: Mapping[str, Any] | None = None,
    columns: Mapping[str, Any] | None = None,
    batch: UUID | None = None,
    steps: bool = True,
) -> WorkItem:
    """Make an item with all that is below it, its days counted from `day`; returns the first.

    `values` are clean ones that take the place of the blueprint's, `columns` set by the program,
    both of the first piece. People who have left and what the actor does not see are left out.
    Without `steps`, each begins with the checklist of its kind.

    Raises what `create_many` does, and then nothing was written.
    """
    reading = current_reading(actor)
    record_type = in_force(actor, record_types.get("work"))
    keys = [uuid7() for _piece in blueprint.pieces]
    keys[0] = (columns or {}).get("id", keys[0])
    clean = [_clean(record_type, piece, day, reading) for piece in blueprint.pieces]
    _forget_unseen(actor, record_type, clean)
    # what was asked for is refused where it is not seen, not left out
    clean[0] |= values or {}
    for place, piece in enumerate(blueprint.pieces):
        if piece.above is not None:
            clean[place]["parent"] = keys[piece.above]
            clean[place].setdefault("account", clean[0].get("account"))
    made: WorkItem | None = None
    for level in _levels(blueprint):
        drafts = [
            Draft(clean[n], columns={"id": keys[n], "seen_like": blueprint.pieces[n].like})
            for n in level
        ]
        if level == [0]:
            drafts[0].columns = {**drafts[0].columns, **(columns or {})}
        items = create_many(actor, "work", drafts, batch=batch, cleaned=True)
        made = made or items[0]
    if steps:
        _write_steps(actor, blueprint, keys, day, reading)
    _write_kept(actor, blueprint, keys)
    _write_waits(actor, blueprint, keys)
    assert made is not None  # noqa: S101 - a blueprint has a first piece
    return made


def _levels(blueprint: Blueprint) -> list[list[int]]:
    """The places of the pieces, by how deep they lie."""
    depth: list[int] = []
    levels: list[list[int]] = []
    for place, piece in enumerate(blueprint.pieces):
        depth.append(0 if piece.above is None else depth[piece.above] + 1)
        if depth[place] == len(levels):
            levels.append([])
        levels[depth[place]].append(place)
    return levels


def _clean(record_type: RecordType, piece: Piece, day: date, reading: Reading) -> dict[str, Any]:
    known = record_type.by_name
    values = {
        name: value if name == "tags" else known[name].from_api(value)
        for name, value in piece.values.items()
        # a template may be older than a field's being given by the program
        if name in known and known[name].editable
    }
    for name, value in values.items():
        left = _still_there(known[name], reading)
        if left is not None:
            values[name] = _only(known[name], value, left)
    if piece.starts is not None:
        values["starts_on"] = day + timedelta(days=piece.starts)
    if piece.due is not None:
        values["due"] = _moment(day + timedelta(days=piece.due), piece.at, reading)
    return values


def _moment(day: date, at: str, reading: Reading) -> datetime:
    zone = reading.workspace.time_zone
    return moment_of(day, time.fromisoformat(at), zone) if at else clock.start_of_day(day, zone)


def _still_there(one: Field, reading: Reading) -> Collection[UUID | None] | None:
    """The people or teams that a field may still name; None for a field that names neither."""
    if isinstance(one, TeamField | TeamsField):
        return reading.directory.teams
    names_people = one.is_person or isinstance(one, MembersField)
    return reading.directory.active if names_people else None


def _only(one: Field, value: Any, known: Collection[UUID | None]) -> Any:
    """What is left of a field's value, one id or several, when only some may be named."""
    if one.is_several:
        return [key for key in value or () if UUID(key) in known]
    return value if value in known else one.empty()


def _forget_unseen(actor: Actor, record_type: RecordType, rows: Sequence[dict[str, Any]]) -> None:
    """Take out links to what the actor does not see, or what is no longer there; one read."""
    fields = linking(record_type)
    wanted = {key for row in rows for one in fields for key in one.links(row.get(one.name))}
    if not wanted:
        return
    spine = RecordRef.objects.visible_to(actor).filter(pk__in=wanted)
    seen = dict(spine.values_list("pk", "type"))
    for one in fields:
        known = {key for key, name in seen.items() if one.accepts(name)}
        for row in rows:
            if one.name in row:
                row[one.name] = _only(one, row[one.name], known)
    for row in rows:
        if row.get("account") is None:
            row["contact"] = None


def _write_steps(
    actor: Actor, blueprint: Blueprint, keys: Sequence[UUID], day: date, reading: Reading
) -> None:
    """The steps of the blueprint, instead of those that the kinds began with."""
    rows = [
        unsaved(
            Step,
            workspace_id=actor.workspace_id,
            item_id=key,
            text=step.text,
            checklist=step.checklist,
            position=number,
            member_id=_active(step.member, reading),
            due_on=None if step.due is None else day + timedelta(days=step.due),
        )
        for key, piece in zip(keys, blueprint.pieces, strict=True)
        for number, step in enumerate(piece.steps, start=1)
    ]
    steps = Step.objects.in_workspace(actor.workspace_id)
    if steps.filter(item_id__in=list(keys)).delete()[0] or rows:
        insert_rows(Step, rows)
        progress.count_steps(actor, keys)


def _active(member: str, reading: Reading) -> UUID | None:
    return UUID(member) if member and UUID(member) in reading.directory.active else None


def _write_kept(actor: Actor, blueprint: Blueprint, keys: Sequence[UUID]) -> None:
    for keeper in above.keepers:
        kept = {
            key: piece.kept[keeper.name]
            for key, piece in zip(keys, blueprint.pieces, strict=True)
            if keeper.name in piece.kept
        }
        if kept:
            keeper.write(actor, kept)


def _write_waits(actor: Actor, blueprint: Blueprint, keys: Sequence[UUID]) -> None:
    rows = [
        Dependency(workspace_id=actor.workspace_id, item_id=keys[one], waits_for_id=keys[other])
        for one, other in blueprint.waits
    ]
    if rows:
        Dependency.objects.bulk_create(rows)
        progress.count_waiting(actor, {row.item_id for row in rows})
