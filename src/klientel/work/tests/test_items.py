"""Work items: numbers by kind, who answers for them, when they are due, what their status means."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from klientel.kit import clock
from klientel.kit.refused import Refused
from klientel.records import actions
from klientel.records.consistency import differences
from klientel.records.models import RecordRef, Responsibility
from klientel.work.actions import item as verbs
from klientel.work.actions import place
from klientel.work.models import WorkItem
from klientel.work.tests.items import add, member, read
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def test_each_kind_counts_its_own_numbers(firm: Firm) -> None:
    made = [add(firm, kind=kind) for kind in ("order", "ticket", "order", "task")]
    assert [one.ref for one in made] == ["A-1", "T-1", "A-2", "TA-1"]


def test_an_item_is_found_by_its_number_with_or_without_its_title(firm: Firm) -> None:
    add(firm, kind="order")
    browser = firm.client()
    for key in ("A-1", "a-1", "A-1-relaunch"):
        assert browser.get(f"/werft/work/{key}").status_code == 200
    for key in ("A-2", "B1", "A-", "1", "A-1²"):
        assert browser.get(f"/werft/work/{key}").status_code == 404


def test_the_words_for_kinds_lead_to_the_one_list_and_item(firm: Firm) -> None:
    add(firm, kind="order")
    browser = firm.client()
    assert browser.get("/werft/orders").headers["Location"] == (
        "/werft/work?kind=order&category=open,active"
    )
    assert browser.get("/werft/orders/A-1").headers["Location"] == "/werft/work/A-1-relaunch"


def test_a_new_item_begins_with_the_first_status_of_its_kind(firm: Firm) -> None:
    assert (add(firm).status, add(firm, kind="order").status) == ("open", "accepted")


def test_who_finishes_an_item_and_when_is_kept_and_taken_back(firm: Firm) -> None:
    item = add(firm)
    with clock.fixed(datetime(2026, 11, 23, 12, tzinfo=UTC)) as now:
        verbs.complete(firm.actor("wim"), item)
    done = read(firm, item)
    assert (done.status, done.category) == ("done", "done")
    assert (done.done_at, done.done_by_id) == (now, firm.members["wim"].pk)
    verbs.reopen(firm.olga, item)
    again = read(firm, item)
    assert (again.category, again.done_at, again.done_by_id) == ("active", None, None)


def test_a_status_of_another_kind_means_the_own_one_of_that_meaning(firm: Firm) -> None:
    task = add(firm)
    actions.change(firm.olga, "work", task.pk, {"status": "fulfilled"})
    assert read(firm, task).status == "done"


def test_the_first_of_those_who_work_on_it_answers_for_it(firm: Firm) -> None:
    item = add(firm, assignees=[member(firm, "wim"), member(firm, "bea")])
    assert str(item.owner_id) == member(firm, "wim")
    actions.change(firm.olga, "work", item.pk, {"owner": member(firm, "lena")})
    item = read(firm, item)
    assert item.assignees == [member(firm, "lena"), member(firm, "bea")]
    verbs.assign(firm.olga, item, assignees=[member(firm, "bea")])
    assert str(read(firm, item).owner_id) == member(firm, "bea")


def test_all_who_work_on_it_answer_for_it_until_its_day(firm: Firm) -> None:
    item = add(firm, assignees=[member(firm, "wim"), member(firm, "bea")], due="2026-12-01")
    rows = Responsibility.objects.in_workspace(firm.workspace.pk).filter(record_id=item.pk)
    assert {(str(one.member_id), one.due_at) for one in rows} == {
        (member(firm, "wim"), item.due_at),
        (member(firm, "bea"), item.due_at),
    }
    actions.change(firm.olga, "work", item.pk, {"due": "2026-12-05"})
    assert {one.due_at for one in rows.all()} == {read(firm, item).due_at}
    verbs.assign(firm.olga, item, assignees=[member(firm, "bea")])
    assert [str(one.member_id) for one in rows.all()] == [member(firm, "bea")]
    assert list(differences(firm.workspace)) == []


def test_a_list_is_narrowed_to_everybody_who_works_on_items(firm: Firm) -> None:
    add(firm, "Both", assignees=[member(firm, "wim"), member(firm, "bea")])
    add(firm, "Nobody")
    text = firm.client("bea").get("/werft/work?assignees=me").content.decode()
    assert "Both" in text
    assert "Nobody</a>" not in text


def test_a_day_is_that_day_and_a_moment_that_moment(firm: Firm) -> None:
    day = add(firm, due="01.12.2026")
    moment = add(firm, due="01.12.2026 14:00")
    assert (day.due_is_day, moment.due_is_day) == (True, False)
    assert day.due_at == clock.start_of_day(date(2026, 12, 1), "Europe/Berlin")
    assert moment.due_at == datetime(2026, 12, 1, 13, tzinfo=UTC)
    spine = RecordRef.objects.in_workspace(firm.workspace.pk).get(pk=day.pk)
    assert (spine.due_at, spine.due_is_day) == (day.due_at, True)
    verbs.complete(firm.olga, day)
    spine.refresh_from_db()
    assert spine.due_at is None


def test_it_cannot_begin_after_it_is_due(firm: Firm) -> None:
    with pytest.raises(Refused) as refusal:
        add(firm, due="2026-12-01", starts_on="2026-12-02")
    assert refusal.value.field == "starts_on"
    add(firm, due="2026-12-01", starts_on="2026-12-01")


def test_converting_keeps_the_number_and_what_the_status_means(firm: Firm) -> None:
    item = add(firm, kind="ticket")
    verbs.complete(firm.olga, item)
    place.convert(firm.olga, item, kind="order")
    now = read(firm, item)
    assert (now.ref, now.kind, now.status) == ("T-1", "order", "fulfilled")


def test_a_converted_item_is_taken_back_to_its_kind(firm: Firm) -> None:
    from klientel.events.feed import history_of

    item = add(firm, kind="ticket")
    place.convert(firm.olga, item, kind="order")
    actions.undo(firm.olga, history_of(firm.olga, item.pk, limit=1).rows[0].pk)
    assert (read(firm, item).kind, read(firm, item).status) == ("ticket", "open")


def test_a_copy_begins_anew_with_the_same_steps(firm: Firm) -> None:
    from klientel.kit.ids import uuid7
    from klientel.work.actions.step import add_step, tick_step

    item = add(firm, kind="order", tags=["rush"], assignees=[member(firm, "wim")])
    step = add_step(firm.olga, item, text="Proof")
    tick_step(firm.olga, item, step=str(step.pk))
    verbs.complete(firm.olga, item)
    key = str(uuid7())
    copies = {
        place.duplicate(firm.olga, item, title="Relaunch 2", key=key).pk for _twice in range(2)
    }
    assert len(copies) == 1
    copy = WorkItem.objects.in_workspace(firm.workspace.pk).get(pk=copies.pop())
    assert (copy.ref, copy.status, copy.tags) == ("A-2", "accepted", item.tags)
    assert (copy.steps, copy.steps_done, copy.assignees) == (1, 0, item.assignees)


def test_only_what_is_finished_goes_into_the_archive(firm: Firm) -> None:
    item = add(firm)
    with pytest.raises(Refused):
        verbs.archive(firm.olga, item)
    verbs.complete(firm.olga, item)
    verbs.archive(firm.olga, item)
    browser = firm.client()
    assert "Relaunch" in browser.get("/werft/work?is_archived=1").content.decode()
    done = browser.get("/werft/work?category=done,cancelled&is_archived=0").content.decode()
    assert "Relaunch" not in done
    verbs.reopen(firm.olga, item)
    assert not read(firm, item).is_archived


def test_a_description_is_drawn_with_its_signs_and_edited_as_typed(firm: Firm) -> None:
    item = add(firm, kind="order", description="**fett**\n- eins")
    page = firm.client().get("/werft/work/A-1").content.decode()
    assert '<div class="rich"><p><strong>fett</strong></p><ul><li>eins</li></ul></div>' in page
    # what holds blocks stands beside its button, not in it
    assert '<div class="fact-linked"><div class="rich">' in page
    place = f"/werft/work/{item.pk}/fields/description?as=fact"
    form = firm.client().get(place, headers={"HX-Request": "true"}).content.decode()
    assert "**fett**\n- eins" in form
