"""Who dispatches tells at once what it made, without claiming it first; others have the rest."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from klientel.events.delivery import Lane, deliver, pass_on
from klientel.events.dispatch import dispatch
from klientel.events.jobs.heartbeat import LEASE
from klientel.events.log import Line, record, record_many, told_together
from klientel.events.models import Delivery, Event, Outbox
from klientel.events.tests.conftest import Cast, happen
from klientel.kit import clock

pytestmark = pytest.mark.django_db
State = Delivery.State


@pytest.fixture(autouse=True)
def _clock(stopped: Any) -> None:
    """All of these tests run at one instant, unless they travel."""


def test_what_is_passed_on_is_read_once_and_never_claimed(cast: Cast, subscribed: Any) -> None:
    told: list[Event] = []
    subscribed("ears", told.extend)
    subscribed("more ears", told.extend)
    with transaction.atomic():
        events = record_many(cast.anna, [Line("thing.done")] * 3)
    with CaptureQueriesContext(connection) as queries:
        assert pass_on(10) == (3, 6)
    assert sorted(event.pk for event in told) == sorted(event.pk for event in events * 2)
    assert set(Delivery.objects.values_list("state", "attempts")) == {(State.DONE, 1)}
    reads = [one["sql"] for one in queries if one["sql"].startswith("SELECT")]
    assert sum('FROM "events_event"' in sql for sql in reads) == 1
    assert not any('FROM "events_delivery"' in sql for sql in reads)
    assert pass_on(10) == (0, 0)


def test_what_a_worker_died_with_is_told_when_its_lease_ends(cast: Cast, subscribed: Any) -> None:
    told: list[int] = []

    def die(events: list[Event]) -> None:
        raise SystemExit

    subscribed("ahead", die)
    subscribed("ears", lambda events: told.append(len(events)))
    happen(cast.anna)
    happen(cast.anna)
    with pytest.raises(SystemExit):
        pass_on(10)
    assert not Outbox.objects.exists()
    attempts = dict(Delivery.objects.values_list("subscriber", "attempts"))
    assert attempts == {"ahead": 1, "ears": 0}
    assert deliver() == 0
    subscribed("ahead", lambda events: None)
    with clock.travel(LEASE + timedelta(seconds=1)):
        assert deliver() == 4
    assert told == [2]


def test_what_was_dispatched_before_is_not_told_again(cast: Cast, subscribed: Any) -> None:
    told: list[Any] = []
    subscribed("ears", lambda events: told.extend(event.pk for event in events))
    first, second = happen(cast.anna), happen(cast.anna)
    dispatch()
    deliver()
    Outbox.objects.create(event_id=first.pk, workspace_id=first.workspace_id)
    third = happen(cast.anna)
    assert pass_on(10) == (2, 1)
    assert told == [first.pk, second.pk, third.pk]
    assert set(Delivery.objects.values_list("state", "attempts")) == {(State.DONE, 1)}


def test_what_may_be_slow_is_left_to_its_own_lane(cast: Cast, subscribed: Any) -> None:
    told: list[str] = []
    subscribed("hooks", lambda events: told.append("hooks"), in_transaction=False)
    subscribed("notes", lambda events: told.append("notes"))
    happen(cast.anna)
    assert pass_on(10) == (1, 1)
    assert told == ["notes"]
    assert deliver(lane=Lane.OUTSIDE) == 1
    assert told == ["notes", "hooks"]


def test_targets_that_could_not_be_asked_are_left_waiting(cast: Cast, subscribed: Any) -> None:
    answers: list[Any] = [ValueError("down"), ["a"]]

    def targets(event: Event) -> list[str]:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    told: list[str] = []
    subscribed("ears", lambda events: told.extend(e.target for e in events), targets=targets)
    happen(cast.anna)
    assert pass_on(10) == (1, 0)
    deliver()
    deliver()
    assert told == ["a"]


def test_a_stopping_worker_gives_back_what_it_was_about_to_tell(
    cast: Cast, subscribed: Any
) -> None:
    told: list[int] = []
    subscribed("ears", lambda events: told.append(len(events)))
    happen(cast.anna)
    pass_on(10, is_stopping=lambda: True)
    row = Delivery.objects.get()
    assert (row.state, row.attempts, row.claim, told) == (State.WAITING, 0, None, [])
    deliver()
    assert told == [1]


def test_events_told_together_are_written_in_one_statement(cast: Cast, subscribed: Any) -> None:
    subscribed("ears", lambda events: None)
    with transaction.atomic(), CaptureQueriesContext(connection) as queries, told_together():
        first = record(cast.anna, "thing.done", facts={"price": 1})
        assert not Event.objects.in_workspace(cast.workspace.pk).exists()
        with transaction.atomic():
            # what may be taken back by itself is there at once
            within = record(cast.anna, "thing.done")
            assert Event.objects.in_workspace(cast.workspace.pk).get() == within
        last = record(cast.anna, "thing.moved")
    kept = Event.objects.in_workspace(cast.workspace.pk).order_by("pk")
    assert [event.pk for event in kept] == [first.pk, within.pk, last.pk]
    written = [one["sql"] for one in queries if 'INTO "events_event"' in one["sql"]]
    assert len(written) == 2
    assert set(Outbox.objects.values_list("event_id", flat=True)) == {one.pk for one in kept}


def test_a_batch_that_lost_one_of_its_leases_goes_on_with_the_others(
    cast: Cast, subscribed: Any
) -> None:
    told: list[Any] = []
    events = [happen(cast.anna) for _ in range(3)]

    def slow(_events: list[Event]) -> None:
        # meanwhile the lease of one ends, and another worker takes it over
        mine = Delivery.objects.filter(subscriber="ears", event_id=events[1].pk)
        mine.update(claim=uuid4())

    subscribed("a slow one", slow)
    subscribed("ears", lambda heard: told.extend(event.pk for event in heard))
    assert pass_on(10) == (0, 0)
    for event in events:
        Outbox.objects.create(event_id=event.pk, workspace_id=event.workspace_id)
    assert pass_on(10) == (3, 6)
    assert told == [events[0].pk, events[2].pk]
    states = Delivery.objects.filter(subscriber="ears").order_by("event_id")
    assert [row.state for row in states] == [State.DONE, State.RUNNING, State.DONE]
