"""How what was done with steps, time, dependencies and settings is taken back (see `Verb.undo`)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from klientel.kit.ids import uuid7
from klientel.kit.refused import Refused
from klientel.records.actions.catalogue import current_reading, found
from klientel.records.actions.undoers import each, register
from klientel.records.charge import Right
from klientel.records.types import record_types
from klientel.work.actions import dependency, kept_rows, progress, step
from klientel.work.actions.holding import hold_firm
from klientel.work.actions.kind import tell
from klientel.work.actions.telling import tell_of
from klientel.work.converting import kinds_must_fit
from klientel.work.kinds import read_kinds
from klientel.work.models import Kind, Status, Step, TimeEntry, WorkItem
from klientel.work.models.status import UNFINISHED
from klientel.work.verbs import (
    CHECKLIST_BACK,
    KINDS_BACK,
    ORDER_BACK,
    ROW_BACK,
    STEPS_BACK,
    WAITING_BACK,
)
from klientel.workspaces.actor import Actor
from klientel.workspaces.rows import known_as

if TYPE_CHECKING:
    from klientel.events.models import Event

#: what tells of a row that was put back, by what is taken back
_OPPOSITE = {
    "work.step_added": "work.step_removed",
    "work.step_removed": "work.step_added",
    "work.step_changed": "work.step_changed",
    "work.step_ticked": "work.step_unticked",
    "work.step_unticked": "work.step_ticked",
    "work.time_started": "work.timer_removed",
    "work.timer_removed": "work.time_started",
    "work.time_logged": "work.time_removed",
    "work.time_removed": "work.time_logged",
    "work.time_changed": "work.time_changed",
}
#: what those who work on an item do with its checklist
_BY_WORKING = ("work.step_ticked", "work.step_unticked")
_OLD = "This cannot be undone."


def _item(actor: Actor, event: Event, *, is_work: bool = False) -> WorkItem:
    """The item for whoever may change it; where `is_work`, for those it is assigned to, too."""
    record_type = record_types.get("work")
    right = Right(record_type.permission("edit"), record_type.charge if is_work else None)
    right.must_hold(actor)
    item = known_as(WorkItem, found(actor, record_type, event.record_id))
    right.must_hold_for(actor, item)
    return item


def _row_back(actor: Actor, event: Event, batch: UUID) -> None:
    """Let a step or an entry of time be what it was."""
    facts = event.facts
    if not {"row", "was", "now"} <= facts.keys():
        raise Refused(_OLD)
    is_step = event.verb.startswith("work.step")
    item = _item(actor, event, is_work=_is_by_working(event))
    if not is_step:
        _must_be_own(actor, facts)
    model = Step if is_step else TimeEntry
    kept_rows.put_back(actor, model, UUID(facts["row"]), facts["now"], facts["was"])
    if is_step:
        progress.count_steps(actor, [item.pk])
    else:
        progress.count_time(actor, item.pk)
    turned = {**facts, "was": facts["now"], "now": facts["was"]}
    tell_of(actor, _OPPOSITE[event.verb], item, batch, **turned)


def _is_by_working(event: Event) -> bool:
    """Whether it is told of a tick or of time, which whoever does the work keeps."""
    return event.verb in _BY_WORKING or not event.verb.startswith("work.step")


def _must_be_own(actor: Actor, facts: Mapping[str, Any]) -> None:
    entry = facts["was"] or facts["now"]
    if entry["member_id"] != str(actor.member_id):
        actor.must("time.manage")


def _order_back(actor: Actor, event: Event, batch: UUID) -> None:
    """Let the steps of a checklist stand in the order they had; those added since stand last."""
    item, facts = _item(actor, event), event.facts
    now = step.order_of(actor, item)
    stayed = [key for key in facts["now"] if key in now]
    if [key for key in now if key in stayed] != stayed:
        raise Refused("This was changed again since; the later change stays.")
    before = [key for key in facts["was"] if key in now]
    after = [*before, *(key for key in now if key not in before)]
    step.put_in_order(actor, item, after)
    tell_of(actor, event.verb, item, batch, step=facts["step"], was=now, now=after)


def _checklist_back(actor: Actor, event: Event, batch: UUID) -> None:
    """Let a checklist be called what it was."""
    facts = event.facts
    step.call_checklist(actor, _item(actor, event), facts["now"], facts["was"], batch)


def _steps_back(actor: Actor, event: Event, batch: UUID) -> None:
    """Take away the steps that a template brought, or bring them back; all of them or none."""
    facts, item = event.facts, _item(actor, event)
    if "rows" not in facts:
        raise Refused(_OLD)
    is_added = event.verb == "work.checklist_added"
    for key, state in facts["rows"].items():
        now, was = (state, None) if is_added else (None, state)
        kept_rows.put_back(actor, Step, UUID(key), now, was)
    progress.count_steps(actor, [item.pk])
    verb = "work.checklist_removed" if is_added else "work.checklist_added"
    tell_of(actor, verb, item, batch, **facts)


def _waiting_back(actor: Actor, event: Event, batch: UUID) -> None:
    """Let an item wait for another one again, or no longer."""
    item, other = _item(actor, event), UUID(event.facts["other"])
    if event.verb == "work.waiting_added":
        dependency.let_go(actor, item, other, batch)
    else:
        dependency.let_wait(actor, item, other, batch)


def _kinds_back(actor: Actor, event: Event, batch: UUID) -> None:
    """Let kinds and statuses be what they were, as far as no work needs what they are."""
    actor.must("kind.manage")
    facts = event.facts
    if "kinds" not in facts:
        raise Refused(_OLD)
    hold_firm(actor.workspace_id)
    for model, pairs in ((Kind, facts["kinds"]), (Status, facts["statuses"])):
        for code, (was, now) in pairs.items():
            kept_rows.put_back(actor, model, _key(actor, model, code), now, was)
    _must_hold(actor, facts["kinds"])
    turned = {
        name: {code: (now, was) for code, (was, now) in facts[name].items()}
        for name in ("kinds", "statuses")
    }
    tell(actor, _told_by(event.verb), facts["name"], batch=batch, **turned)


def _key(actor: Actor, model: Any, code: str) -> UUID:
    """The id of the row of a code; a new one where there is none."""
    row = model.objects.in_workspace(actor.workspace_id).filter(code=code).first()
    return row.pk if row else uuid7()


def _must_hold(actor: Actor, codes: Collection[str]) -> None:
    """Raise `Refused` where work is of a kind or has a status that is no longer there, or where
    kinds would not do any more.
    """
    kinds = read_kinds(actor.workspace_id)
    say = current_reading(actor).say
    names = [say(one.label).casefold() for one in kinds.all]
    if not kinds.offered or len(set(names)) < len(names):
        raise Refused("This cannot be as it was any more.")
    known = {one.code for one in kinds.all}
    items = WorkItem.objects.in_workspace(actor.workspace_id)
    for code in codes:
        mine = kinds.statuses_of(code) if code in known else []
        means = {one.category for one in mine}
        if mine and (not means.intersection(UNFINISHED) or "done" not in means):
            raise Refused("A kind needs a status for what is open and one for what is done.")
        left = [one.code for one in mine]
        if items.filter(kind=code).exclude(status__in=left).exists():
            raise Refused("There is work of it already. Retire it instead.")
    kinds_must_fit(actor, kinds, codes)


def _told_by(verb: str) -> str:
    return {
        "kind.added": "kind.changed",
        "kind.retired": "kind.revived",
        "kind.revived": "kind.retired",
        "status.added": "status.changed",
        "status.retired": "status.changed",
    }.get(verb, verb)


def introduce() -> None:
    """Say how each verb is taken back."""
    ways = {
        ROW_BACK: _row_back,
        ORDER_BACK: _order_back,
        CHECKLIST_BACK: _checklist_back,
        STEPS_BACK: _steps_back,
        WAITING_BACK: _waiting_back,
        KINDS_BACK: _kinds_back,
    }
    for name, way in ways.items():
        register(
            name,
            each(way),
            right=None if name == KINDS_BACK else "edit",
            in_charge=_is_by_working if name == ROW_BACK else None,
        )
