"""What the page of a work item is made of: its head, what is below it, its checklist."""

from __future__ import annotations

from typing import Any

from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.records.actions import actions
from klientel.records.fields.base import Reading
from klientel.records.types import record_types
from klientel.records.working_on import may_work_on
from klientel.ui.html import Html
from klientel.views.render import address_of, page_reading, piece
from klientel.views.who_sees import who_sees
from klientel.work import queries
from klientel.work.days import is_late
from klientel.work.kinds import USUAL, kinds_of
from klientel.work.models import WorkItem

#: facts that stand in the head, in order
_HEAD = ("priority", "due")


def head_of(request: Any, item: WorkItem) -> dict[str, Any]:
    """What the head says: kind, status, people, day, and what it is part of."""
    reading = page_reading(request)
    kinds = kinds_of(request.workspace)
    kind, status = kinds.kind(item.kind), kinds.status(item.status)
    may_edit = request.actor.may("work.edit")
    may_work = may_edit or may_work_on(request.actor, record_types.get("work"), item)
    needs_word = item.parts > item.parts_done or item.waits_for or item.steps > item.steps_done
    account = reading.linked.get(item.account_id) if item.account_id else None
    return {
        "item": item,
        "kind_label": reading.say(kind.label),
        "kind_icon": kind.icon,
        "status": status,
        "status_label": reading.say(status.label) if status else item.status,
        "statuses": [(one, reading.say(one.label)) for one in kinds.statuses_of(item.kind)]
        if may_work
        else [],
        "above": [(one.title, address_of(request, one)) for one in queries.line_of(
            request.actor, item)],
        "account": account,
        "head_facts": [_fact(request, item, name, reading) for name in _HEAD],
        "people": [reading.directory.members.get(key, "") for key in item.everybody],
        "team": record_types.get("work").field("teams").shown(item.teams, reading),
        "is_late": _is_late(request, item),
        "asks_first": bool(needs_word),
        "may_edit": may_edit,
        "may_work": may_work,
    }  # fmt: skip


def _fact(request: Any, item: WorkItem, name: str, reading: Reading) -> dict[str, Any]:
    one = record_types.get("work").field(name)
    value = one.value(item)
    own = f"/{request.workspace.slug}/work/{item.pk}/fields/{name}?as=fact"
    return {
        "id": f"fact-{name}",
        "label": reading.say(one.label),
        "value": one.fact(value, reading),
        "edit": own if request.actor.may("work.edit") else "",
    }


def _is_late(request: Any, item: WorkItem) -> bool:
    if item.due_at is None or item.is_finished:
        return False
    zone = request.workspace.time_zone
    return is_late(item.due_at, is_whole_day=item.due_is_day, zone=zone)


def work_tab(request: Any, item: WorkItem) -> Html:
    """What is to be done: the description, what is below, the checklist."""
    reading = page_reading(request)
    description = record_types.get("work").field("description")
    may_edit = request.actor.may("work.edit")
    own = f"/{request.workspace.slug}/work/{item.pk}/fields/description?as=fact"
    return piece(
        request,
        "work/work_tab.html",
        description={
            "label": reading.say(description.label),
            "value": description.fact(item.description, reading),
            "edit": own if may_edit else "",
        },
        **_ticked_by_key(request, parts_context(request, item), _checklist(request, item)),
    )


def _ticked_by_key(
    request: Any, parts: dict[str, Any], checklist: dict[str, Any]
) -> dict[str, Any]:
    """Both parts of the page; where its ending has a key of its own, E ticks what comes next."""
    if getattr(request, "work_ending", None) is not None:
        rows = [one for one in parts["rows"] if not one["is_finished"] and not one["asks"]]
        every = [one for each in checklist["checklists"] for one in each["steps"]]
        steps = [one for one in every if not one["is_done"]]
        for one in [*rows, *steps][:1]:
            one["is_next"] = True
    return {**parts, **checklist}


def parts_context(request: Any, item: WorkItem, after: str = "") -> dict[str, Any]:
    """A stretch of what is directly below an item; each with the way to what is below it."""
    found = queries.parts_of(request.actor, item, after)
    shown = found[: queries.PARTS]
    own = f"/{request.workspace.slug}/work/{item.pk}"
    more = f"{own}/parts?after={shown[-1].pk}" if len(found) > queries.PARTS else ""
    return {
        "item": item,
        "usual": USUAL,
        "own": own,
        "rows": [row_of(request, one) for one in shown],
        "more": more,
        "may_add": request.actor.may("work.create"),
        "form_key": str(uuid7()),
    }


def row_of(request: Any, item: WorkItem) -> dict[str, Any]:
    """What is said of an item in a short list: sign, title, people, day, how far it is."""
    reading = page_reading(request)
    status = kinds_of(request.workspace).status(item.status)
    own = f"/{request.workspace.slug}/work/{item.pk}"
    due = record_types.get("work").field("due")
    asks = item.parts > item.parts_done or item.waits_for or item.steps > item.steps_done
    verb = "work.reopen" if item.is_finished else "work.complete"
    return {
        "id": str(item.pk),
        "title": item.title,
        "ref": item.ref,
        "href": address_of(request, item),
        "status": reading.say(status.label) if status else item.status,
        "icon": status.icon if status else "circle",
        "is_finished": item.is_finished,
        "is_done": item.category == "done",
        "asks": bool(asks) and not item.is_finished,
        "verb": f"{own}/actions/{verb}",
        "due": due.cell(item.due_at, reading) if item.due_at else "",
        "is_late": _is_late(request, item),
        "people": [reading.directory.members.get(key, "") for key in item.everybody],
        "progress": f"{item.parts_done}/{item.parts}" if item.parts else "",
        "below": f"{own}/parts" if item.parts else "",
        "waits_for": item.waits_for if not item.is_finished else 0,
        "is_next": False,
        "may_work": may_work_on(request.actor, record_types.get("work"), item),
    }


def _checklist(request: Any, item: WorkItem) -> dict[str, Any]:
    """The checklists of an item, the one without a name first."""
    reading = page_reading(request)
    members = reading.directory.members
    lists: dict[str, list[dict[str, Any]]] = {"": []}
    for one in queries.steps_of(request.actor, item):
        lists.setdefault(one.checklist, []).append(_step(one, members, reading))
    may_edit = request.actor.may("work.edit")
    return {
        "checklists": [
            {
                "name": name,
                "mark": f"-{number}" if number else "",
                "steps": steps,
                "ticked": sum(1 for one in steps if one["is_done"]),
                "key": str(uuid7()),
            }
            for number, (name, steps) in enumerate(lists.items())
            if steps or (may_edit and not name)
        ],
        "who": [
            (str(key), name) for key, name in members.items() if key in reading.directory.active
        ],
        "list_key": str(uuid7()),
        "may_edit": may_edit,
        "may_save": request.actor.may("work.create"),
        "may_tick": may_work_on(request.actor, record_types.get("work"), item),
    }


def _step(one: Any, members: Any, reading: Reading) -> dict[str, Any]:
    return {
        "id": str(one.pk),
        "text": one.text,
        "is_done": one.done_at is not None,
        "member": str(one.member_id or ""),
        "who": members.get(one.member_id, ""),
        "due": reading.format.date(one.due_on) if one.due_on else "",
        "when": reading.format.relative(one.due_on) if one.due_on else "",
        "is_late": one.due_on is not None and not one.done_at and one.due_on < reading.today,
        "is_next": False,
        "told": _told(one, members, reading),
    }


def _told(step: Any, members: Any, reading: Reading) -> str:
    """Who ticked a step, and when; empty while it is open."""
    if step.done_at is None:
        return ""
    name = members.get(step.done_by_id, "")
    return f"{name} · {reading.format.instant(step.done_at)}".strip(" ·")


def time_panel(request: Any, item: WorkItem) -> Html:
    """How much time was spent, of how much, the timer, and the last entries."""
    reading = page_reading(request)
    entries = queries.entries_of(request.actor, item)
    me = request.actor.member_id
    manages = request.actor.may("time.manage")
    running = next((one for one in entries if one.minutes is None and one.member_id == me), None)
    own = f"/{request.workspace.slug}/work/{item.pk}"
    may_log = actions.get("work.log_time").right.holds_for(request.actor, item)
    estimate = reading.format.duration(item.estimate_hours * 60) if item.estimate_hours else ""
    return piece(
        request,
        "work/time_panel.html",
        own=own,
        spent=reading.format.duration(item.all_minutes) if item.all_minutes else "",
        estimate=estimate,
        below=reading.format.duration(item.parts_minutes) if item.parts_minutes else "",
        is_over=bool(item.estimate_hours and item.all_minutes > item.estimate_hours * 60),
        may_log=may_log,
        running=reading.format.duration(
            int((clock.now() - running.started_at).total_seconds() // 60)
        )
        if running
        else "",
        is_billable=running.is_billable if running else True,
        entries=[
            {
                "id": str(one.pk),
                "who": reading.directory.members.get(one.member_id, ""),
                "when": reading.format.relative(one.started_at),
                "exact": reading.format.instant(one.started_at),
                "spent": reading.format.duration(one.minutes) if one.minutes else "",
                "note": one.note,
                "is_billable": one.is_billable,
                "may_remove": one.minutes is not None and (one.member_id == me or manages),
                "change": f"{own}/time/{one.pk}"
                if may_log and (one.member_id == me or manages)
                else "",
            }
            for one in entries
        ],
    )


def privacy_panel(request: Any, item: WorkItem) -> Html:
    """Who may know of an item that no account decides about: each role, and people by name."""
    reading = page_reading(request)
    lines = who_sees(
        reading,
        record_types.get("work"),
        privacy=item.privacy,
        sphere=item.sphere,
        team=reading.directory.teams.get(item.team_id, ""),
        people=[*queries.named_on(request.actor, item), item.owner_id],
    )
    share = address_of(request, item, "share") if request.actor.may("work.share") else ""
    return piece(request, "work/privacy_panel.html", lines=lines, share=share)


def waits_panel(request: Any, item: WorkItem) -> Html:
    """What the item waits for and what waits for it; nothing where nothing does."""
    waits = queries.waits_of(request.actor, item)
    may_edit = request.actor.may("work.edit")
    own = f"/{request.workspace.slug}/work/{item.pk}"
    return piece(
        request,
        "work/waits_panel.html",
        own=own,
        mine=[row_of(request, one) for one in waits.for_others],
        others=[row_of(request, one) for one in waits.others],
        add=f"{own}/actions/work.wait_for" if may_edit else "",
        may_edit=may_edit,
    )
