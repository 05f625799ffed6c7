"""Undo in the room of work: steps, time, dependencies, kinds and statuses, and the undo itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from klientel.events.models import Event
from klientel.kit import clock
from klientel.kit.refused import Refused
from klientel.records import actions
from klientel.work.actions import dependency, kind, status
from klientel.work.actions import step as steps
from klientel.work.actions import time as times
from klientel.work.actions.kept_rows import state_of
from klientel.work.kinds import read_kinds
from klientel.work.models import Dependency, Kind, Status, Step, TimeEntry, WorkItem
from klientel.work.tests.items import add, member, read
from tests.cast import Firm

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
SHOWN = {"name": "Task", "plural": "Tasks", "prefix": "TA", "icon": "package"}


@pytest.fixture(autouse=True)
def now() -> Any:
    with clock.fixed(NOW):
        yield


def undo_newest(firm: Firm) -> None:
    """What `Z` does: take back the newest event with the batch it is of."""
    event = Event.objects.in_workspace(firm.workspace.pk).order_by("-pk").first()
    actions.undo(firm.olga, event.batch or event.pk)


def everything(firm: Firm) -> Any:
    """All that these actions write."""
    found: dict[str, Any] = {}
    for model in (Step, TimeEntry):
        rows = model.objects.in_workspace(firm.workspace.pk)
        found[model.__name__] = {str(one.pk): state_of(one) for one in rows}
    for model in (Dependency, Kind, Status):
        states = map(state_of, model.objects.in_workspace(firm.workspace.pk))
        found[model.__name__] = sorted(states, key=str)
    items = WorkItem.objects.in_workspace(firm.workspace.pk).order_by("pk")
    found["items"] = list(
        items.values_list("status", "steps", "steps_done", "tracked_minutes", "waits_for")
    )
    return found


def furnished(firm: Firm) -> tuple[WorkItem, WorkItem, list[Step]]:
    item, other = add(firm, "One"), add(firm, "Other")
    made = [steps.add_step(firm.olga, item, text=text) for text in "ABC"]
    return item, other, made


Act = Callable[[Firm, WorkItem, WorkItem, list[Step]], Any]
ACTS: dict[str, Act] = {
    "a step added": lambda f, i, o, s: steps.add_step(f.olga, i, text="D"),
    "a step ticked": lambda f, i, o, s: steps.tick_step(f.olga, i, step=str(s[0].pk)),
    "a step changed": lambda f, i, o, s: steps.change_step(
        f.olga, i, step=str(s[0].pk), text="Z", member=member(f, "wim"), due_on="2027-01-01"
    ),
    "a step moved": lambda f, i, o, s: steps.place_step(f.olga, i, step=str(s[2].pk), up=True),
    "a step removed": lambda f, i, o, s: steps.remove_step(f.olga, i, step=str(s[1].pk)),
    "time noted": lambda f, i, o, s: times.log_time(f.olga, i, hours=Decimal("1.5"), note="Call"),
    "a timer started": lambda f, i, o, s: times.start_timer(f.olga, i),
    "waiting": lambda f, i, o, s: dependency.wait_for(f.olga, i, other=str(o.pk)),
    "a kind added": lambda f, i, o, s: kind.add_kind(
        f.olga, name="Case", plural="Cases", prefix="CA", icon="folder"
    ),
    "a kind changed": lambda f, i, o, s: kind.change_kind(
        f.olga, kind="order", **{**SHOWN, "name": "Job", "plural": "Jobs", "prefix": "J"},
        due_days="3", checklist="Plan"
    ),
    "a kind retired": lambda f, i, o, s: kind.retire_kind(f.olga, kind="return"),
    "a kind moved": lambda f, i, o, s: kind.place_kind(f.olga, kind="ticket", up=True),
    "a status added": lambda f, i, o, s: status.add_status(
        f.olga, kind="task", name="Review", category="active", tone="warn"
    ),
    "a status changed": lambda f, i, o, s: status.change_status(
        f.olga, status="waiting", name="On hold", tone="bad"
    ),
    "a status moved": lambda f, i, o, s: status.place_status(
        f.olga, kind="task", status="waiting", up=True
    ),
    "a status retired with its items": lambda f, i, o, s: status.retire_status(
        f.olga, kind="task", status="open", to="waiting"
    ),
}  # fmt: skip


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
def test_what_was_done_is_taken_back_whole_and_so_is_the_undo(firm: Firm, act: Act) -> None:
    item, other, made = furnished(firm)
    before = everything(firm)
    act(firm, item, other, made)
    after = everything(firm)
    assert after != before
    undo_newest(firm)
    assert everything(firm) == before
    undo_newest(firm)
    assert everything(firm) == after


def test_removed_time_comes_back_with_its_note(firm: Firm) -> None:
    item = add(firm)
    entry = times.log_time(firm.olga, item, hours=Decimal(2), note="Call")
    times.remove_time(firm.olga, item, entry=str(entry.pk))
    undo_newest(firm)
    (back,) = TimeEntry.objects.in_workspace(firm.workspace.pk)
    assert (back.pk, back.note, read(firm, item).tracked_minutes) == (entry.pk, "Call", 120)


def test_a_timer_that_was_stopped_runs_on_as_if_it_had_not_been(firm: Firm) -> None:
    item = add(firm)
    times.start_timer(firm.olga, item)
    with clock.travel(timedelta(minutes=30)):
        times.stop_timer(firm.olga, item)
        undo_newest(firm)
    with clock.travel(timedelta(minutes=50)):
        times.stop_timer(firm.olga, item)
    assert read(firm, item).tracked_minutes == 50


def test_a_timer_does_not_run_on_while_another_one_does(firm: Firm) -> None:
    one, other = add(firm, "One"), add(firm, "Other")
    times.start_timer(firm.olga, one)
    with clock.travel(timedelta(minutes=30)):
        times.stop_timer(firm.olga, one)
        stopped = Event.objects.in_workspace(firm.workspace.pk).order_by("-pk").first()
        times.start_timer(firm.olga, other)
        with pytest.raises(Refused):
            actions.undo(firm.olga, stopped.pk)
    assert read(firm, one).tracked_minutes == 30


def test_what_somebody_has_changed_since_stays(firm: Firm) -> None:
    item, _other, made = furnished(firm)
    key = str(made[0].pk)
    steps.change_step(firm.olga, item, step=key, text="Z")
    mine = Event.objects.in_workspace(firm.workspace.pk).order_by("-pk").first()
    steps.tick_step(firm.actor("wim"), item, step=key)
    with pytest.raises(Refused):
        actions.undo(firm.olga, mine.pk)
    assert Step.objects.in_workspace(firm.workspace.pk).get(pk=key).text == "Z"


def test_waiting_does_not_come_back_as_a_circle(firm: Firm) -> None:
    one, other = add(firm, "One"), add(firm, "Other")
    dependency.wait_for(firm.olga, one, other=str(other.pk))
    dependency.wait_no_longer(firm.olga, one, other=str(other.pk))
    gone = Event.objects.in_workspace(firm.workspace.pk).order_by("-pk").first()
    dependency.wait_for(firm.olga, other, other=str(one.pk))
    with pytest.raises(Refused):
        actions.undo(firm.olga, gone.pk)


@pytest.mark.parametrize("used", ["kind", "status"])
def test_what_work_is_of_by_now_does_not_go(firm: Firm, used: str) -> None:
    if used == "kind":
        code = kind.add_kind(firm.olga, name="Case", plural="", prefix="CA", icon="folder").code
        token = Event.objects.in_workspace(firm.workspace.pk).order_by("-pk").first().pk
        firm.workspace.refresh_from_db()
        add(firm, kind=code)
    else:
        code = status.add_status(
            firm.olga, kind="task", name="Review", category="active", tone="warn"
        )
        token = Event.objects.in_workspace(firm.workspace.pk).order_by("-pk").first().pk
        firm.workspace.refresh_from_db()
        add(firm, status=code)
    with pytest.raises(Refused):
        actions.undo(firm.olga, token)
    kinds = read_kinds(firm.workspace.pk)
    assert code in {one.code for one in kinds.all} | {one.code for one in kinds.statuses}


def test_who_may_not_remove_the_time_of_others_does_not_bring_it_back(firm: Firm) -> None:
    item = add(firm)
    entry = times.log_time(firm.actor("wim"), item, hours=Decimal(2))
    times.remove_time(firm.actor("wim"), item, entry=str(entry.pk))
    gone = Event.objects.in_workspace(firm.workspace.pk).order_by("-pk").first()
    with pytest.raises(Refused):
        actions.undo(firm.actor("bea"), gone.pk)
    assert not TimeEntry.objects.in_workspace(firm.workspace.pk).exists()
