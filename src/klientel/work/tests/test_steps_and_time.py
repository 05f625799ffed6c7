"""Checklists and time: ticked once, one timer each, nothing twice, nothing of others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from klientel.events.models import Event
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.kit.refused import Conflict, Forbidden, NotFound, Refused
from klientel.records import actions
from klientel.work.actions import step as steps
from klientel.work.actions import time as times
from klientel.work.actions.kind import change_kind
from klientel.work.models import Step, TimeEntry
from klientel.work.tests.items import add, member, read
from tests.cast import Firm

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def rows(firm: Firm, model: type) -> list:
    return list(model.objects.in_workspace(firm.workspace.pk).order_by("pk"))


def test_a_step_sent_twice_is_there_once(firm: Firm) -> None:
    item, key = add(firm), str(uuid7())
    for _twice in range(2):
        steps.add_step(firm.olga, item, text="Proof", member=member(firm, "wim"), key=key)
    assert [one.text for one in rows(firm, Step)] == ["Proof"]
    assert read(firm, item).steps == 1


def test_a_key_of_something_else_is_no_way_to_it(firm: Firm, other_firm: Firm) -> None:
    theirs = actions.create(other_firm.actor("fremd"), "work", {"title": "Theirs"})
    step = steps.add_step(other_firm.actor("fremd"), theirs, text="Secret")
    with pytest.raises(Conflict):
        steps.add_step(firm.olga, add(firm), text="Mine", key=str(step.pk))


def test_ticking_counts_once_and_says_who(firm: Firm) -> None:
    item = add(firm)
    step = steps.add_step(firm.olga, item, text="Proof")
    for _twice in range(2):
        steps.tick_step(firm.actor("wim"), item, step=str(step.pk))
    (now,) = rows(firm, Step)
    assert (read(firm, item).steps_done, now.done_by_id) == (1, firm.members["wim"].pk)
    steps.tick_step(firm.olga, item, step=str(step.pk), done=False)
    assert read(firm, item).steps_done == 0


def test_steps_are_put_in_another_order(firm: Firm) -> None:
    item = add(firm)
    made = [steps.add_step(firm.olga, item, text=text) for text in "ABC"]
    steps.place_step(firm.olga, item, step=str(made[2].pk), up=True)
    steps.place_step(firm.olga, item, step=str(made[0].pk), up=True)
    ordered = sorted(rows(firm, Step), key=lambda one: one.position)
    assert [one.text for one in ordered] == ["A", "C", "B"]


def test_a_step_of_another_item_is_not_found(firm: Firm) -> None:
    step = steps.add_step(firm.olga, add(firm), text="Proof")
    for key in (str(step.pk), "no id"):
        with pytest.raises(NotFound):
            steps.tick_step(firm.olga, add(firm), step=key)


def test_new_items_begin_with_the_checklist_and_the_day_of_their_kind(firm: Firm) -> None:
    shown = {"name": "Task", "plural": "Tasks", "prefix": "TA", "icon": "package"}
    change_kind(firm.olga, kind="task", **shown, due_days="3", checklist="Plan\n\nDo")
    firm.workspace.refresh_from_db()
    with clock.fixed(NOON):
        item = add(firm)
    assert item.steps == 2
    assert item.due_at == datetime(2026, 11, 25, 23, tzinfo=UTC)


def test_a_timer_counts_minutes_and_there_is_one_for_each(firm: Firm) -> None:
    one, other = add(firm, "One"), add(firm, "Other")
    with clock.fixed(NOON):
        times.start_timer(firm.olga, one)
    with clock.fixed(NOON + timedelta(minutes=25)):
        times.start_timer(firm.olga, other)
        times.start_timer(firm.actor("wim"), one)
    assert read(firm, one).tracked_minutes == 25
    with clock.fixed(NOON + timedelta(minutes=25, seconds=10)):
        times.stop_timer(firm.olga, other)
    assert read(firm, other).tracked_minutes == 1, "what was begun and ended does not vanish"
    running = [row for row in rows(firm, TimeEntry) if row.minutes is None]
    assert [row.member_id for row in running] == [firm.members["wim"].pk]


def test_a_forgotten_timer_counts_a_day_at_most(firm: Firm) -> None:
    item = add(firm)
    with clock.fixed(NOON):
        times.start_timer(firm.olga, item)
    with clock.fixed(NOON + timedelta(days=9)):
        times.stop_timer(firm.olga, item)
    assert read(firm, item).tracked_minutes == times.MOST_MINUTES


def test_noted_hours_are_noted_once_and_not_for_days_to_come(firm: Firm) -> None:
    item, key = add(firm), str(uuid7())
    with clock.fixed(NOON):
        for _twice in range(2):
            times.log_time(firm.olga, item, hours="1,5", day="2026-11-20", key=key)
        with pytest.raises(Refused):
            times.log_time(firm.olga, item, hours=Decimal(1), day="2026-11-24")
    (entry,) = rows(firm, TimeEntry)
    assert (entry.minutes, entry.is_billable) == (90, True)
    assert entry.started_at == datetime(2026, 11, 20, 11, tzinfo=UTC)


def test_only_managers_remove_the_time_of_others(firm: Firm) -> None:
    item = add(firm)
    entry = times.log_time(firm.actor("wim"), item, hours=Decimal(1))
    with pytest.raises(Forbidden):
        times.remove_time(firm.actor("bea"), item, entry=str(entry.pk))
    times.remove_time(firm.actor("lena"), item, entry=str(entry.pk))
    assert read(firm, item).tracked_minutes == 0


def test_a_timer_that_runs_is_not_removed_without_a_trace(firm: Firm) -> None:
    item = add(firm)
    entry = times.start_timer(firm.actor("wim"), item)
    times.remove_time(firm.actor("lena"), item, entry=str(entry.pk))
    told = Event.objects.in_workspace(firm.workspace.pk).get(verb="work.timer_removed")
    assert (told.record_id, told.actor_name) == (item.pk, "Lena")
    assert told.facts["row"] == str(entry.pk)
    actions.undo(firm.actor("lena"), told.pk)
    assert times.running(firm.actor("wim")).pk == entry.pk
