"""What follows from a write to work items, in its transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db.models import F

from klientel.kit import clock
from klientel.kit.refused import Refused
from klientel.records.actions.catalogue import current_reading
from klientel.records.actions.trash import restore_many, trash_many
from klientel.records.models import RecordRef, Responsibility
from klientel.records.types import Told
from klientel.work import above, converting
from klientel.work.actions import progress, sight, tree
from klientel.work.actions.next_after_end import follow_finished
from klientel.work.days import is_day
from klientel.work.due_rule import due_day
from klientel.work.kinds import Kinds, kinds_of
from klientel.work.models import Step, WorkItem
from klientel.workspaces.actor import Actor
from klientel.workspaces.bulk import insert_rows, unsaved
from klientel.workspaces.models import Workspace


def derive_item(item: WorkItem, changed: frozenset[str], actor: Actor) -> None:
    """Its status as its kind knows it, what that means, who did it, and who answers for it."""
    reading = current_reading(actor)
    kinds = kinds_of(reading.workspace)
    is_new = item._state.adding
    if is_new:
        _begin(item, kinds, reading.workspace)
    before = item.loaded_values().get("category")
    status = kinds.fitting(item.kind, item.status)
    item.status, item.category = status.code, status.category
    if item.category != before:
        item.done_at = clock.now() if item.is_finished else None
        item.done_by_id = actor.member_id if item.is_finished else None
    item.due_is_day = item.due_at is not None and is_day(item.due_at, reading.workspace.time_zone)
    _agree_on_who(item, changed)
    _agree_on_teams(item, changed)


def _begin(item: WorkItem, kinds: Kinds, workspace: Workspace) -> None:
    """What a new item has by its kind: a number's beginning, a status, a day."""
    item.kind = item.kind or kinds.usual
    kind = kinds.kind(item.kind)
    item.number_prefix = kind.prefix
    first = kinds.first(item.kind)
    item.status = item.status or (first.code if first else "")
    if item.due_at is None and kind.due_days is not None:
        zone = workspace.time_zone
        added = clock.local(item.created_at, zone).date()
        day = due_day(workspace, added, kind.due_days, kind.due_by)
        item.due_at = clock.start_of_day(day, zone)


def _agree_on_who(item: WorkItem, changed: frozenset[str]) -> None:
    """The owner is the first of those who work on it, however either of the two was set."""
    if "owner" in changed and "assignees" not in changed:
        was = item.loaded_values().get("owner_id")
        others = [key for key in item.assignees if key not in (str(was), str(item.owner_id))]
        item.assignees = [*([str(item.owner_id)] if item.owner_id else []), *others]
    if item.assignees and "owner" in changed and "assignees" in changed and item.owner_id:
        item.assignees = list(dict.fromkeys([str(item.owner_id), *item.assignees]))
    item.owner_id = UUID(item.assignees[0]) if item.assignees else None


def _agree_on_teams(item: WorkItem, changed: frozenset[str]) -> None:
    """The team that the kernel knows is the first of the teams, however either of the two was set.

    Sharing sets the column itself and names no field. An item of a copy that is older than several
    teams has its one team only there, and keeps it.
    """
    was = item.loaded_values().get("team_id")
    first = [str(item.team_id)] if item.team_id else []
    if "teams" not in changed and (item.team_id != was or not item.teams):
        others = [key for key in item.teams if key not in (str(was), *first)]
        item.teams = [*first, *others]
    elif "team" in changed and "teams" in changed:
        item.teams = list(dict.fromkeys([*first, *item.teams]))
    item.team_id = UUID(item.teams[0]) if item.teams else None


def check_items(actor: Actor, items: Sequence[WorkItem]) -> None:
    """Refuse new items of a kind that was given up, a beginning behind the end, and circles.

    New items learn here who may see them, before anybody asks whether the actor may.
    """
    reading = current_reading(actor)
    kinds = kinds_of(reading.workspace)
    for item in items:
        if item._state.adding and kinds.kind(item.kind).is_retired:
            raise Refused("This kind of work is no longer in use.", "kind")
        if item.starts_on and item.due_at:
            due = clock.local(item.due_at, reading.workspace.time_zone).date()
            changed = set(item.changed_columns())
            if item.starts_on > due and changed & {"starts_on", "due_at"}:
                raise Refused("It would begin after it is due.", "starts_on")
    _must_be_of_account(actor, items)
    sight.must_be_seen(actor, items)
    sight.must_be_of_one_team(items)
    tree.must_stay_a_tree(actor, items)
    above.must_be_settled(actor, items)
    converting.must_fit_their_kind(actor, items)
    sight.take_over(actor, [item for item in items if item._state.adding])


def _must_be_of_account(actor: Actor, items: Iterable[WorkItem]) -> None:
    """Refuse a person of another account than the item's, where either was set now."""
    asked = [
        item
        for item in items
        if item.contact_id
        and item.account_id
        and {"contact_id", "account_id"} & set(item.changed_columns())
    ]
    if not asked:
        return
    people = RecordRef.objects.in_workspace(actor.workspace_id)
    mine = people.filter(pk__in={item.contact_id for item in asked})
    account_of = dict(mine.values_list("pk", "account_id"))
    for item in asked:
        if account_of.get(item.contact_id) != item.account_id:
            raise Refused("This person does not belong to this account.", "contact")


def settle_items(
    actor: Actor, items: Sequence[WorkItem], columns: frozenset[str], told: Told
) -> None:
    """Everybody who works on it answers for it; what is below it, above it or waits follows."""
    is_new = not columns
    if is_new:
        _begin_checklists(actor, items)
    if is_new or "assignees" in columns:
        _let_all_answer(actor, items, is_new=is_new)
    if is_new or columns & {"assignees", "privacy", "account_id"}:
        sight.let_them_see(actor, items)
    if "trashed_at" in columns:
        _take_along(actor, items, told)
    if is_new or columns & {"category", "trashed_at", "parent_id"}:
        progress.follow(actor, _parents(items, told))
    if columns & {"category", "trashed_at"}:
        progress.free_waiting(actor, [item.pk for item in items])
    if "category" in columns and any(item.series_id for item in items):
        follow_finished(actor, items)


def _parents(items: Sequence[WorkItem], told: Told) -> set[UUID]:
    """What the items are part of, and what they were part of before they were moved."""
    found = {item.parent_id for item in items if item.parent_id}
    for event in told.values():
        was, _became = (event.facts.get("changes") or {}).get("parent") or (None, None)
        found |= {UUID(was)} if was else set()
    return found


def _begin_checklists(actor: Actor, items: Iterable[WorkItem]) -> None:
    kinds = kinds_of(current_reading(actor).workspace)
    rows = []
    for item in items:
        texts = kinds.kind(item.kind).checklist
        rows += [
            unsaved(
                Step, workspace_id=actor.workspace_id, item_id=item.pk, text=text, position=place
            )
            for place, text in enumerate(texts, start=1)
        ]
    insert_rows(Step, rows)
    if rows:
        progress.count_steps(actor, {row.item_id for row in rows})


def _let_all_answer(actor: Actor, items: Sequence[WorkItem], *, is_new: bool) -> None:
    """Rows for those who work on it beside the owner, for whom the writer cares."""
    rows = Responsibility.objects.in_workspace(actor.workspace_id)
    if not is_new:
        # two statements, however many items they are
        wanted = {item.pk: set(item.everybody) for item in items}
        there = rows.filter(record_id__in=wanted).values_list("pk", "record_id", "member_id")
        gone = [pk for pk, record, member in there if member not in wanted[record]]
        if gone:
            rows.filter(pk__in=gone).delete()
    Responsibility.objects.bulk_create(
        [
            Responsibility(
                workspace_id=item.workspace_id,
                record_id=item.pk,
                member_id=member,
                due_at=due_of(item)[0],
            )
            for item in items
            for member in item.everybody
        ],
        ignore_conflicts=True,
    )


def due_of(item: WorkItem) -> tuple[Any, bool]:
    """When it is due as the spine tells: nothing that is finished or put away is."""
    if item.due_at is None or item.is_finished or item.is_archived:
        return None, False
    return item.due_at, item.due_is_day


def _take_along(actor: Actor, items: Sequence[WorkItem], told: Told) -> None:
    """What is below goes into the trash with it, a level at a time, and comes back with it.

    Those that the actor does not see go along: nothing is part of what is not there.
    """
    program = replace(actor, kind="system", reason="what it is part of went before it")
    batch = next((event.batch for event in told.values()), None)
    rows = WorkItem.objects.in_workspace(actor.workspace_id)
    gone = [item.pk for item in items if item.trashed_at is not None]
    if gone:
        below = rows.filter(parent_id__in=gone, trashed_at=None)
        along = list(below.values_list("pk", flat=True))
        if along:
            trash_many(program, "work", along, batch=batch)
            rows.filter(pk__in=along).update(trashed_with=F("parent_id"))
        # a part that was named beside what it is part of comes back with that as well
        together = rows.filter(pk__in=gone, parent__trashed_at__gte=F("trashed_at"))
        together.update(trashed_with=F("parent_id"))
    back = [item.pk for item in items if item.trashed_at is None]
    if back:
        rows.filter(pk__in=back, trashed_with__isnull=False).update(trashed_with=None)
        with_them = rows.filter(trashed_with__in=back, trashed_at__isnull=False)
        keys = list(with_them.values_list("pk", flat=True))
        if keys:
            restore_many(program, "work", keys, batch=batch)
