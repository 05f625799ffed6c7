"""Sample products, the positions of sample orders, and what was delivered of these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Protocol

from klientel.billing import demo_words as words
from klientel.billing.actions.fulfil import fulfil
from klientel.billing.actions.line import add_line
from klientel.billing.models import Product
from klientel.kit import clock
from klientel.records.actions import create
from klientel.work.actions.item import set_status
from klientel.work.kinds import READY
from klientel.work.models import WorkItem
from klientel.work.models.status import Category
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Workspace

#: what a sample order costs at least and at most
_SERVICES, _GOODS = (400, 4_500), (9, 90)
#: orders that lie ready to be collected
_READY = 3


class Stage(Protocol):
    """Where the history happens: the firm, its people by first name, its last day."""

    workspace: Workspace
    actors: dict[str, Actor]
    random: Random
    today: date

    def on(self, day: date, hour: int = 18) -> AbstractContextManager[datetime]:
        """Let it be that day for everything inside."""


def build(stage: Stage, who: str) -> dict[str, int]:
    """Let an agency offer services, and its orders say what they are of; returns how many."""
    return _fill(stage, who, words.SERVICES, "service")


def build_shop(stage: Stage, who: str) -> dict[str, int]:
    """Let a shop offer goods; every fourth of its orders was fetched, and some lie ready."""
    made = _fill(stage, who, words.GOODS, "goods")
    actor = stage.actors[who]
    fetched = WorkItem.objects.visible_to(actor).filter(kind="order", category=Category.OPEN)
    for item in fetched.order_by("pk")[3::4]:
        _deliver(stage, actor, item, stage.today, _GOODS)
    until = clock.start_of_day(stage.today + timedelta(days=2), stage.workspace.time_zone)
    for item in fetched.filter(due_at__lt=until).order_by("due_at", "pk")[:_READY]:
        with stage.on(stage.today, 7):
            set_status(actor, item.pk, status=READY)
    return made


def _fill(
    stage: Stage, who: str, offered: Sequence[tuple[str, str, str]], nature: str
) -> dict[str, int]:
    actor = stage.actors[who]
    known: dict[str, Product] = {}
    for name, number, unit in offered:
        known[number] = create(actor, "product", {
            "name": name, "number": number, "unit": unit, "nature": nature,
        })  # fmt: skip
    lines = 0
    for item in WorkItem.objects.visible_to(actor).filter(kind="order").order_by("pk"):
        lines += _lines(stage, actor, item, known)
        if item.category == Category.DONE and item.account_id and item.done_at:
            day = clock.local(item.done_at, stage.workspace.time_zone).date()
            _deliver(stage, actor, item, day, _SERVICES)
    return {"products": len(known), "lines": lines}


def _lines(stage: Stage, actor: Actor, item: WorkItem, known: Mapping[str, Product]) -> int:
    wanted = words.LINES.get(item.title, ())
    with stage.on(clock.local(item.created_at, stage.workspace.time_zone).date(), 12):
        for what, quantity, note in wanted:
            product = known.get(what)
            add_line(
                actor, item, product=product.pk if product else None, name="" if product else what,
                quantity=Decimal(quantity), note=note,
            )  # fmt: skip
    return len(wanted)


def _deliver(stage: Stage, actor: Actor, item: WorkItem, day: date, costs: tuple[int, int]) -> None:
    with stage.on(day, 17):
        fulfil(actor, item, amount=Decimal(stage.random.randint(*costs)))
