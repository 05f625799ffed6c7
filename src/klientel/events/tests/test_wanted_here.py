"""What is wanted in one workspace costs the others nothing, and nothing wanted is missed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from klientel.events import subscribers as module
from klientel.events.missed import tell_missed, wants_changed
from klientel.events.models import Delivery, Event, Job, Outbox
from klientel.events.tests.conftest import Cast, happen
from klientel.events.worker import run_until_idle
from klientel.kit import clock
from klientel.kit.ids import uuid7

pytestmark = pytest.mark.django_db


class Rules:
    """Verbs wanted by workspace, and how often somebody asked for them."""

    def __init__(self) -> None:
        self.verbs: dict[UUID, set[str]] = {}
        self.asked = 0
        self.heard: list[Event] = []

    def wanted(self, workspace_id: UUID, via: str) -> set[str]:
        self.asked += 1
        return set() if via == "import" else self.verbs.get(workspace_id, set())


@pytest.fixture
def rules(subscribed: Callable[..., Any]) -> Rules:
    made = Rules()
    subscribed("rules", made.heard.extend, wants_in=made.wanted)
    return made


def test_an_event_that_no_rule_here_asks_for_has_no_outbox_row(
    rules: Rules, cast: Cast, other: Cast
) -> None:
    rules.verbs[cast.workspace.pk] = {"thing.done"}
    wanted = happen(cast.anna)
    happen(cast.anna, "thing.moved")
    happen(other.anna)
    assert [row.event_id for row in Outbox.objects.all()] == [wanted.pk]


def test_a_door_may_be_left_out(rules: Rules, cast: Cast) -> None:
    rules.verbs[cast.workspace.pk] = {"thing.done"}
    happen(cast.anna.through("import"))
    assert not Outbox.objects.exists()


def test_a_thousand_events_ask_once(rules: Rules, cast: Cast, monkeypatch: Any) -> None:
    monkeypatch.setattr(module, "FRESH", 60.0)
    for _ in range(20):
        happen(cast.anna)
    assert rules.asked == 1


def test_only_those_who_want_it_here_get_a_delivery(
    rules: Rules, cast: Cast, subscribed: Callable[..., Any]
) -> None:
    others: list[Event] = []
    subscribed("others", others.extend)
    event = happen(cast.anna)
    run_until_idle()
    assert [one.subscriber for one in Delivery.objects.filter(event_id=event.pk)] == ["others"]


def test_who_begins_to_want_hears_at_once_in_the_same_process(rules: Rules, cast: Cast) -> None:
    happen(cast.anna)
    rules.verbs[cast.workspace.pk] = {"thing.done"}
    with transaction.atomic():
        wants_changed("rules", cast.workspace.pk)
    happen(cast.anna)
    assert Outbox.objects.count() == 1


def test_a_change_that_was_rolled_back_leaves_nobody_asking_at_each_event(
    rules: Rules, cast: Cast, monkeypatch: Any
) -> None:
    monkeypatch.setattr(module, "FRESH", 60.0)
    happen(cast.anna)
    with suppress(ZeroDivisionError), transaction.atomic():
        rules.verbs[cast.workspace.pk] = {"thing.done"}
        wants_changed("rules", cast.workspace.pk)
        happen(cast.anna)
        assert (rules.asked, Outbox.objects.count()) == (2, 1)
        raise ZeroDivisionError
    rules.verbs.clear()
    for _ in range(20):
        happen(cast.anna)
    assert (rules.asked, Outbox.objects.count()) == (2, 0)


def test_what_another_process_wrote_meanwhile_is_told_later_and_once(
    rules: Rules, cast: Cast, monkeypatch: Any
) -> None:
    since = clock.now()
    missed = happen(cast.anna)  # this process did not know that it is wanted
    rules.verbs[cast.workspace.pk] = {"thing.done"}
    with transaction.atomic():
        wants_changed("rules", cast.workspace.pk)
    told = happen(cast.anna)
    for _ in range(2):
        tell_missed.call("rules", str(cast.workspace.pk), since.isoformat())
    run_until_idle()
    assert sorted(event.pk for event in rules.heard) == sorted([missed.pk, told.pk])


def test_the_look_for_what_was_missed_is_asked_for_with_the_change(
    rules: Rules, cast: Cast
) -> None:
    with transaction.atomic():
        wants_changed("rules", cast.workspace.pk)
        wants_changed("rules", cast.workspace.pk)
    names = list(Job.objects.values_list("name", flat=True))
    assert 2 <= names.count("klientel.events.missed.tell_missed") <= 4


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_rolled_back_leaves_no_answer_behind(rules: Rules, cast: Cast) -> None:
    rules.verbs[cast.workspace.pk] = {"thing.done"}
    with transaction.atomic():
        rules.verbs[cast.workspace.pk] = set()
        wants_changed("rules", cast.workspace.pk)
        happen(cast.anna)
        transaction.set_rollback(True)
    rules.verbs[cast.workspace.pk] = {"thing.done"}
    happen(cast.anna)
    assert Outbox.objects.count() == 1


def test_all_that_an_actor_with_a_batch_does_is_told_in_it(cast: Cast) -> None:
    run = uuid7()
    event = happen(replace(cast.anna, batch=run), batch=uuid7())
    assert event.batch == run
