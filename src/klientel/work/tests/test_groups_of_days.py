"""Work in groups of days, for tables and boards: around today, by weeks, by months."""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.kit import clock
from klientel.records.actions.create import Draft, create_many
from klientel.records.actions.own_field import add_field
from klientel.records.fields.stretches import stretches_of
from klientel.records.reading import reading_for
from klientel.records.types import record_types
from klientel.views import keyset, rows
from klientel.views.tests.drawn import HTMX, lines
from klientel.work.tests.items import add, read
from tests.cast import Firm

pytestmark = pytest.mark.django_db
THURSDAY = datetime(2026, 11, 26, 9, tzinfo=UTC)
DAYS = {
    "Late": "2026-11-25", "Now": "2026-11-26 14:00", "Soon": "2026-11-27", "Week": "2026-11-29",
    "Next": "2026-12-02", "Far": "2027-02-01",
}  # fmt: skip


@pytest.fixture(autouse=True)
def thursday() -> Any:
    with clock.fixed(THURSDAY):
        yield


def fill(firm: Firm, **more: Any) -> None:
    drafts = [Draft({"title": name, "due": day, **more}) for name, day in DAYS.items()]
    create_many(firm.olga, "work", [*drafts, Draft({"title": "Never", **more})])


def grouped(firm: Firm, asked: str, who: str = "olga") -> dict[str, list[str]]:
    """The rows of a table by the words of their group."""
    text = firm.client(who).get(f"/werft/work?cols=due&{asked}").content.decode()
    found: dict[str, list[str]] = {}
    last = ""
    for line in lines(text):
        if line in {*DAYS, "Never"}:
            found[last].append(line)
        else:
            last = re.sub(r" [\d,+]+$", "", line)
            found[last] = []
    return found


def names(firm: Firm, day: date, *, is_deadline: bool = True) -> list[tuple[str, Any]]:
    one = record_types.get("work").field("starts_on")
    reading = reading_for(firm.workspace)
    reading.today = day
    return [
        (stretch.name, stretch.low)
        for stretch, _label in stretches_of(one, reading, "", is_deadline=is_deadline)
    ]


def test_a_table_is_grouped_by_words_around_today(firm: Firm) -> None:
    fill(firm)
    assert grouped(firm, "group=due") == {
        "Before today": ["Late"], "Today": ["Now"], "Tomorrow": ["Soon"],
        "Later this week": ["Week"], "Next week": ["Next"], "Later": ["Far"], "Without": ["Never"],
    }  # fmt: skip


def test_by_weeks_and_by_months(firm: Firm) -> None:
    fill(firm)
    weeks = grouped(firm, "group=due&step=week")
    assert weeks["This week"] == ["Late", "Now", "Soon", "Week"]
    assert (weeks["Next week"], weeks["Later"]) == (["Next"], ["Far"])
    months = grouped(firm, "group=due&step=month")
    assert months["November 2026"] == ["Late", "Now", "Soon", "Week"]
    assert list(months) == ["November 2026", "December 2026", "February 2027", "Without"]
    text = firm.client().get("/werft/work?group=due&step=year").content.decode()
    assert "cannot be applied" in html.unescape(text)


@pytest.mark.parametrize("number", range(7))
def test_the_words_never_overlap_and_always_rise(firm: Firm, number: int) -> None:
    day = date(2026, 11, 23) + timedelta(days=number)
    for is_deadline in (True, False):
        found = names(firm, day, is_deadline=is_deadline)
        lows = [low for _name, low in found[1:]]
        assert lows == sorted(set(lows))
        told = dict(found)
        assert told["today"] == day
        assert told["tomorrow"] == day + timedelta(days=1)
        assert "next-week" in told
    assert ("rest-of-week" in dict(names(firm, day))) == (number < 5)


def test_what_is_no_deadline_is_told_by_past_weeks_as_well(firm: Firm) -> None:
    with clock.fixed(THURSDAY - timedelta(days=9)):
        add(firm, "Late")
    add(firm, "Now")
    assert grouped(firm, "group=created_at") == {"Last week": ["Late"], "Today": ["Now"]}


def test_a_whole_day_is_in_its_group_wherever_the_reader_is(firm: Firm) -> None:
    fill(firm)
    user = firm.members["olga"].user
    user.time_zone = "America/New_York"
    user.save()
    assert grouped(firm, "group=due")["Tomorrow"] == ["Soon"]


def test_days_divide_other_groups_and_are_divided(firm: Firm) -> None:
    fill(firm, kind="order")
    add(firm, "Late", due="2026-11-20")
    text = firm.client().get("/werft/work?cols=due&group=kind&split=due").content.decode()
    assert [one for one in lines(text) if "Before today" in one] == [
        "> Before today 1",
        "> Before today 1",
    ]
    text = firm.client().get("/werft/work?cols=due&group=due&split=kind").content.decode()
    assert lines(text)[:4] == ["Before today 2", "> Order 1", "Late", "> Task 1"]


def test_own_fields_are_grouped_as_well(firm: Firm) -> None:
    name = add_field(firm.olga, type="work", kind="day", label="Visit").name
    firm.workspace.refresh_from_db()
    for title, day in DAYS.items():
        add(firm, title, **{name: day[:10]})
    add(firm, "Never")
    found = grouped(firm, f"group={name}")
    assert found["Tomorrow"] == ["Soon"]
    assert found["Without"] == ["Never"]


@pytest.mark.parametrize("asked", ["", "&sort=-due", "&sort=title", "&step=month", "&split=kind"])
def test_a_long_list_is_paged_in_the_same_order(
    firm: Firm, asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _n in range(3):
        fill(firm)
    short = whole(firm, asked)
    for module, name in ((keyset, "LONG"), (rows, "COUNTED")):
        monkeypatch.setattr(module, name, 5)
    monkeypatch.setattr(rows.Listing.page, "__defaults__", (4,))
    assert [one for one in whole(firm, asked) if one in {*DAYS, "Never"}] == [
        one for one in short if one in {*DAYS, "Never"}
    ]


def whole(firm: Firm, asked: str) -> list[str]:
    """All lines of a list, page by page."""
    browser, found = firm.client(), []
    path: str | None = f"/werft/work?cols=due&group=due{asked}"
    more: dict[str, Any] = {}
    while path:
        text = browser.get(path, **more).content.decode()
        found += lines(text)
        onward = re.search(r'hx-get="([^"]+after=[^"]+)"', text)
        path, more = (html.unescape(onward[1]) if onward else None), HTMX
    return found


def columns(text: str) -> dict[str, str | None]:
    """The columns of a board, and what puts a card there."""
    found = re.findall(r'<section class="board-column[^>]*>', text)
    told = {}
    for one in found:
        put = re.search(r'data-put="([^"]*)"', one)
        told[re.search(r'data-name="([^"]*)"', one)[1]] = put[1] if put else None
    return told


def test_a_board_has_a_column_for_each_and_a_card_is_put_on_a_day(firm: Firm) -> None:
    fill(firm)
    board = "/werft/work?layout=board&group=due"
    found = columns(firm.client().get(board).content.decode())
    assert found == {
        "Before today": None, "Today": "2026-11-26", "Tomorrow": "2026-11-27",
        "Later this week": "2026-11-28", "Next week": "2026-11-30", "Later": "2026-12-07",
        "Without": "",
    }  # fmt: skip
    redrawn = firm.client().get(f"{board}&redraw=1&columns=today,nothing", **HTMX)
    assert list(columns(redrawn.content.decode())) == ["Today"]
    shut = columns(firm.client("bodo").get(board).content.decode())
    assert set(shut.values()) == {None}


def test_a_card_that_is_put_on_a_day_keeps_its_time(firm: Firm) -> None:
    item = add(firm, "Now", due="2026-11-26 14:00")
    path = f"/werft/work/{item.pk}/change"
    browser = firm.client()
    assert browser.post(path, {"due": "2026-11-30", "keep-due": "1"}, **HTMX).status_code == 200
    assert read(firm, item).due_at == datetime(2026, 11, 30, 13, tzinfo=UTC)
    assert browser.post(path, {"due": "2026-12-01"}, **HTMX).status_code == 200
    assert read(firm, item).due_is_day
    browser.post(path, {"due": "2026-12-02", "keep-due": "1"}, **HTMX)
    assert read(firm, item).due_is_day
    assert browser.post(path, {"due": "", "keep-due": "1"}, **HTMX).status_code == 200
    assert read(firm, item).due_at is None


@pytest.mark.parametrize("asked", ["group=due", "group=due&step=week", "layout=board&group=due"])
def test_it_costs_the_same_however_many_there_are(firm: Firm, asked: str) -> None:
    def queries() -> int:
        browser = firm.client()
        browser.get(f"/werft/work?{asked}")
        with CaptureQueriesContext(connection) as found:
            assert browser.get(f"/werft/work?{asked}").status_code == 200
        return len(found)

    fill(firm)
    few = queries()
    for _n in range(5):
        fill(firm)
    assert queries() == few
