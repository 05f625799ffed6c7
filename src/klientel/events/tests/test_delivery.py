"""What the dispatcher promises: each subscriber hears each event, at least once, in batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from klientel.events.cleaning import clean
from klientel.events.delivery import Lane, deliver
from klientel.events.dispatch import dead_deliveries, dispatch, requeue_dead
from klientel.events.jobs.heartbeat import LEASE, heartbeat
from klientel.events.log import OutsideTransaction, record, told_together
from klientel.events.models import Delivery, Event, Outbox
from klientel.events.tests.conftest import Cast, happen
from klientel.events.worker import run_until_idle
from klientel.kit import clock
from klientel.kit.refused import Refused

pytestmark = pytest.mark.django_db
State = Delivery.State


@pytest.fixture(autouse=True)
def _clock(stopped: Any) -> None:
    """All of these tests run at one instant, unless they travel."""


@pytest.fixture
def heard(subscribed: Callable[..., Any]) -> Iterator[list[Event]]:
    told: list[Event] = []
    subscribed("ears", told.extend)
    return told


def test_an_event_outside_of_a_transaction_is_refused(transactional_db: None, cast: Cast) -> None:
    with pytest.raises(OutsideTransaction):
        record(cast.anna, "thing.done")


def test_a_subscriber_hears_what_it_asked_for(cast: Cast, subscribed: Any) -> None:
    one: list[Event] = []
    noun: list[Event] = []
    subscribed("one", one.extend, "thing.done")
    subscribed("noun", noun.extend, "thing.*")
    happen(cast.anna, "thing.done")
    happen(cast.anna, "thing.moved")
    assert dispatch() == 2
    assert deliver() == 3
    assert [event.verb for event in one] == ["thing.done"]
    assert [event.verb for event in noun] == ["thing.done", "thing.moved"]
    assert not Outbox.objects.exists()
    assert dispatch() == deliver() == 0


def test_who_gathers_hears_the_newest_of_each_workspace(
    cast: Cast, other: Cast, subscribed: Any
) -> None:
    told: list[Event] = []
    subscribed("gatherer", told.extend, "thing.done", gathers=True)
    happen(cast.anna, "thing.done")
    newest = [happen(cast.anna, "thing.done"), happen(other.anna, "thing.done")]
    assert dispatch() == 3
    assert deliver() == 2
    assert {event.pk for event in told} == {event.pk for event in newest}


def test_an_event_nobody_wants_needs_no_outbox(cast: Cast, subscribed: Any) -> None:
    subscribed("one", lambda events: None, "thing.moved")
    happen(cast.anna, "thing.done")
    assert not Outbox.objects.exists()


def test_dispatching_an_event_twice_makes_one_delivery(cast: Cast, heard: list[Event]) -> None:
    event = happen(cast.anna)
    dispatch()
    Outbox.objects.create(event_id=event.pk, workspace_id=event.workspace_id)
    dispatch()
    assert Delivery.objects.count() == 1
    deliver()
    assert [one.pk for one in heard] == [event.pk]


def test_a_batch_is_of_one_workspace(cast: Cast, other: Cast, subscribed: Any) -> None:
    batches: list[set[Any]] = []
    subscribed("ears", lambda events: batches.append({one.workspace_id for one in events}))
    for actor in (cast.anna, other.anna, cast.ben):
        happen(actor)
    dispatch()
    deliver()
    assert sorted(len(batch) for batch in batches) == [1, 1]


def test_each_target_is_told_by_itself(cast: Cast, subscribed: Any) -> None:
    told: list[str] = []
    subscribed(
        "hooks",
        lambda events: told.extend(event.target for event in events),
        targets=lambda event: ["a", "b"],
    )
    happen(cast.anna)
    dispatch()
    deliver()
    assert sorted(told) == ["a", "b"]


def test_targets_that_cannot_be_asked_are_asked_again(cast: Cast, subscribed: Any) -> None:
    told: list[str] = []
    answers: list[Any] = [ValueError("down"), ["a"]]

    def targets(event: Event) -> list[str]:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    subscribed("hooks", lambda events: told.extend(e.target for e in events), targets=targets)
    happen(cast.anna)
    dispatch()
    assert told == []
    deliver()
    deliver()
    assert told == ["a"]


def test_one_bad_event_does_not_hold_the_others(cast: Cast, subscribed: Any) -> None:
    told: set[Any] = set()
    bad = uuid4()

    def handle(events: list[Event]) -> None:
        for event in events:
            if event.record_id == bad:
                raise ValueError("cannot")
            told.add(event.pk)

    subscribed("ears", handle)
    good = [happen(cast.anna) for _ in range(3)]
    failed = happen(cast.anna, record_id=bad)
    good.append(happen(cast.anna))
    dispatch()
    deliver()
    assert told == {event.pk for event in good}
    waiting = Delivery.objects.get(event_id=failed.pk)
    assert (waiting.state, waiting.attempts) == (State.WAITING, 1)
    assert waiting.last_error == "ValueError: cannot"
    assert waiting.next_try_at >= clock.now() + timedelta(seconds=20)


def test_what_a_failed_handler_wrote_is_undone(cast: Cast, subscribed: Any) -> None:
    def handle(events: list[Event]) -> None:
        cast.workspace.touch_directory()
        raise ValueError("after a write")

    subscribed("ears", handle)
    happen(cast.anna)
    dispatch()
    deliver()
    cast.workspace.refresh_from_db()
    assert cast.workspace.directory_version == 1


def test_retries_grow_and_end_in_the_dead_list(cast: Cast, subscribed: Any) -> None:
    calls: list[int] = []

    def handle(events: list[Event]) -> None:
        calls.append(len(events))
        raise ValueError("never")

    subscribed("ears", handle, max_attempts=3)
    happen(cast.anna)
    dispatch()
    waits = []
    for _ in range(3):
        assert deliver() == 1
        assert deliver() == 0
        row = Delivery.objects.get()
        waits.append(row.next_try_at - clock.now())
        with clock.travel(timedelta(hours=2)):
            Delivery.objects.filter(state=State.WAITING).update(next_try_at=clock.now())
        Delivery.objects.filter(state=State.WAITING).update(next_try_at=clock.now())
    assert len(calls) == 3
    assert waits[0] < waits[1]
    (dead,) = dead_deliveries(cast.workspace.pk)
    assert dead.last_error == "ValueError: never"
    assert requeue_dead(cast.workspace.pk, [dead.pk]) == 1
    subscribed("ears", lambda events: None)
    deliver()
    assert Delivery.objects.get().state == State.DONE


def test_a_refusal_is_given_up_at_once_with_its_text(cast: Cast, subscribed: Any) -> None:
    def handle(events: list[Event]) -> None:
        raise Refused("There is no {what}.", what="price")

    subscribed("ears", handle)
    happen(cast.anna)
    dispatch()
    deliver()
    (dead,) = dead_deliveries(cast.workspace.pk)
    assert dead.last_error == "There is no price."


def test_the_work_of_a_dead_worker_is_taken_over(cast: Cast, subscribed: Any) -> None:
    told: list[int] = []

    def die(events: list[Event]) -> None:
        raise SystemExit

    subscribed("ears", die)
    happen(cast.anna)
    dispatch()
    with pytest.raises(SystemExit):
        deliver()
    subscribed("ears", lambda events: told.append(len(events)))
    assert deliver() == 0
    with clock.travel(LEASE + timedelta(seconds=1)):
        assert deliver() == 1
    assert told == [1]


def test_a_worker_that_lives_keeps_what_it_holds_however_slow_it_is(
    cast: Cast, subscribed: Any
) -> None:
    told: list[int] = []

    def slow(events: list[Event]) -> None:
        told.append(len(events))
        with clock.travel(LEASE * 0.9):
            heartbeat.beat()
        with clock.travel(LEASE * 1.5):
            assert deliver() == 0

    subscribed("a slow one", slow, in_transaction=False, batch=1)
    happen(cast.anna)
    happen(cast.anna)
    dispatch()
    with clock.fixed(clock.now()):
        assert deliver() == 2
    assert told == [1, 1]
    before = set(Delivery.objects.values_list("state", "next_try_at"))
    heartbeat.beat()
    assert set(Delivery.objects.values_list("state", "next_try_at")) == before


def test_a_worker_that_lost_its_lease_tells_nobody(cast: Cast, subscribed: Any) -> None:
    told: list[int] = []

    def handle(events: list[Event]) -> None:
        told.append(len(events))

    def slow(events: list[Event]) -> None:
        # Meanwhile the lease ends, and another worker takes all of them over.
        Delivery.objects.filter(subscriber="ears").update(claim=uuid4())

    subscribed("a slow one", slow)
    subscribed("ears", handle)
    happen(cast.anna)
    happen(cast.anna)
    dispatch()
    assert deliver() == 4
    assert told == []
    assert set(Delivery.objects.values_list("subscriber", "state")) == {
        ("a slow one", State.DONE),
        ("ears", State.RUNNING),
    }


def test_waiting_behind_a_slow_handler_costs_no_attempt(cast: Cast, subscribed: Any) -> None:
    told: list[int] = []

    def stuck(events: list[Event]) -> None:
        raise SystemExit

    subscribed("ahead", stuck, max_attempts=99)
    subscribed("ears", lambda events: told.append(len(events)))
    happen(cast.anna)
    happen(cast.anna)
    dispatch()
    for _ in range(10):
        # Each time the lease of everything claimed ends behind the one that is stuck.
        with pytest.raises(SystemExit):
            deliver()
        Delivery.objects.update(next_try_at=clock.now())
    waiting = Delivery.objects.filter(subscriber="ears")
    assert set(waiting.values_list("attempts", flat=True)) == {0}
    subscribed("ahead", lambda events: None)
    deliver()
    assert told == [2]


def test_what_takes_its_worker_down_takes_no_others_along(cast: Cast, subscribed: Any) -> None:
    told: set[Any] = set()
    bad = uuid4()

    def handle(events: list[Event]) -> None:
        if any(event.record_id == bad for event in events):
            raise SystemExit
        told.update(event.pk for event in events)

    subscribed("ears", handle, max_attempts=3)
    good = [happen(cast.anna)]
    poison = happen(cast.anna, record_id=bad)
    good.append(happen(cast.anna))
    dispatch()
    for _ in range(4):
        try:
            deliver()
        except SystemExit:
            Delivery.objects.filter(state=State.RUNNING).update(next_try_at=clock.now())
    deliver()
    assert told == {event.pk for event in good}
    assert [one.event_id for one in dead_deliveries(cast.workspace.pk)] == [poison.pk]


def test_poison_is_given_up(cast: Cast, subscribed: Any) -> None:
    subscribed("ears", lambda events: None, max_attempts=2)
    happen(cast.anna)
    dispatch()
    Delivery.objects.update(attempts=2)
    deliver()
    assert Delivery.objects.get().state == State.DEAD


def test_a_handler_outside_of_a_transaction_may_use_the_network(
    transactional_db: None, cast: Cast, subscribed: Any
) -> None:
    inside: list[bool] = []

    def handle(events: list[Event]) -> None:
        inside.append(transaction.get_connection().in_atomic_block)

    subscribed("mail", handle, in_transaction=False)
    subscribed("notes", handle)
    happen(cast.anna)
    dispatch()
    deliver()
    assert inside == [False, True]


def test_a_stopping_worker_gives_back_what_it_did_not_begin(cast: Cast, heard: list[Event]) -> None:
    happen(cast.anna)
    dispatch()
    deliver(is_stopping=lambda: True)
    row = Delivery.objects.get()
    assert (row.state, row.attempts, heard) == (State.WAITING, 0, [])
    deliver()
    assert len(heard) == 1


def test_what_is_done_is_removed_after_a_week(cast: Cast, heard: list[Event]) -> None:
    happen(cast.anna)
    dispatch()
    deliver()
    assert clean.call() == 0
    with clock.travel(timedelta(days=8)):
        assert clean.call() == 1
    assert not Delivery.objects.exists()


def test_slow_subscribers_are_served_in_a_lane_of_their_own(cast: Cast, subscribed: Any) -> None:
    told: list[str] = []
    subscribed("hooks", lambda events: told.append("hooks"), in_transaction=False)
    subscribed("notes", lambda events: told.append("notes"))
    happen(cast.anna)
    dispatch()
    assert deliver(lane=Lane.IN_TRANSACTION) == 1
    assert told == ["notes"]
    assert deliver(lane=Lane.OUTSIDE) == 1
    assert told == ["notes", "hooks"]


def test_events_told_together_are_all_told_and_those_taken_back_are_not(
    cast: Cast, subscribed: Any
) -> None:
    heard: list[str] = []
    subscribed("ear", lambda events: heard.extend(event.facts["n"] for event in events))
    with transaction.atomic(), CaptureQueriesContext(connection) as queries, told_together():
        record(cast.anna, "thing.done", facts={"n": "first"})
        with suppress(ZeroDivisionError), transaction.atomic():
            record(cast.anna, "thing.done", facts={"n": "taken back"})
            raise ZeroDivisionError
        record(cast.anna, "thing.done", facts={"n": "last"})
    with transaction.atomic(), suppress(ZeroDivisionError), told_together():
        raise ZeroDivisionError
    run_until_idle()
    assert heard == ["first", "last"]
    assert not Outbox.objects.exists()
    assert sum("events_outbox" in query["sql"] for query in queries) == 1
