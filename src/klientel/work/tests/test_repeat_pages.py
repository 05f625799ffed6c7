"""The pages of repeating: what the form foresees, refuses and keeps, what the panel shows."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.kit import clock
from klientel.work.actions import series as repeating
from klientel.work.models import Series, WorkItem
from klientel.work.tests.items import add, read
from klientel.work.tests.series import DUE, monthly, of_series, work_until
from tests.cast import Firm

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
SAID = {
    "every": "1", "unit": "month", "on": "date", "day": "1", "nth": "1", "weekday": "0",
    "month": "12", "shift": "stay", "region": "DE", "from_done": "", "ends": "", "until": "",
    "count": "", "ahead": "", "begins_on": "",
}  # fmt: skip


@pytest.fixture(autouse=True)
def now() -> Any:
    with clock.fixed(NOW):
        yield


def post(firm: Firm, item: WorkItem, **said: str) -> Any:
    return firm.client().post(f"/werft/work/{item.pk}/repeat", {**SAID, **said})


def foreseen(firm: Firm, item: WorkItem, **said: str) -> str:
    answer = firm.client().get(f"/werft/work/{item.pk}/repeat/dates", {**SAID, **said})
    assert answer.status_code == 200
    return answer.content.decode()


def page(firm: Firm, item: WorkItem, who: str = "olga") -> str:
    return firm.client(who).get(f"/werft/work/{item.pk}").content.decode()


def test_the_form_sets_what_it_says(firm: Firm) -> None:
    item = add(firm, "Report", due=DUE)
    answer = post(firm, item, on="working_day", nth="-1", shift="previous", region="DE-BY",
                  ends="until", until="31.12.2027", ahead="5")  # fmt: skip
    assert answer.status_code == 303
    series = Series.objects.in_workspace(firm.workspace.pk).get()
    assert series.rule["nth"] == -1
    assert (series.rule["region"], series.rule["until"]) == ("DE-BY", "2027-12-31")
    assert (series.ahead, str(series.next_day)) == (5, "2026-12-31")
    shown = page(firm, item)
    assert "Every month on the last working day" in shown
    assert "31 December 2026" in shown


def test_what_other_choices_leave_out_does_not_count(firm: Firm) -> None:
    item = add(firm, "Report", due=DUE)
    answer = post(firm, item, unit="week", weekdays="0", day="99", nth="7", until="no day",
                  count="-3", region="nowhere")  # fmt: skip
    assert answer.status_code == 303
    assert Series.objects.in_workspace(firm.workspace.pk).get().rule["weekdays"] == [0]


def test_how_early_it_is_added_follows_the_rhythm_where_nobody_says(firm: Firm) -> None:
    found = {}
    for unit in ("day", "week", "month", "year"):
        item = add(firm, unit, due=DUE)
        post(firm, item, unit=unit)
        found[unit] = Series.objects.in_workspace(firm.workspace.pk).order_by("-pk")[0].ahead
    assert found == {"day": 0, "week": 2, "month": 7, "year": 30}


def test_the_next_five_dates_are_foreseen_with_the_reason_where_they_move(firm: Firm) -> None:
    item = add(firm, "Report", due=DUE)
    text = foreseen(firm, item, shift="next", region="DE-BY")
    assert text.count("<li>") == 5
    # the first of January is a holiday, the second of 2027 a Saturday
    assert "Mon 4 January 2027" in text
    assert "instead of 1 Jan 2027, New Year" in text


def test_what_counts_from_its_end_is_foreseen_as_a_guess(firm: Firm) -> None:
    item = add(firm, "Report", due=DUE)
    text = foreseen(firm, item, unit="week", every="2", from_done="1")
    assert "2 weeks after it is finished" in text
    assert "if each is finished on its day" in text


def test_an_item_without_a_day_is_told_which_it_gets(firm: Firm) -> None:
    text = foreseen(firm, add(firm, "Report"), on="last_day", begins_on="1.12.")
    assert "31 December 2026" in text


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("every", {"every": "0"}),
        ("every", {"every": "many"}),
        ("every", {"every": "9" * 40}),
        ("unit", {"unit": "aeon"}),
        ("day", {"day": "32"}),
        ("until", {"ends": "until", "until": "someday"}),
        ("until", {"ends": "until", "until": "2026-12-01"}),
        ("count", {"ends": "count", "count": "1e9"}),
        ("region", {"shift": "next", "region": "<script>"}),
        ("weekdays", {"unit": "week", "weekdays": "9"}),
        ("ahead", {"ahead": "-1"}),
    ],
)
def test_what_is_refused_stays_typed_and_says_why_in_both_places(
    firm: Firm, field: str, wrong: dict[str, str]
) -> None:
    item = add(firm, "Report", due=DUE)
    answer = post(firm, item, **wrong)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="repeat-{field}-error"' in text
    assert f'href="#repeat-{field}"' in text
    assert "bad" in foreseen(firm, item, **wrong)
    assert not Series.objects.in_workspace(firm.workspace.pk).exists()


def test_the_form_of_a_series_shows_its_rule_and_who_gives_way(firm: Firm) -> None:
    item = add(firm, "Report", due=DUE)
    series = monthly(firm, item, every="2", on="weekday", nth="2", weekday="1")
    work_until("2027-04-20")
    first = of_series(firm, series)[0]
    text = firm.client().get(f"/werft/work/{first.pk}/repeat").content.decode()
    assert 'value="2" required' in text
    assert '<option value="weekday" selected>' in text
    assert "3 later ones" in text


def test_the_place_of_the_holidays_is_proposed_as_chosen_last(firm: Firm) -> None:
    post(firm, add(firm, "One", due=DUE), shift="next", region="DE-SN")
    text = firm.client().get(f"/werft/work/{add(firm, 'Other').pk}/repeat").content.decode()
    assert '<option value="DE-SN" selected>' in text


def test_the_panel_leads_to_the_one_before_and_after(firm: Firm) -> None:
    series = monthly(firm, add(firm, "Report", due=DUE))
    work_until("2027-02-01")
    first, middle, last = of_series(firm, series)
    shown = page(firm, middle)
    assert f"/werft/work/{first.ref}-report" in shown
    assert f"/werft/work/{last.ref}-report" in shown
    assert "No. 2" in shown


def test_buttons_of_the_panel_do_what_they_say(firm: Firm) -> None:
    item = add(firm, "Report", due=DUE)
    series = monthly(firm, item)
    browser = firm.client()
    for do, state in (("pause", "paused"), ("resume", "running"), ("end", "ended")):
        answer = browser.post(f"/werft/work/{item.pk}/repeat/do", {"do": do})
        assert answer.status_code == 303
        series.refresh_from_db()
        assert series.state == state
    answer = browser.post(f"/werft/work/{item.pk}/repeat/do", {"do": "explode"}, follow=True)
    assert "There is nothing to do" in answer.content.decode()


def test_who_may_not_edit_sees_when_it_repeats_and_nothing_to_press(firm: Firm) -> None:
    item = add(firm, "Report", due=DUE)
    monthly(firm, item)
    shown = page(firm, item, "bodo")
    if "Every month" in shown:
        assert f"/work/{item.pk}/repeat" not in shown
    assert firm.client("bodo").get(f"/werft/work/{item.pk}/repeat").status_code in (403, 404)
    assert firm.client("bodo").post(f"/werft/work/{item.pk}/repeat", SAID).status_code in (403, 404)


def test_the_page_reads_no_more_for_a_long_series_and_nothing_for_none(firm: Firm) -> None:
    def queries(item: WorkItem) -> int:
        browser = firm.client()
        browser.get(f"/werft/work/{item.pk}")
        with CaptureQueriesContext(
            connection,
        ) as found:
            browser.get(f"/werft/work/{item.pk}")
        return len(found)

    plain = queries(add(firm, "Plain", due=DUE))
    series = monthly(firm, add(firm, "Report", due=DUE))
    work_until("2027-01-01")
    short = queries(of_series(firm, series)[0])
    work_until("2028-06-01")
    long = queries(of_series(firm, series)[5])
    assert long == short
    assert short - plain <= 2


def test_making_the_next_one_takes_as_many_statements_for_many_parts(firm: Firm) -> None:
    from klientel.work.actions.next_one import add_next

    def statements(parts: int) -> int:
        top = add(firm, "Top", due=DUE)
        for number in range(parts):
            add(firm, f"Part {number}", parent=top.pk)
        series = repeating.repeat(firm.olga, read(firm, top), unit="month", every="1", ahead="0")
        at = datetime(2027, 1, 1, 12, tzinfo=UTC)
        with clock.fixed(at), CaptureQueriesContext(connection) as found:
            assert add_next(firm.workspace.pk, series.pk) is not None
        return len(found)

    few = statements(3)
    assert statements(11) == few


def test_a_list_is_narrowed_to_what_repeats(firm: Firm) -> None:
    monthly(firm, add(firm, "Comes again", due=DUE))
    add(firm, "Once only", due=DUE)
    text = firm.client().get("/werft/work?repeats=1").content.decode()
    assert "Comes again" in text
    assert "Once only" not in text
