"""Calendars: what stands on which day for whom, and moving it to another day."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.events.models import Event
from klientel.kit import clock
from klientel.records import actions
from klientel.records.actions.create import Draft, create_many
from klientel.records.actions.share import share
from klientel.views.layouts import calendar_days
from klientel.views.layouts.calendar_days import beside, days_of
from tests.cast import Firm

NOW = datetime(2026, 11, 26, 11, 0, tzinfo=UTC)
BOATS = "/werft/boats?layout=calendar"
TALKS = "/werft/interactions?layout=calendar"
HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"}
DAY = re.compile(
    r'<li class="calendar-day[^>]*data-day="([^"]+)"(.*?)(?=<li class="calendar-day|</k-)',
    re.DOTALL,
)
NAME = re.compile(
    r'class="calendar-when">(?:<svg.*?</svg>)? ?([^<]*)</span>\s*'
    r'<span class="calendar-what">([^<]*)<',
    re.DOTALL,
)


@pytest.fixture(autouse=True)
def now() -> Any:
    with clock.fixed(NOW):
        yield


def boats(firm: Firm, **days: str) -> list[Any]:
    olga = str(firm.members["olga"].pk)
    drafts = [
        Draft({"name": name, "launched_on": day, "owner": olga}) for name, day in days.items()
    ]
    return create_many(firm.olga, "boat", drafts)


def talk(firm: Firm, text: str, at: str) -> Any:
    account = actions.create(firm.olga, "account", {"name": "Ott"})
    given = {"body": text, "account": str(account.pk), "occurred_at": at}
    return actions.create(firm.olga, "interaction", given)


def days(firm: Firm, path: str, who: str = "olga") -> dict[str, list[tuple[str, str]]]:
    """By day what stands there: the time, and the title."""
    answer = firm.client(who).get(path)
    assert answer.status_code == 200
    found = DAY.findall(answer.content.decode())
    return {day: NAME.findall(text) for day, text in found}


def test_a_month_has_whole_weeks_and_what_is_on_each_day(firm: Firm) -> None:
    boats(firm, Ann="2026-11-01", Bob="2026-11-26", Cid="2026-12-06", Dan="2026-12-07")
    found = days(firm, BOATS)
    assert (min(found), max(found), len(found)) == ("2026-10-26", "2026-12-06", 42)
    assert {day: rows for day, rows in found.items() if rows} == {
        "2026-11-01": [("", "Ann")],
        "2026-11-26": [("", "Bob")],
        "2026-12-06": [("", "Cid")],
    }


def test_a_week_begins_on_monday_and_an_agenda_has_only_days_with_something(firm: Firm) -> None:
    boats(firm, Ann="2026-11-23", Bob="2026-12-20")
    week = days(firm, f"{BOATS}&span=week")
    assert list(week) == [f"2026-11-{n}" for n in range(23, 30)]
    assert week["2026-11-23"] == [("", "Ann")]
    assert days(firm, f"{BOATS}&span=agenda") == {"2026-12-20": [("", "Bob")]}


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_of_every_year_is_whole(month: int) -> None:
    for year in (2021, 2024, 2026, 2027):
        found = [day.on for day in days_of("month", date(year, month, 15)) if not day.is_beside]
        assert found[0] == date(year, month, 1)
        assert (found[-1].toordinal() + 1) == beside("month", date(year, month, 15), 1).toordinal()


def test_a_moment_stands_on_the_day_of_the_readers_clock(firm: Firm) -> None:
    # half past eleven at night in London is the next day in Berlin
    talk(firm, "Called", "2026-11-25T23:30:00+00:00")
    assert days(firm, f"{TALKS}&span=week")["2026-11-26"] == [("00:30", "Called")]
    user = firm.members["olga"].user
    user.time_zone = "Europe/London"
    user.save()
    assert days(firm, f"{TALKS}&span=week")["2026-11-25"] == [("23:30", "Called")]


def test_moving_a_moment_keeps_its_time_over_the_change_of_the_clock(firm: Firm) -> None:
    called = talk(firm, "Called", "2026-10-24T08:00:00+00:00")
    path = f"/werft/interactions/{called.pk}/change"
    given = {
        "occurred_at": "2026-10-26 10:00:00",
        "seen-occurred_at": '"2026-10-24T08:00:00+00:00"',
    }
    assert firm.client().post(path, given, **HTMX).status_code == 200
    called.refresh_from_db()
    assert called.occurred_at == datetime(2026, 10, 26, 9, 0, tzinfo=UTC)


def test_moving_is_one_change_that_can_be_undone_and_a_stale_one_is_refused(firm: Firm) -> None:
    (boat,) = boats(firm, Ann="2026-11-26")
    path = f"/werft/boats/{boat.pk}/change"
    given = {"launched_on": "2026-11-27", "seen-launched_on": '"2026-11-26"'}
    answer = firm.client().post(path, given, **HTMX)
    assert "Launched on is now “27 Nov 2026”" in answer.content.decode()
    event = Event.objects.in_workspace(firm.workspace.pk).latest("id")
    assert event.facts["changes"] == {"launched_on": ["2026-11-26", "2026-11-27"]}
    late = {"launched_on": "2026-11-30", "seen-launched_on": '"2026-11-26"'}
    assert firm.client("lena").post(path, late, **HTMX).status_code == 409
    actions.undo(firm.olga, event.batch)
    boat.refresh_from_db()
    assert boat.launched_on == date(2026, 11, 26)


def test_the_menu_of_an_entry_offers_the_days_around_it(firm: Firm) -> None:
    (boat,) = boats(firm, Ann="2026-11-26")
    menu = firm.client().get(f"/werft/boats/{boat.pk}/menu?by=launched_on", **HTMX)
    offered = re.findall(r'name="launched_on" value="([^"]+)"', menu.content.decode())
    assert offered == ["2026-11-19", "2026-11-25", "2026-11-27", "2026-12-03"]


def test_what_an_action_moves_is_asked_for_in_its_form_with_the_day_filled_in(firm: Firm) -> None:
    account = actions.create(firm.olga, "account", {"name": "Ott"})
    given = {"name": "Jour fixe", "account": str(account.pk), "starts_at": "2026-11-27 10:00"}
    meeting = actions.create(firm.olga, "meeting", given)
    text = firm.client().get("/werft/meetings?layout=calendar").content.decode()
    assert 'data-action="meeting.move"' in text
    path = f"/werft/meetings/{meeting.pk}/actions/meeting.move?starts_at=2026-11-30+10:00:00"
    assert 'value="30 Nov 2026, 10:00"' in firm.client().get(path, **HTMX).content.decode()
    junk = path.replace("2026-11-30+10:00:00", "%00soon")
    assert 'value="27 Nov 2026, 10:00"' in firm.client().get(junk, **HTMX).content.decode()
    # nothing is written by looking
    meeting.refresh_from_db()
    assert meeting.starts_at == datetime(2026, 11, 27, 9, 0, tzinfo=UTC)


def test_whatever_else_is_due_stands_beside_the_lists_own(firm: Firm) -> None:
    account = actions.create(firm.olga, "account", {"name": "Ott"})
    given = {"name": "Jour fixe", "account": str(account.pk), "starts_at": "2026-11-27 10:00"}
    meeting = actions.create(firm.olga, "meeting", given)
    boats(firm, Ann="2026-11-27")
    assert days(firm, BOATS)["2026-11-27"] == [("", "Ann")]
    both = [("", "Ann"), ("10:00", "Jour fixe")]
    text = firm.client().get(f"{BOATS}&also=due").content.decode()
    assert re.search(r'data-live-asks="boat [^"]*\bmeeting\b', text)
    assert days(firm, f"{BOATS}&also=due")["2026-11-27"] == both
    assert days(firm, f"{BOATS}&also=due&owner=me")["2026-11-27"] == [("", "Ann")]
    actions.change(firm.olga, "account", account.pk, {"owner": str(firm.members["olga"].pk)})
    assert days(firm, f"{BOATS}&also=due&owner=me")["2026-11-27"] == both
    share(firm.olga, "account", account.pk, privacy="named")
    assert days(firm, f"{BOATS}&also=due", "wim")["2026-11-27"] == [("", "Ann")]
    assert meeting.pk


def test_a_full_day_of_a_month_says_how_many_more_there_are(firm: Firm) -> None:
    boats(firm, **{f"Boat {n}": "2026-11-26" for n in range(9)})
    text = firm.client().get(BOATS).content.decode()
    assert len(days(firm, BOATS)["2026-11-26"]) == 4
    assert ">5 more</a>" in text
    assert len(days(firm, f"{BOATS}&span=agenda&day=2026-11-26")["2026-11-26"]) == 9


def test_too_many_are_said_and_the_earliest_shown(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendar_days, "MOST", 3)
    boats(firm, **{f"Boat {n}": f"2026-11-{n:02}" for n in range(10, 16)})
    text = firm.client().get(BOATS).content.decode()
    assert "Only the first" in text
    assert sum(map(len, days(firm, BOATS).values())) == 3


def test_whoever_may_not_change_the_type_can_move_nothing(firm: Firm) -> None:
    boats(firm, Ann="2026-11-26")
    assert "data-is-open" not in firm.client("bodo").get(BOATS).content.decode()
    assert "data-is-open" in firm.client("wim").get(BOATS).content.decode()


def test_a_calendar_costs_the_same_for_ten_and_for_hundreds_of_entries(firm: Firm) -> None:
    browser = firm.client()
    path = f"{BOATS}&also=due"
    boats(firm, Ann="2026-11-26")
    browser.get(path)
    with CaptureQueriesContext(connection) as few:
        browser.get(path)
    boats(firm, **{f"Boat {n}": f"2026-11-{n % 28 + 1:02}" for n in range(200)})
    browser.get(path)
    with CaptureQueriesContext(connection) as many:
        browser.get(path)
    assert len(many) == len(few) <= 7, [one["sql"][:90] for one in many.captured_queries]


def test_what_is_late_says_so_in_a_calendar_and_what_is_done_or_to_come_does_not(
    firm: Firm,
) -> None:
    days_of_work = {"Spaet": "2026-11-24", "Fertig": "2026-11-24", "Bald": "2026-11-28"}
    made = {
        title: actions.create(firm.olga, "work", {"title": title, "due": day})
        for title, day in days_of_work.items()
    }
    done = actions.actions.get("work.complete")
    done.call(firm.olga, made["Fertig"])
    shown = firm.client().get("/werft/work?layout=calendar&category=").content.decode()
    late = re.findall(r'calendar-entry is-late".*?calendar-what">([^<]*)<', shown, re.DOTALL)
    assert late == ["Spaet"]
    assert shown.count("overdue") == 1
