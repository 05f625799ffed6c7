"""A task is added with its checklist in one go, once, behind what its kind begins with."""

from __future__ import annotations

import pytest

from klientel.events.models import Event
from klientel.kit.ids import uuid7
from klientel.kit.refused import Refused
from klientel.records.actions.undo import undo
from klientel.work.actions.kind import change_kind
from klientel.work.actions.step import MOST_STEPS
from klientel.work.actions.with_checklist import add_with_checklist
from klientel.work.models import Step, WorkItem
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def texts(firm: Firm) -> list[str]:
    rows = Step.objects.in_workspace(firm.workspace.pk).order_by("position")
    return [one.text for one in rows]


def test_each_line_is_a_step_and_empty_ones_are_none(firm: Firm) -> None:
    made = add_with_checklist(
        firm.olga, title="Start", steps="  One \n\n Two\t\n", owner=firm.members["wim"].pk
    )
    assert texts(firm) == ["One", "Two"]
    assert (made.steps, made.steps_done) == (2, 0)
    assert made.assignees == [str(firm.members["wim"].pk)]


def test_sent_twice_it_is_there_once_and_taken_back_whole(firm: Firm) -> None:
    key = str(uuid7())
    for _twice in range(2):
        made = add_with_checklist(firm.olga, title="Start", steps="One\nTwo", key=key)
    assert texts(firm) == ["One", "Two"]
    (event,) = Event.objects.in_workspace(firm.workspace.pk).filter(verb="work.created")
    undo(firm.olga, event.pk)
    assert not WorkItem.objects.visible_to(firm.olga).filter(pk=made.pk).exists()


def test_they_stand_behind_the_steps_that_its_kind_begins_with(firm: Firm) -> None:
    shown = {"name": "Task", "plural": "Tasks", "prefix": "TA", "icon": "package"}
    change_kind(firm.olga, kind="task", **shown, due_days="", checklist="Plan")
    firm.workspace.refresh_from_db()
    made = add_with_checklist(firm.olga, title="Start", steps="One\nTwo")
    assert texts(firm) == ["Plan", "One", "Two"]
    assert made.steps == 3


@pytest.mark.parametrize("steps", ["", " \n ", "\n".join(["x"] * (MOST_STEPS + 1))])
def test_no_step_and_too_many_are_refused_in_words(firm: Firm, steps: str) -> None:
    with pytest.raises(Refused):
        add_with_checklist(firm.olga, title="Start", steps=steps)
    assert not WorkItem.objects.in_workspace(firm.workspace.pk).exists()
