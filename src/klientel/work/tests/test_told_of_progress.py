"""All steps ticked, all parts finished, nothing to wait for: told once, and askable."""

from __future__ import annotations

from typing import Any

import pytest

from klientel.events.models import Event
from klientel.kit.refused import Refused
from klientel.records import actions
from klientel.records.actions.catalogue import run
from klientel.records.conditions import Asking, Condition, Group
from klientel.records.reading import reading_for
from klientel.records.types import record_types
from klientel.views.conditions import Reader
from klientel.work.models import Step, WorkItem
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def item(firm: Firm, **values: Any) -> Any:
    return actions.create(firm.olga, "work", {"title": "Relaunch", "kind": "task", **values})


def told(firm: Firm, verb: str) -> list[Any]:
    rows = Event.objects.in_workspace(firm.workspace.pk).filter(verb=verb).order_by("pk")
    return [event.record_id for event in rows]


def tick(firm: Firm, one: Any, step: Any, *, done: bool = True) -> None:
    run(firm.olga, "work.tick_step", one.pk, step=str(step.pk), done=done)


def test_the_last_step_tells_and_only_the_last(firm: Firm) -> None:
    one = item(firm)
    first, last = (run(firm.olga, "work.add_step", one.pk, text=text) for text in "ab")
    tick(firm, one, first)
    assert told(firm, "work.steps_done") == []
    tick(firm, one, last)
    tick(firm, one, last)
    assert told(firm, "work.steps_done") == [one.pk]
    tick(firm, one, last, done=False)
    tick(firm, one, last)
    assert told(firm, "work.steps_done") == [one.pk, one.pk]


def test_the_last_part_tells_of_the_whole(firm: Firm) -> None:
    whole = item(firm)
    parts = [item(firm, parent=str(whole.pk)) for _number in range(2)]
    run(firm.olga, "work.complete", parts[0].pk)
    assert told(firm, "work.parts_done") == []
    run(firm.olga, "work.complete", parts[1].pk)
    assert told(firm, "work.parts_done") == [whole.pk]


def test_what_waits_for_nothing_any_more_is_told(firm: Firm) -> None:
    one, first, second = item(firm), item(firm), item(firm)
    for other in (first, second):
        run(firm.olga, "work.wait_for", one.pk, other=str(other.pk))
    run(firm.olga, "work.complete", first.pk)
    assert told(firm, "work.unblocked") == []
    run(firm.olga, "work.wait_no_longer", one.pk, other=str(second.pk))
    assert told(firm, "work.unblocked") == [one.pk]


def meets(firm: Firm, one: Any, field: str, operator: str, operand: str = "") -> bool:
    """The answer to a condition, by rules and by lists, which must be the same."""
    reading, work = reading_for(firm.workspace), record_types.get("work")
    asked = Condition(field, operator, operand)
    known = Asking(work, reading).known(asked)
    assert known is not None
    found, kept, value = known
    row = WorkItem.objects.in_workspace(firm.workspace.pk).get(pk=one.pk)
    by_rule = found.meets(kept, row, value, reading)
    wanted = Reader(work, firm.olga, reading).asked(Group("and", (asked,)))
    listed = WorkItem.objects.visible_to(firm.olga).filter(wanted, pk=one.pk).exists()
    assert by_rule is listed
    return by_rule


def test_progress_can_be_asked_for(firm: Firm) -> None:
    one = item(firm)
    assert meets(firm, one, "progress", "empty")
    run(firm.olga, "work.add_step", one.pk, text="a")
    assert meets(firm, one, "progress", "some")
    tick(firm, one, Step.objects.in_workspace(firm.workspace.pk).get())
    assert meets(firm, one, "progress", "all")
    assert not meets(firm, one, "progress", "some")
    item(firm, parent=str(one.pk))
    assert not meets(firm, one, "progress", "all")


def test_time_followers_and_links_can_be_asked_for(firm: Firm) -> None:
    one = item(firm, watchers=[str(firm.members["wim"].pk)])
    run(firm.olga, "work.log_time", one.pk, hours="1.5")
    assert meets(firm, one, "tracked_minutes", "min", "1,5")
    assert not meets(firm, one, "tracked_minutes", "min", "2")
    assert meets(firm, one, "tracked_minutes", "between", "30 min..2")
    assert meets(firm, one, "watchers", "filled")
    assert meets(firm, one, "links", "empty")
    assert not meets(firm, one, "links", "filled")
    with pytest.raises(Refused, match="no number of hours"):
        record_types.get("work").field("tracked_minutes").parse("viel", reading_for(firm.workspace))
