"""Sample work: orders with their parts and checklists, tasks, tickets, a project, time spent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Protocol
from uuid import UUID

from klientel.records.actions import create
from klientel.records.models import RecordRef
from klientel.work import demo_words as words
from klientel.work.actions.dependency import wait_for
from klientel.work.actions.item import complete, set_status
from klientel.work.actions.step import add_step, tick_step
from klientel.work.actions.time import log_time
from klientel.work.models import Step, WorkItem
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Workspace
from klientel.workspaces.rows import known_as


class Stage(Protocol):
    """Where the history happens: the firm, its people by first name, its last day."""

    workspace: Workspace
    actors: dict[str, Actor]
    random: Random
    today: date

    def on(self, day: date, hour: int = 18) -> AbstractContextManager[datetime]:
        """Let it be that day for everything inside."""


def build(stage: Stage, orders: int, tickets: int) -> dict[str, int]:
    """Fill a workspace that has accounts; returns how many items were made."""
    accounts = _accounts(stage, orders + tickets)
    people = [name for name, actor in stage.actors.items() if actor.may("work.create")]
    made = 0
    for number, (account, who) in enumerate(accounts[:orders]):
        made += _order(stage, number, account, (who, people[0]))
    for number, (account, who) in enumerate(accounts[orders:]):
        made += _ticket(stage, number, account, who)
    made += _within(stage, people)
    return {"work": made}


def build_shop(stage: Stage, orders: int) -> dict[str, int]:
    """Fill a shop that has customers: what was ordered for coming days; returns how many."""
    people = [name for name, actor in stage.actors.items() if actor.may("work.create")]
    rows = RecordRef.objects.visible_to(stage.actors[people[0]]).filter(type="account")
    accounts = list(rows.order_by("title", "pk").values_list("pk", flat=True)[:orders])
    for number, account in enumerate(accounts):
        title, checks = words.SHOP_ORDERS[number % len(words.SHOP_ORDERS)]
        day = stage.today - timedelta(days=stage.random.randint(0, 6))
        with stage.on(day, 11):
            order = _add(stage, people[0], {
                "title": title, "kind": "order", "account": account,
                "due": day + timedelta(days=stage.random.randint(2, 12)),
                "assignees": [_member(stage, people[number % len(people)])],
            })  # fmt: skip
            for text in checks:
                add_step(stage.actors[people[0]], order.pk, text=text)
    return {"work": len(accounts)}


def _accounts(stage: Stage, count: int) -> list[tuple[UUID, str]]:
    """Some accounts, each with somebody who sees it and works for it."""
    rows = RecordRef.objects.in_workspace(stage.workspace.pk).filter(
        type="account", trashed_at=None, merged_into=None
    )
    names = {actor.member_id: name for name, actor in stage.actors.items()}
    found = rows.filter(owner_id__in=list(names)).order_by("title", "pk")
    return [(key, names[owner]) for key, owner in found.values_list("pk", "owner_id")[:count]]


def _add(stage: Stage, who: str, values: Mapping[str, Any]) -> WorkItem:
    return known_as(WorkItem, create(stage.actors[who], "work", values))


def _member(stage: Stage, name: str) -> str:
    return str(stage.actors[name].member_id)


def _order(stage: Stage, number: int, account: UUID, people: Sequence[str]) -> int:
    """An order with three to six tasks, some done, perhaps a checklist and hours."""
    title, parts, checks = words.ORDERS[number % len(words.ORDERS)]
    who, other = people
    begun = stage.today - timedelta(days=stage.random.randint(4, 60))
    due = begun + timedelta(days=stage.random.randint(10, 75))
    with stage.on(begun, 9):
        order = _add(stage, who, {
            "title": title, "kind": "order", "account": account, "due": due,
            "priority": str(stage.random.choice((2, 3, 3, 3, 4))), "starts_on": begun,
            "assignees": [_member(stage, who), _member(stage, other)],
            "estimate_hours": Decimal(stage.random.randint(6, 40)),
        })  # fmt: skip
        made = [
            _add(stage, who, {
                "title": part, "parent": order.pk, "account": account,
                "assignees": [_member(stage, people[(number + place) % 2])],
                "starts_on": begun + (due - begun) * place / len(parts),
                "due": begun + (due - begun) * (place + 1) / len(parts),
                "estimate_hours": Decimal(2 + (number + 3 * place) % 9),
            })
            for place, part in enumerate(parts)
        ]  # fmt: skip
        for text in checks:
            add_step(stage.actors[who], order.pk, text=text)
        if len(made) > 2:
            wait_for(stage.actors[who], made[-1].pk, other=made[-2].pk)
    _work_on(stage, order, made, who, due, begun)
    return 1 + len(made)


def _work_on(
    stage: Stage, order: WorkItem, parts: Sequence[WorkItem], who: str, due: date, begun: date
) -> None:
    """Days of work: the sooner it is due, the more of it is done."""
    actor = stage.actors[who]
    gone = (stage.today - begun) / (due - begun)
    done = len(parts) if gone > 1.1 else int(len(parts) * min(gone, 0.9))
    for place, part in enumerate(parts[:done]):
        day = min(begun + timedelta(days=2 * place + 1), stage.today)
        with stage.on(day, 16):
            log_time(actor, part.pk, hours=Decimal(stage.random.randint(2, 12)) / 4,
                     note=words.DONE[place % len(words.DONE)])  # fmt: skip
            complete(actor, part.pk)
    with stage.on(min(begun + timedelta(days=3), stage.today), 11):
        steps = Step.objects.in_workspace(stage.workspace.pk).filter(item_id=order.pk)
        for step in steps.order_by("position")[: int(3 * min(gone, 1))]:
            tick_step(actor, order.pk, step=str(step.pk))
        if done and done < len(parts):
            set_status(actor, order.pk, status="in_progress")
    if done == len(parts):
        with stage.on(min(due, stage.today), 17):
            complete(actor, order.pk)


def _ticket(stage: Stage, number: int, account: UUID, who: str) -> int:
    title, text, kind = words.TICKETS[number % len(words.TICKETS)]
    day = stage.today - timedelta(days=stage.random.randint(0, 20))
    with stage.on(day, 10):
        ticket = _add(stage, who, {
            "title": title, "description": text, "kind": kind, "account": account,
            "priority": str(stage.random.choice((1, 2, 3, 3))),
            "assignees": [_member(stage, who)] if number % 3 else [],
            "due": day + timedelta(days=stage.random.randint(2, 9)),
        })  # fmt: skip
    if number % 4 == 1:
        with stage.on(min(day + timedelta(days=2), stage.today), 15):
            complete(stage.actors[who], ticket.pk)
    elif number % 4 == 2:
        with stage.on(min(day + timedelta(days=1), stage.today), 12):
            set_status(stage.actors[who], ticket.pk, status="waiting")
    return 1


def _within(stage: Stage, people: Sequence[str]) -> int:
    """What the firm does for itself: tasks of some days, and a project with a part of parts."""
    made = 0
    for number, title in enumerate(words.TASKS):
        who = people[number % len(people)]
        with stage.on(stage.today - timedelta(days=3 + number % 5), 9):
            _add(stage, who, {
                "title": title, "assignees": [_member(stage, who)],
                "due": stage.today + timedelta(days=number * 2 - 4),
                "priority": "2" if number % 4 == 0 else "3",
            })  # fmt: skip
        made += 1
    return made + _project(stage, people[0])


def _project(stage: Stage, who: str) -> int:
    """A project that began a month ago, in stages one after the other, each of several parts."""
    title, stages = words.PROJECT
    begun, made, before = stage.today - timedelta(days=30), 0, None
    with stage.on(begun, 9):
        project = _add(stage, who, {
            "title": title, "kind": "project", "assignees": [_member(stage, who)],
            "starts_on": begun, "due": begun + timedelta(days=21 * len(stages)),
        })  # fmt: skip
        for number, (name, parts) in enumerate(stages):
            first = begun + timedelta(days=21 * number)
            part = _add(stage, who, {
                "title": name, "parent": project.pk, "starts_on": first,
                "due": first + timedelta(days=19),
            })  # fmt: skip
            if before is not None:
                wait_for(stage.actors[who], part.pk, other=before)
            before = part.pk
            for place, one in enumerate(parts):
                day = first + timedelta(days=6 * place)
                _add(stage, who, {
                    "title": one, "parent": part.pk, "starts_on": day,
                    "due": day + timedelta(days=5),
                })  # fmt: skip
            made += 1 + len(parts)
    return made + 1
