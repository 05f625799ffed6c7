"""The records that a for-each goes through: found in pieces, and not more than one run may."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klientel.automations.definition import Step
from klientel.automations.engine.acting import asks_account, records_of
from klientel.automations.scene import Scene
from klientel.automations.steps import flow
from klientel.automations.subjects import meets, narrowed
from klientel.events.batches import added_in
from klientel.records.conditions import Group
from klientel.records.types import RecordType

_CHUNK = 500


def gone_through(
    scene: Scene, record_type: RecordType, by: str, step: Step
) -> tuple[list[str], bool]:
    """The ids of the records that a for-each goes through, and whether there are more."""
    found: list[str] = []
    for inner in _scenes(scene, record_type, by, step):
        if not meets(step.given, inner):
            continue
        if len(found) == flow.MOST_RECORDS:
            return found, True
        found.append(str(inner.record.pk))
    return found, False


def many_said(count: int, *, is_more: bool) -> str:
    """For how many records that is, in words."""
    told = ngettext("for {count} record", "for {count} records", count).format(count=count)
    if not is_more:
        return told
    more = _("There are more: one run goes through {most} at most.")
    return f"{told}. {more.format(most=flow.MOST_RECORDS)}"


def _scenes(scene: Scene, record_type: RecordType, by: str, step: Step) -> Iterator[Scene]:
    """The scene of each candidate."""
    for rows in _candidates(scene, record_type, by, step):
        yield from scenes_of(scene, record_type, rows, step.given)


def scenes_of(
    scene: Scene, record_type: RecordType, rows: Sequence[Any], given: Group
) -> Iterator[Scene]:
    """The scene of each record inside another, to be asked these conditions: where they ask the
    records' accounts, those are read together.
    """
    asks = asks_account([one.field for one in given.conditions()])
    accounts = _accounts(scene, record_type, rows) if asks else {}
    for row in rows:
        inner = scene.at(scene.key, about=record_type, record=row, outer=scene)
        if asks:
            key = record_type.account_of(row)
            inner.know_account(accounts.get(key) if key is not None else None)
        yield inner


def _accounts(scene: Scene, record_type: RecordType, rows: Sequence[Any]) -> Mapping[UUID, Any]:
    known = scene.account_type
    if known is None or known.name == record_type.name:
        return {row.pk: row for row in rows}
    ids = {pk for pk in map(record_type.account_of, rows) if pk is not None}
    return records_of(scene.actor, known, ids)


def _added(scene: Scene, record_type: RecordType) -> list[UUID]:
    """The ids of the records of a type that the run added: all that it writes is of its batch."""
    if scene.actor.batch is None:
        return []
    verb = record_type.verb("created")
    return added_in(
        scene.actor.workspace_id, scene.actor.batch, verb, record_type.name, flow.MOST_RECORDS
    )


def _candidates(
    scene: Scene, record_type: RecordType, by: str, step: Step
) -> Iterator[Sequence[Any]]:
    """The records that the actor sees and the database finds, in pieces."""
    rows = record_type.model.objects.visible_to(scene.actor)
    if by == flow.ADDED:
        rows = rows.filter(pk__in=_added(scene, record_type))
    elif by:
        one = record_type.field(by)
        is_own = scene.about is not None and one.accepts(scene.about.name)
        record = scene.record if is_own else scene.account
        if record is None:
            return
        rows = rows.filter(one.operator("is").condition(one, record.pk))
    rows = rows.filter(narrowed(step.given, record_type, scene.actor, scene.reading))
    last = None
    while True:
        some = list((rows if last is None else rows.filter(pk__gt=last)).order_by("pk")[:_CHUNK])
        yield some
        if len(some) < _CHUNK:
            return
        last = some[-1].pk
