"""Many work items at once: moved below another one, made another kind, given to people, undone."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.kit.ids import uuid7
from klientel.kit.refused import Invalid, Refused
from klientel.records import actions
from klientel.records.actions.create import Draft
from klientel.records.models import Responsibility
from klientel.work.actions.kind import retire_kind
from klientel.work.tests.items import add, many, read, verbs_of
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def test_many_are_moved_below_another_one_and_that_is_one_step_back(firm: Firm) -> None:
    top, items = add(firm, "Top"), [add(firm, f"Item {n}") for n in range(3)]
    run = many(firm, items, field="parent", value=str(top.pk))
    assert (run.changed, run.skipped) == (3, 0)
    assert {read(firm, one).parent_id for one in items} == {top.pk}
    assert read(firm, top).parts == 3
    assert verbs_of(firm, run.batch) == ["work.moved"] * 3
    actions.undo(firm.olga, run.batch)
    assert {read(firm, one).parent_id for one in items} == {None}
    assert read(firm, top).parts == 0


def test_what_would_be_part_of_itself_is_left_out_and_the_others_are_moved(firm: Firm) -> None:
    top = add(firm, "Top")
    below, other = add(firm, "Below", parent=top.pk), add(firm, "Other")
    run = many(firm, [top, other], field="parent", value=str(below.pk))
    assert (run.changed, run.skipped) == (1, 1)
    assert run.problems[0][1:3] == ["Top", "An item cannot be part of itself."]
    assert read(firm, other).parent_id == below.pk


def test_many_become_another_kind_with_a_status_of_the_same_meaning(firm: Firm) -> None:
    items = [add(firm, f"Item {n}", kind="order") for n in range(2)]
    run = many(firm, items, field="kind", value="ticket")
    now = [read(firm, one) for one in items]
    assert [(one.kind, one.category, one.ref) for one in now] == [
        ("ticket", "open", "A-1"), ("ticket", "open", "A-2"),
    ]  # fmt: skip
    assert verbs_of(firm, run.batch) == ["work.converted"] * 2
    actions.undo(firm.olga, run.batch)
    assert [(one.kind, one.status) for one in (read(firm, item) for item in items)] == [
        ("order", "accepted")
    ] * 2


def test_a_kind_that_was_given_up_is_not_given_to_many(firm: Firm) -> None:
    item = add(firm, "Item")
    retire_kind(firm.olga, kind="return")
    with pytest.raises(Refused):
        many(firm, [item], field="kind", value="return")
    assert read(firm, item).kind == "task"


def test_people_are_added_to_many_taken_away_and_set(firm: Firm) -> None:
    wim, bea = (str(firm.members[name].pk) for name in ("wim", "bea"))
    one, other = add(firm, "One", assignees=[wim]), add(firm, "Other", assignees=[])
    run = many(firm, [one, other], field="assignees", way="add", value=bea)
    assert read(firm, one).assignees == [wim, bea]
    assert read(firm, other).assignees == [bea]
    assert str(read(firm, other).owner_id) == bea
    many(firm, [one, other], field="assignees", way="remove", value=f"{wim},{bea}")
    assert read(firm, one).assignees == read(firm, other).assignees == []
    many(firm, [one, other], field="assignees", way="set", value=f"{bea},{wim}")
    assert read(firm, one).assignees == [bea, wim]
    assert run.changed == 2


def test_who_no_longer_works_on_many_answers_for_none_at_the_same_cost(firm: Firm) -> None:
    wim, bea = (str(firm.members[name].pk) for name in ("wim", "bea"))
    counts = []
    for number in (2, 13, 26):
        drafts = [Draft({"title": f"Item {n}", "assignees": [wim, bea]}) for n in range(number)]
        items = actions.create_many(firm.olga, "work", drafts)
        values = {item.pk: {"assignees": [wim]} for item in items}
        with CaptureQueriesContext(connection) as queries:
            actions.change_many(firm.olga, "work", values)
        counts.append(len(queries))
        rows = Responsibility.objects.in_workspace(firm.workspace.pk)
        left = rows.filter(record_id__in=values).values_list("member_id", flat=True)
        assert [str(one) for one in left] == [wim] * number
    # the first time people and kinds are read as well, and so few rows are written otherwise
    assert counts[1] == counts[2]


def test_the_form_takes_several_people_and_foresees_what_happens(firm: Firm) -> None:
    wim, bea = (str(firm.members[name].pk) for name in ("wim", "bea"))
    item = add(firm, "Sail", assignees=[])
    given = {"ids": str(item.pk), "field": "assignees", "way": "add", "again": "assignees"}
    browser = firm.client()
    asked = browser.post(
        "/werft/work/bulk", {**given, "value": [wim, bea], "preview": "1"},
        HTTP_HX_REQUEST="true", HTTP_HX_REQUEST_TYPE="partial",
    )  # fmt: skip
    text = asked.content.decode()
    assert asked.status_code == 200
    assert "Wim, Bea" in text
    assert f'name="seen" value="assignees|add|{wim},{bea}"' in text
    given |= {"seen": f"assignees|add|{wim},{bea}", "key": str(uuid7())}
    assert browser.post("/werft/work/bulk/change", {**given, "value": [wim, bea]}).status_code < 400
    assert read(firm, item).assignees == [wim, bea]


def test_nobody_is_given_work_that_they_do_not_see(firm: Firm) -> None:
    client = actions.create(firm.olga, "account", {"name": "Ott", "relationship": "client"})
    item = add(firm, "Sail", account=client.pk, assignees=[])
    sam = str(firm.members["sam"].pk)
    run = many(firm, [item], field="assignees", way="add", value=sam)
    assert (run.changed, run.skipped) == (0, 1)
    assert read(firm, item).assignees == []


def test_a_meetings_beginning_is_nothing_to_be_given_to_many(firm: Firm) -> None:
    account = actions.create(firm.olga, "account", {"name": "Ott"})
    talk = {"name": "Kick-off", "account": str(account.pk), "starts_at": "2026-12-01 10:00"}
    meeting = actions.create(firm.olga, "meeting", {**talk, "minutes": 60})
    with pytest.raises((Refused, Invalid)):
        many(firm, [meeting], type="meeting", field="starts_at", value="2026-12-02 10:00")


def test_many_are_given_a_description_which_the_preview_shortens(firm: Firm) -> None:
    items = [add(firm, f"Item {n}") for n in range(2)]
    text = "First the mast,\nthen the sail. " + "And so on. " * 40
    given = {"ids": ",".join(str(one.pk) for one in items), "field": "description", "way": "set"}
    given |= {"value": text, "again": "description", "preview": "1"}
    page = firm.client().post("/werft/work/bulk", given).content.decode()
    assert "<textarea" in page
    assert page.count("First the mast, then the sail.") == 2, "in a line, for each of them"
    assert "2 are changed" in " ".join(re.sub(r"<[^>]+>", " ", page).split())
    run = many(firm, items, field="description", value=text)
    assert (run.changed, run.skipped) == (2, 0)
    assert {read(firm, one).description for one in items} == {text.strip()}
    actions.undo(firm.olga, run.batch)
    assert {read(firm, one).description for one in items} == {""}
