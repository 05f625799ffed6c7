"""The cast of these tests: workspaces, their members, verbs and a way to write events."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from klientel.events.log import record
from klientel.events.models import Event
from klientel.events.subscribers import Subscriber, subscribers
from klientel.events.verbs import Audience, Verb, verbs
from klientel.events.visibility import remove_filter, visible_filter
from klientel.kit import clock
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Member, User, Workspace
from klientel.workspaces.queries import actor_of

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)

verbs.declare(
    Verb("thing.done", "{actor} finished {record} for {price}", facts=("price",)),
    Verb("thing.moved", "{actor} moved {record}", audience=Audience.MILESTONE),
    Verb("thing.touched", "{actor} touched {record}", audience=Audience.SILENT),
)


@dataclass
class Cast:
    """A firm with Anna and Ben."""

    workspace: Workspace
    anna: Actor
    ben: Actor


def make_cast(slug: str) -> Cast:
    workspace = Workspace.objects.create(slug=slug, name=slug.title())
    actors = []
    for name in ("anna", "ben"):
        user = User.objects.create_user(f"{name}@{slug}.example", "a long password", name=name)
        member = Member(workspace=workspace, user=user, name=name.title())
        member.save()
        actors.append(actor_of(member))
    return Cast(workspace, *actors)


@pytest.fixture
def stopped() -> Iterator[datetime]:
    with clock.fixed(NOON) as now:
        yield now


@pytest.fixture
def cast(db: Any) -> Cast:
    return make_cast("acme")


@pytest.fixture
def other(db: Any) -> Cast:
    return make_cast("nordlicht")


@pytest.fixture
def subscribed() -> Iterator[Callable[..., Subscriber]]:
    """Register subscribers that are forgotten after the test; others are silent meanwhile."""
    before = list(subscribers)
    for one in before:
        subscribers.remove(one.name)
    names = []

    def subscribe(name: str, handle: Any, wants: str = "*", **options: Any) -> Subscriber:
        one = Subscriber(name, frozenset({wants}), handle, **options)
        subscribers.register(one)
        names.append(name)
        return one

    yield subscribe
    for name in names:
        subscribers.remove(name)
    for one in before:
        subscribers.register(one)


@pytest.fixture
def sees() -> Iterator[dict[UUID, set[UUID]]]:
    """Which records each member sees; every other record is invisible."""
    seen: dict[UUID, set[UUID]] = {}

    def answer(actor: Actor, ids: list[UUID]) -> set[UUID]:
        return seen.get(actor.member_id, set()) & set(ids) if actor.member_id else set()

    visible_filter(answer)
    yield seen
    remove_filter(answer)


def happen(actor: Actor, verb: str = "thing.done", **facts: Any) -> Event:
    with transaction.atomic():
        return record(actor, verb, **facts)
