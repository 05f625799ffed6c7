"""Series set up, changed from one item on, left out, resting, ended; and all taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from klientel.events import jobs
from klientel.events.feed import history_of
from klientel.events.worker import run_until_idle
from klientel.kit import clock
from klientel.kit.refused import Refused
from klientel.records.actions import undo
from klientel.records.actions.share import share
from klientel.work.actions import item as verbs
from klientel.work.actions import series as repeating
from klientel.work.actions.next_one import add_next
from klientel.work.models import Series, WorkItem
from klientel.work.tests.items import add, read
from klientel.work.tests.series import (
    DUE,
    due,
    monthly,
    now_of,
    of_series,
    on,
    undo_last,
    work_until,
)
from tests.cast import Firm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("thursday")]


def test_an_item_without_a_day_is_due_on_the_first_that_fits(firm: Firm) -> None:
    item = add(firm, "Report")
    monthly(firm, item, on="working_day", nth="-1", begins_on="2026-12-01")
    assert due(read(firm, item)) == "2026-12-31"
    undo_last(firm, item)
    assert (read(firm, item).due_at, read(firm, item).series_id) == (None, None)


def test_dates_that_have_passed_are_not_made_up_for_when_it_is_set_up(firm: Firm) -> None:
    item = add(firm, "Report", due="2025-01-15")
    series = monthly(firm, item)
    assert str(series.next_on) == "2026-12-15"
    work_until("2026-12-15")
    assert len(of_series(firm, series)) == 2


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("every", {"every": "0"}),
        ("every", {"every": "1000"}),
        ("day", {"day": "32"}),
        ("until", {"until": "2026-12-05"}),
        ("count", {"count": "5000"}),
        ("region", {"shift": "next", "region": "XX"}),
        ("ahead", {"unit": "day", "ahead": "32"}),
        ("ahead", {"unit": "week", "ahead": "93"}),
        ("unit", {"unit": "fortnight"}),
        ("shift", {"every": "12", "shift": "leave_out", "region": "DE", "day": "25"}),
    ],
)
def test_a_rule_that_cannot_be_is_refused_with_its_part(
    firm: Firm, field: str, wrong: dict[str, str]
) -> None:
    item = add(firm, "Report", due="2026-12-25")
    with pytest.raises(Refused) as refusal:
        monthly(firm, item, **wrong)
    told = getattr(refusal.value, "errors", {refusal.value.field: None})
    assert list(told) == [field]
    assert read(firm, item).series_id is None


def test_a_change_holds_from_that_item_on_and_later_ones_give_way(firm: Firm) -> None:
    item = add(firm, "Report", due=DUE)
    series = monthly(firm, item)
    work_until("2027-02-01")
    first, second, third = of_series(firm, series)
    with on("2027-02-01"):
        repeating.repeat(firm.olga, second, unit="week", every="2", weekdays="4", ahead="0")
        left = of_series(firm, series)
        assert [one.pk for one in left] == [first.pk, second.pk]
        # the first of January 2027 is a Friday
        assert str(now_of(series).next_on) == "2027-02-12"
    work_until("2027-02-12")
    assert [due(one) for one in of_series(firm, series)] == [DUE, "2027-01-01", "2027-02-12"]
    assert read(firm, third).trashed_at is not None


def test_a_change_is_taken_back_with_those_that_gave_way(firm: Firm) -> None:
    item = add(firm, "Report", due=DUE)
    series = monthly(firm, item)
    work_until("2027-02-01")
    first, second, third = of_series(firm, series)
    with on("2027-02-01"):
        repeating.repeat(firm.olga, second, unit="week", every="2", ahead="0")
        undo_last(firm, second)
    assert [one.pk for one in of_series(firm, series)] == [first.pk, second.pk, third.pk]
    assert now_of(series).rule == series.rule
    work_until("2027-03-01")
    assert due(of_series(firm, series)[-1]) == "2027-03-01"


def test_whoever_may_not_delete_changes_a_rule_and_takes_it_back(firm: Firm) -> None:
    item = add(firm, "Report", who="sam", due=DUE)
    series = monthly(firm, item)
    work_until("2027-02-01")
    _first, second, third = of_series(firm, series)
    sam = firm.actor("sam")
    with on("2027-02-01"):
        repeating.repeat(sam, second, unit="week", every="2", ahead="0")
        assert read(firm, third).trashed_at is not None
        event = history_of(sam, second.pk, limit=1).rows[0]
        undo(sam, event.batch or event.pk)
    assert of_series(firm, series)[2:] == [third]


def test_what_the_actor_does_not_see_gives_way_as_well(firm: Firm) -> None:
    item = add(firm, "Report", who="wim", due=DUE)
    series = monthly(firm, item)
    work_until("2027-01-01")
    second = of_series(firm, series)[-1]
    share(firm.olga, "work", second.pk, privacy="named", member_ids=[firm.members["bea"].pk])
    wim = firm.actor("wim")
    with on("2027-01-01"):
        assert not WorkItem.objects.visible_to(wim).filter(pk=second.pk).exists()
        repeating.repeat(wim, read(firm, item), unit="week", every="1", ahead="0")
    assert read(firm, second).trashed_at is not None
    work_until("2027-01-05")
    assert [one.series_number for one in of_series(firm, series)] == [1, 2]


def test_what_was_taken_back_is_made_again_with_what_gives_way(firm: Firm) -> None:
    item = add(firm, "Report", due=DUE)
    series = monthly(firm, item)
    work_until("2027-02-01")
    _first, second, third = of_series(firm, series)
    with on("2027-02-01"):
        repeating.repeat(firm.olga, second, unit="week", every="2", ahead="0")
        for left in ([1, 2, 3], [1, 2], [1, 2, 3]):
            undo_last(firm, second)
            assert [one.series_number for one in of_series(firm, series)] == left
        verbs.set_status(firm.olga, third, status="in_progress")
        with pytest.raises(Refused):
            undo_last(firm, second)
    assert [one.series_number for one in of_series(firm, series)] == [1, 2, 3]


def test_what_went_with_setting_it_up_comes_back_into_its_series(firm: Firm) -> None:
    # all of it within the month in which a step can be taken back, each after the one before
    with on("2027-01-04"):
        item = add(firm, "Report", due="2027-01-05")
        series = monthly(firm, item, ahead="14")
    work_until("2027-01-22")
    there = of_series(firm, series)
    assert due(there[-1]) == "2027-02-05"
    for day, left in zip((23, 24, 25, 26), ([], there, [], there), strict=True):
        with on(f"2027-01-{day}"):
            undo_last(firm, item)
        assert of_series(firm, series) == left
    work_until("2027-02-20")
    assert due(of_series(firm, series)[-1]) == "2027-03-05"


def test_one_that_was_begun_does_not_give_way(firm: Firm) -> None:
    item = add(firm, "Report", due=DUE)
    series = monthly(firm, item)
    work_until("2027-01-01")
    second = of_series(firm, series)[-1]
    verbs.set_status(firm.olga, second, status="in_progress")
    with on("2027-01-01"):
        repeating.repeat(firm.olga, item, unit="week", every="1", ahead="0")
    assert [one.pk for one in of_series(firm, series)] == [item.pk, second.pk]
    assert str(now_of(series).next_on) == "2027-01-05"


def test_the_next_date_is_left_out_and_taken_back(firm: Firm) -> None:
    item = add(firm, "Report", due=DUE)
    series = monthly(firm, item)
    repeating.skip_next(firm.olga, item, day="2027-01-01")
    assert str(now_of(series).next_on) == "2027-02-01"
    with pytest.raises(Refused):
        repeating.skip_next(firm.olga, item, day="2027-01-01")
    undo_last(firm, item)
    assert str(now_of(series).next_on) == "2027-01-01"


def test_it_rests_and_goes_on_without_what_has_passed(firm: Firm) -> None:
    item = add(firm, "Report", due=DUE)
    series = monthly(firm, item)
    repeating.pause_repeating(firm.olga, item)
    work_until("2027-03-15")
    assert len(of_series(firm, series)) == 1
    with on("2027-03-15"):
        repeating.resume_repeating(firm.olga, item)
    assert str(now_of(series).next_on) == "2027-04-01"


def test_it_is_ended_and_taken_back_and_set_up_anew(firm: Firm) -> None:
    item = add(firm, "Report", due=DUE)
    series = monthly(firm, item)
    repeating.end_repeating(firm.olga, item)
    assert now_of(series).is_over
    undo_last(firm, item)
    assert str(now_of(series).next_on) == "2027-01-01"
    repeating.end_repeating(firm.olga, item)
    with pytest.raises(Refused):
        repeating.pause_repeating(firm.olga, item)
    anew = monthly(firm, item)
    assert (anew.pk, read(firm, item).series_id) != (series.pk, series.pk)


def test_setting_it_up_is_taken_back_whole_and_that_as_well(firm: Firm) -> None:
    item = add(firm, "Report", due=DUE)
    series = monthly(firm, item)
    undo_last(firm, item)
    assert read(firm, item).series_id is None
    assert not Series.objects.in_workspace(firm.workspace.pk).exists()
    undo_last(firm, item)
    assert read(firm, item).series_id == series.pk
    assert now_of(series).rule == series.rule


def test_with_setting_it_up_goes_what_came_of_it_unless_somebody_has_begun_that(
    firm: Firm,
) -> None:
    item, other = add(firm, "Report", due=DUE), add(firm, "Books", due=DUE)
    series, begun = monthly(firm, item), monthly(firm, other)
    work_until("2027-01-01")
    undo_last(firm, item)
    assert of_series(firm, series) == []
    assert read(firm, item).trashed_at is None
    verbs.set_status(firm.olga, of_series(firm, begun)[-1], status="in_progress")
    with pytest.raises(Refused):
        undo_last(firm, other)
    assert len(of_series(firm, begun)) == 2


def test_an_item_that_does_not_repeat_has_nothing_to_leave_out(firm: Firm) -> None:
    with pytest.raises(Refused):
        repeating.skip_next(firm.olga, add(firm, "Report"))


def test_nothing_of_another_firm_is_touched(firm: Firm, other_firm: Firm) -> None:
    series = monthly(firm, add(firm, "Report", due=DUE))
    with on("2027-01-01"):
        assert add_next(other_firm.workspace.pk, series.pk) is None
    assert len(of_series(firm, series)) == 1


def test_copies_are_of_no_series(firm: Firm) -> None:
    from klientel.work.actions.place import duplicate

    item = add(firm, "Report", due=DUE)
    monthly(firm, item)
    assert read(firm, duplicate(firm.olga, item, title="Copy")).series_id is None


def test_a_job_that_is_asked_for_twice_waits_once(firm: Firm) -> None:
    monthly(firm, add(firm, "Report", due=DUE))
    monthly(firm, add(firm, "Books", due=DUE))
    from klientel.work.tasks import look_for_due

    with on("2027-01-01"):
        assert (look_for_due.call(), look_for_due.call()) == (1, 1)
        key = f"repeating:{firm.workspace.pk}"
        assert len(jobs.open_with_key(key)) == 1


def test_what_comes_seldom_is_added_long_before(firm: Firm) -> None:
    item = add(firm, "Report", due=DUE)
    assert monthly(firm, item, unit="day", every="30", ahead="90").ahead == 90


def test_nobody_is_asked_for_what_comes_tomorrow(firm: Firm) -> None:
    series = repeating.repeat(firm.olga, add(firm, "Daily", due=DUE), unit="day", every="1")
    assert str(series.make_on) == "2026-12-02"
    from klientel.work.tasks import look_for_due

    with on("2026-12-01"):
        assert look_for_due.call() == 0
    # midnight in Berlin
    with clock.fixed(datetime(2026, 12, 1, 23, tzinfo=UTC)):
        assert look_for_due.call() == 1


def test_it_comes_on_the_day_of_where_the_series_lives(firm: Firm) -> None:
    series = repeating.repeat(firm.olga, add(firm, "Daily", due=DUE), unit="day", every="1")
    series.time_zone = "Pacific/Auckland"
    series.save()
    with on("2026-12-01"):
        from klientel.work.tasks import look_for_due

        assert look_for_due.call() == 1
        run_until_idle()
    assert len(of_series(firm, series)) == 2


def test_dates_a_hundred_years_on_are_found_at_once(firm: Firm) -> None:
    from klientel.work.series_plan import coming

    series = repeating.repeat(firm.olga, add(firm, "Daily", due=DUE), unit="day", every="1")
    series.reached_on = series.taken_on = date(2126, 1, 1)
    assert next(coming(series)).day == date(2126, 1, 1) + timedelta(days=1)
