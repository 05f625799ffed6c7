"""Work that repeats: set up in words, like the last one, once for each date, and taken back."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError

from klientel.events.worker import run_until_idle
from klientel.records import actions
from klientel.records.actions.own_field import add_field
from klientel.work.actions import item as verbs
from klientel.work.actions import series as repeating
from klientel.work.actions.dependency import wait_for
from klientel.work.actions.next_after_end import follow_finished
from klientel.work.actions.step import add_step, tick_step
from klientel.work.actions.time import log_time
from klientel.work.models import Series, Step, WorkItem
from klientel.work.tests.items import add, member, read
from klientel.work.tests.series import DUE, due, monthly, now_of, of_series, on, work_until
from tests.cast import Firm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("thursday")]


# --- making the next one --------------------------------------------------------------------------


def test_the_next_one_comes_on_its_day_and_only_once(firm: Firm) -> None:
    series = monthly(firm, add(firm, "Report", due=DUE))
    work_until("2026-12-31")
    assert [due(one) for one in of_series(firm, series)] == [DUE]
    for _twice in range(2):
        work_until("2027-01-01")
    assert [due(one) for one in of_series(firm, series)] == [DUE, "2027-01-01"]


def test_it_is_added_as_many_days_before_as_was_said(firm: Firm) -> None:
    series = monthly(firm, add(firm, "Report", due=DUE), ahead="7")
    work_until("2026-12-24")
    assert len(of_series(firm, series)) == 1
    work_until("2026-12-25")
    assert [due(one) for one in of_series(firm, series)] == [DUE, "2027-01-01"]


def test_what_a_server_missed_that_stood_still_is_made_up_for(firm: Firm) -> None:
    series = monthly(firm, add(firm, "Report", due=DUE))
    work_until("2027-03-15")
    found = [due(one) for one in of_series(firm, series)]
    assert found == [DUE, "2027-01-01", "2027-02-01", "2027-03-01"]


def test_of_what_is_long_behind_some_are_added_and_the_rest_is_asked_for_again(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    from klientel.work import tasks

    monkeypatch.setattr(tasks, "MOST_AT_ONCE", 2)
    series, other = (monthly(firm, add(firm, title, due=DUE)) for title in ("Report", "Books"))
    with on("2027-05-15"):
        assert tasks.add_what_is_due.call(str(firm.workspace.pk)) == 4
        assert [len(of_series(firm, one)) for one in (series, other)] == [3, 3]
        run_until_idle()
    assert [len(of_series(firm, one)) for one in (series, other)] == [6, 6]


def test_a_series_that_fails_stops_no_other_and_its_error_is_told(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    from klientel.work.actions import next_one
    from klientel.work.tasks import add_what_is_due

    broken = monthly(firm, add(firm, "Report", due="2026-11-30"))
    series = monthly(firm, add(firm, "Books", due=DUE))
    like = next_one._like

    def fails(actor: Any, last: WorkItem, its: Series) -> WorkItem:
        if its.pk == broken.pk:
            raise RuntimeError("broken")
        return like(actor, last, its)

    monkeypatch.setattr(next_one, "_like", fails)
    with on("2027-01-15"), pytest.raises(RuntimeError, match="broken"):
        add_what_is_due.call(str(firm.workspace.pk))
    assert len(of_series(firm, series)) == 2
    assert now_of(broken).number == 1


def test_parts_steps_people_tags_and_own_values_come_along_with_days_that_fit(
    firm: Firm,
) -> None:
    own = add_field(firm.olga, type="work", kind="text", label="Cost centre").name
    firm.workspace.refresh_from_db()
    top = add(
        firm, "Close the books", due=DUE, starts_on="2026-11-27", kind="order", tags=["books"],
        assignees=[member(firm, "wim"), member(firm, "bea")], estimate_hours="3", **{own: "K7"},
    )  # fmt: skip
    first = add(firm, "Collect", parent=top.pk, due="2026-11-28 14:00")
    second = add(firm, "Book", parent=top.pk, assignees=[member(firm, "wim")])
    below = add(firm, "Check", parent=second.pk, due="2026-11-30")
    wait_for(firm.olga, second, other=str(first.pk))
    step = add_step(firm.olga, top, text="Bank", member=member(firm, "bea"), due_on="2026-11-30")
    tick_step(firm.olga, top, step=str(step.pk))
    log_time(firm.olga, first, hours=Decimal(2))
    verbs.complete(firm.olga, first)
    dropped = add(firm, "Once only", parent=top.pk)
    verbs.set_status(firm.olga, dropped, status="cancelled")
    series = monthly(firm, read(firm, top))
    work_until("2027-01-01")
    _old, made = of_series(firm, series)
    assert (made.title, made.kind, made.tags) == (top.title, "order", top.tags)
    assert (made.assignees, made.estimate_hours) == (top.assignees, top.estimate_hours)
    assert made.own_values == top.own_values == {own: "K7"}
    assert (due(made), str(made.starts_on)) == ("2027-01-01", "2026-12-28")
    assert (made.parts, made.parts_done, made.parts_minutes) == (3, 0, 0)
    assert (made.steps, made.steps_done) == (1, 0)
    rows = WorkItem.objects.in_workspace(firm.workspace.pk)
    parts = {one.title: one for one in rows.filter(parent_id=made.pk)}
    assert set(parts) == {"Collect", "Book"}
    assert parts["Collect"].due_at == datetime(2026, 12, 29, 13, tzinfo=UTC)
    assert parts["Book"].assignees == second.assignees
    assert parts["Book"].waits_for == 1
    (deep,) = rows.filter(parent_id=parts["Book"].pk)
    assert (deep.title, due(deep)) == (below.title, "2026-12-31")
    (copied,) = Step.objects.in_workspace(firm.workspace.pk).filter(item_id=made.pk)
    assert (copied.text, str(copied.due_on)) == ("Bank", "2026-12-31")
    assert (copied.member_id, copied.done_at) == (firm.members["bea"].pk, None)


def test_the_next_one_is_like_the_last_as_that_is_by_then(firm: Firm) -> None:
    item = add(firm, "Report", due=DUE, assignees=[member(firm, "wim")])
    series = monthly(firm, item)
    verbs.assign(firm.olga, item, assignees=[member(firm, "bea")])
    actions.change(firm.olga, "work", item.pk, {"due": "2026-12-03"})
    work_until("2027-01-01")
    made = of_series(firm, series)[-1]
    # who took over goes on; that one was a little later once moves no other
    assert (made.assignees, due(made)) == ([member(firm, "bea")], "2027-01-01")


def test_who_has_left_is_given_nothing_more(firm: Firm) -> None:
    item = add(firm, "Report", due=DUE, assignees=[member(firm, "wim"), member(firm, "bea")])
    series = monthly(firm, item)
    gone = firm.members["wim"]
    gone.refresh_from_db()
    gone.is_active = False
    gone.save()
    firm.workspace.touch_directory()
    work_until("2027-01-01")
    assert of_series(firm, series)[-1].assignees == [member(firm, "bea")]


def test_a_private_item_repeats_among_those_who_knew_of_it(firm: Firm) -> None:
    from klientel.records.actions.share import share

    item = add(firm, "Secret", due=DUE)
    share(firm.olga, "work", item.pk, privacy="named", member_ids=[firm.members["wim"].pk])
    series = monthly(firm, item)
    work_until("2027-01-01")
    made = of_series(firm, series)[-1]
    seen = {
        name: WorkItem.objects.visible_to(firm.actor(name)).filter(pk=made.pk).exists()
        for name in ("olga", "wim", "bea", "lena")
    }
    assert seen == {"olga": True, "wim": True, "bea": False, "lena": False}


def test_its_history_says_that_it_repeats_and_what(firm: Firm) -> None:
    item = add(firm, "Report", due=DUE)
    series = monthly(firm, item)
    work_until("2027-01-01")
    made = of_series(firm, series)[-1]
    page = firm.client().get(f"/werft/work/{made.pk}/history").content.decode()
    assert "no. 2" in page
    assert "Report" in page


def test_a_moment_stays_the_same_on_the_clock_when_clocks_change(firm: Firm) -> None:
    item = add(firm, "Call", due="2027-03-25 09:00")
    series = repeating.repeat(firm.olga, item, unit="day", every="2", ahead="0")
    work_until("2027-03-29")
    hours = [one.due_at.hour for one in of_series(firm, series) if one.due_at]
    assert hours == [8, 8, 7]


def test_a_date_on_a_holiday_moves_and_the_item_knows_which_date_it_is_for(firm: Firm) -> None:
    item = add(firm, "Invoice", due="2027-10-01")
    series = monthly(firm, item, shift="next", region="DE-BY")
    work_until("2027-11-02")
    made = of_series(firm, series)[-1]
    assert (str(made.occurs_on), due(made)) == ("2027-11-01", "2027-11-02")


def test_a_count_ends_it(firm: Firm) -> None:
    series = monthly(firm, add(firm, "Rate", due=DUE), count="3")
    work_until("2028-01-01")
    assert len(of_series(firm, series)) == 3
    assert now_of(series).state == Series.State.ENDED


def test_a_last_day_ends_it(firm: Firm) -> None:
    series = monthly(firm, add(firm, "Rate", due=DUE), until="2027-02-01")
    work_until("2028-01-01")
    assert [due(one) for one in of_series(firm, series)][1:] == ["2027-01-01", "2027-02-01"]
    assert now_of(series).state == Series.State.ENDED


def test_the_database_itself_refuses_a_second_item_for_a_date(firm: Firm) -> None:
    series = monthly(firm, add(firm, "Report", due=DUE))
    work_until("2027-01-01")
    other = add(firm, "Another")
    rows = WorkItem.objects.in_workspace(firm.workspace.pk)
    with pytest.raises(IntegrityError):
        rows.filter(pk=other.pk).update(series=series.pk, series_number=2)


def test_a_deleted_one_is_not_added_again_and_the_one_before_is_copied(firm: Firm) -> None:
    series = monthly(firm, add(firm, "Report", due=DUE))
    work_until("2027-01-01")
    actions.trash(firm.olga, "work", of_series(firm, series)[-1].pk)
    work_until("2027-01-02")
    assert len(of_series(firm, series)) == 1
    work_until("2027-02-01")
    assert [due(one) for one in of_series(firm, series)] == [DUE, "2027-02-01"]


def test_where_all_are_deleted_nothing_comes_any_more(firm: Firm) -> None:
    item = add(firm, "Report", due=DUE)
    series = monthly(firm, item)
    actions.trash(firm.olga, "work", item.pk)
    work_until("2027-01-01")
    assert of_series(firm, series) == []
    assert now_of(series).state == Series.State.ENDED


def test_what_cannot_be_added_lets_the_series_rest_and_says_why(firm: Firm) -> None:
    from klientel.work.actions.kind import retire_kind

    item = add(firm, "Return", due=DUE, kind="return")
    series = monthly(firm, item)
    retire_kind(firm.olga, kind="return")
    work_until("2027-01-01")
    assert now_of(series).state == Series.State.PAUSED
    page = firm.client().get(f"/werft/work/{item.pk}/history").content.decode()
    assert "nicht mehr in Gebrauch" in page


# --- from the end of the last one -----------------------------------------------------------------


def from_done(firm: Firm, item: WorkItem, days: str = "10") -> Series:
    return repeating.repeat(firm.olga, item, unit="day", every=days, from_done="1")


def test_what_counts_from_its_end_comes_as_soon_as_the_last_is_finished(firm: Firm) -> None:
    item = add(firm, "Filter", due=DUE)
    series = from_done(firm, item)
    work_until("2027-06-01")
    assert len(of_series(firm, series)) == 1
    with on("2026-12-05"):
        verbs.complete(firm.olga, item)
        run_until_idle()
    assert [due(one) for one in of_series(firm, series)] == [DUE, "2026-12-15"]


def test_finished_by_mistake_and_taken_back_the_next_one_goes_again(firm: Firm) -> None:
    item = add(firm, "Filter", due=DUE)
    series = from_done(firm, item)
    verbs.complete(firm.olga, item)
    run_until_idle()
    assert len(of_series(firm, series)) == 2
    verbs.reopen(firm.olga, item)
    assert [one.pk for one in of_series(firm, series)] == [item.pk]
    verbs.complete(firm.olga, item)
    run_until_idle()
    assert [one.series_number for one in of_series(firm, series)] == [1, 2]


def test_the_series_of_many_that_are_finished_are_read_at_once(
    firm: Firm, django_assert_num_queries: Any
) -> None:
    items = [add(firm, title, due=DUE) for title in ("Filter", "Oil", "Tyres")]
    for item in items:
        monthly(firm, item)
    again = [read(firm, item) for item in items]
    with django_assert_num_queries(1) as asked:
        follow_finished(firm.olga, again)
    assert 'ORDER BY "work_series"."id"' in asked[0]["sql"]


def test_one_that_somebody_has_begun_stays(firm: Firm) -> None:
    item = add(firm, "Filter", due=DUE)
    series = from_done(firm, item)
    verbs.complete(firm.olga, item)
    run_until_idle()
    verbs.set_status(firm.olga, of_series(firm, series)[-1], status="in_progress")
    verbs.reopen(firm.olga, item)
    assert len(of_series(firm, series)) == 2


def test_two_that_are_finished_on_one_day_are_two(firm: Firm) -> None:
    item = add(firm, "Filter", due=DUE)
    series = from_done(firm, item)
    for _again in range(3):
        verbs.complete(firm.olga, of_series(firm, series)[-1])
        run_until_idle()
    assert [one.series_number for one in of_series(firm, series)] == [1, 2, 3, 4]
