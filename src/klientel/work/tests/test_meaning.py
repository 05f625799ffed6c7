"""What a change is called does not depend on the door it came by."""

from __future__ import annotations

from typing import Any

import pytest

from klientel.events.feed import history_of
from klientel.records import actions
from klientel.work.actions import item as verbs
from klientel.work.actions import place
from klientel.work.models import WorkItem
from klientel.work.tests.items import add, member, read
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def last(firm: Firm, item: Any) -> Any:
    return history_of(firm.olga, item.pk, limit=1).rows[0]


def by_action(firm: Firm, item: WorkItem) -> None:
    verbs.complete(firm.olga, item)


def by_field(firm: Firm, item: WorkItem) -> None:
    actions.change(firm.olga, "work", item.pk, {"status": "done"})


def among_many(firm: Firm, item: WorkItem) -> None:
    actions.change_many(firm.olga, "work", {item.pk: {"status": "done"}})


@pytest.mark.parametrize("door", [by_action, by_field, among_many])
def test_what_becomes_done_is_told_as_finished(firm: Firm, door: Any) -> None:
    item = add(firm, kind="task")
    door(firm, item)
    event = last(firm, item)
    assert (event.verb, event.facts["kind"]) == ("work.completed", "task")
    actions.undo(firm.olga, event.pk)
    assert last(firm, item).verb == "work.reopened"
    assert not read(firm, item).is_finished


def test_of_many_that_were_finished_at_once_one_is_taken_back_alone(firm: Firm) -> None:
    one, other = add(firm), add(firm, "Other")
    actions.change_many(firm.olga, "work", {key: {"status": "done"} for key in (one.pk, other.pk)})
    actions.undo(firm.olga, last(firm, one).pk)
    assert not read(firm, one).is_finished
    assert read(firm, other).is_finished


def test_other_changes_are_told_by_what_they_mean(firm: Firm) -> None:
    item = add(firm, kind="task")
    told = {
        "work.status_set": {"status": "in_progress"},
        "work.assigned": {"assignees": [member(firm, "lena")]},
        "work.changed": {"assignees": [], "title": "Anew"},
    }
    for verb, values in told.items():
        actions.change(firm.olga, "work", item.pk, values)
        assert last(firm, item).verb == verb
        assert set(values) <= set(last(firm, item).facts["changes"])


def test_an_action_and_a_field_tell_the_same_facts(firm: Firm) -> None:
    one, other = add(firm, kind="task"), add(firm, kind="task")
    lena = member(firm, "lena")
    verbs.assign(firm.olga, one, assignees=[lena])
    actions.change(firm.olga, "work", other.pk, {"assignees": [lena]})
    assert last(firm, one).facts == last(firm, other).facts


def test_a_place_and_a_kind_are_told_by_name(firm: Firm) -> None:
    item, other = add(firm, kind="task"), add(firm, "Other")
    place.move(firm.olga, item, parent=other.pk)
    assert last(firm, item).verb == "work.moved"
    place.convert(firm.olga, item, kind="ticket")
    assert last(firm, item).verb == "work.converted"
    assert last(firm, item).facts["kind"]
