"""The calendar of a member: what one has, on the days of the reader's zone, in few reads."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.crm.actions.meeting import cancel, hold, plan
from klientel.kit import clock
from klientel.records import actions
from tests.cast import Firm

pytestmark = pytest.mark.django_db
#: a Tuesday, half an hour into the day in Berlin, and still Monday in UTC
LATE = datetime(2027, 1, 4, 23, 30, tzinfo=UTC)


def account(firm: Firm, name: str = "Nord Media") -> Any:
    values = {"name": name, "relationship": "customer"}
    return actions.create(firm.olga, "account", values)


def page(firm: Firm, who: str = "olga", query: str = "on=2027-01-05") -> str:
    return firm.client(who).get(f"/{firm.slug}/today/calendar?{query}").content.decode()


def entry(shown: str, title: str) -> str:
    """The item of a calendar that says a title."""
    found = re.findall(r'<li class="calendar-item.*?</li>', shown, re.DOTALL)
    return next(one for one in found if f">{title}<" in one)


def due(firm: Firm, title: str, at: str) -> Any:
    mine = {"assignees": [str(firm.members["wim"].pk)], "due": at}
    return actions.create(firm.olga, "work", {"title": title, **mine})


def planned(firm: Firm, at: Any, name: str = "Jour fixe", **more: Any) -> Any:
    return plan(firm.olga, at, **{"name": name, "starts_at": LATE, "minutes": "60", **more})


def test_a_meeting_stands_on_the_day_of_the_readers_zone(firm: Firm) -> None:
    planned(firm, account(firm), place="Kiel")
    assert "Jour fixe" in page(firm, query="view=day&on=2027-01-05")
    assert "Jour fixe" not in page(firm, query="view=day&on=2027-01-04")
    week = page(firm)
    assert "00:30–01:30" in week
    assert "Nord Media · Kiel" in week


def test_each_sees_their_own_and_only_what_they_may_know_of(firm: Firm) -> None:
    nord, secret = account(firm), account(firm, "Geheim")
    wim = str(firm.members["wim"].pk)
    planned(firm, nord, "Mit Wim", colleagues=wim)
    planned(firm, nord, "Ohne Wim")
    planned(firm, secret, "Verkauf", colleagues=wim)
    actions.share(firm.olga, "account", secret.pk, privacy="named")
    theirs = page(firm, "wim")
    assert "Mit Wim" in theirs
    assert "Ohne Wim" not in theirs
    assert "Verkauf" not in theirs
    assert "Mit Wim" not in page(firm, "bea")


def test_seen_as_a_member_it_is_the_calendar_of_that_member(firm: Firm) -> None:
    nord, wim = account(firm), str(firm.members["wim"].pk)
    planned(firm, nord, "Mit Wim", colleagues=wim)
    planned(firm, nord, "Ohne Wim")
    browser = firm.client()
    browser.post(f"/{firm.slug}/settings/team/see-as", {"as": wim})
    shown = browser.get(f"/{firm.slug}/today/calendar?on=2027-01-05").content.decode()
    assert "Mit Wim" in shown
    assert "Ohne Wim" not in shown


def test_called_off_it_is_struck_and_held_it_stands_once(firm: Firm) -> None:
    nord = account(firm)
    cancel(firm.olga, planned(firm, nord, "Abgesagt"))
    with clock.fixed(LATE + timedelta(hours=2)):
        hold(firm.olga, planned(firm, nord, "Gehalten"), body="Was Gehalten wurde")
    shown = page(firm)
    assert "<s>Abgesagt</s>" in shown
    assert shown.count(">Gehalten<") == 1


def test_a_meeting_noted_the_former_way_stands_there_too(firm: Firm) -> None:
    nord = account(firm)
    given = {"kind": "visit", "account": str(nord.pk), "occurred_at": LATE, "body": "Besuch"}
    actions.create(firm.olga, "interaction", given)
    assert "Besuch" in page(firm)


@pytest.mark.parametrize(
    "query", ["", "view=month", "on=x", "on=0001-01-01", "on=9999-12-31", "on=2027-02-30"]
)
def test_a_strange_address_shows_a_week(firm: Firm, query: str) -> None:
    answer = firm.client().get(f"/{firm.slug}/today/calendar?{query}")
    assert answer.status_code == 200
    assert answer.content.decode().count("calendar-title") == 7


def test_it_costs_the_same_for_one_and_for_twenty(firm: Firm) -> None:
    nord = account(firm)
    browser = firm.client()
    address = f"/{firm.slug}/today/calendar?on=2027-01-05"
    planned(firm, nord)
    browser.get(address)
    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    for number in range(19):
        planned(firm, nord, f"Termin {number}")
    browser.get(address)
    with CaptureQueriesContext(connection) as many:
        browser.get(address)
    # six for what has its time, three for what is due
    assert len(many) == len(few) <= 9


def test_what_is_due_stands_on_its_day_as_in_the_subscribed_calendar(firm: Firm) -> None:
    today = clock.today(firm.workspace.time_zone)
    mine = {"assignees": [str(firm.members["wim"].pk)], "due": today.isoformat()}
    actions.create(firm.olga, "work", {"title": "Angebot schreiben", **mine})
    actions.create(firm.olga, "work", {"title": "Fremdes", **mine, "assignees": []})
    shown = firm.client("wim").get(f"/{firm.slug}/today/calendar").content.decode()
    assert "Angebot schreiben" in shown
    assert "Fremdes" not in shown
    assert "is-late" not in shown
    before = (today - timedelta(days=1)).isoformat()
    actions.create(firm.olga, "work", {"title": "Liegt noch", **mine, "due": before})
    path = f"/{firm.slug}/today/calendar?view=day&on={before}"
    day = firm.client("wim").get(path).content.decode()
    assert "is-late" in day
    assert "overdue" in day


def test_something_is_added_on_a_day_by_who_may(firm: Firm) -> None:
    today = clock.today(firm.workspace.time_zone)
    way = f"/{firm.slug}/work/new?due={today.isoformat()}"
    page = f"/{firm.slug}/today/calendar"
    assert way in firm.client("wim").get(page).content.decode()
    assert "/new?due=" not in firm.client("bodo").get(page).content.decode()
    form = firm.client("wim").get(way).content.decode()
    assert f'value="{today:%d.%m.%Y}"' in form or today.isoformat() in form


def test_what_has_a_time_stands_at_it_and_a_whole_day_above_the_hours(firm: Firm) -> None:
    due(firm, "Um halb zehn", "2027-01-05T09:30:00+01:00")
    due(firm, "Den ganzen Tag", "2027-01-05")
    shown = page(firm, "wim")
    assert "at-h9 at-t3 at-o0 for-h0 for-t3 for-o0" in entry(shown, "Um halb zehn")
    assert "at-h" not in entry(shown, "Den ganzen Tag")
    above, hours = shown.index("Den ganzen Tag"), shown.index('aria-label="Tue 5 January"')
    assert above < hours < shown.index("Um halb zehn")


def test_what_overlaps_stands_side_by_side(firm: Firm) -> None:
    nord = account(firm)
    planned(firm, nord, "Eins")
    planned(firm, nord, "Zwei", starts_at=LATE + timedelta(minutes=30))
    planned(firm, nord, "Danach", starts_at=LATE + timedelta(hours=3))
    shown = page(firm)
    assert "left-0 of-2" in entry(shown, "Eins")
    assert "left-1 of-2" in entry(shown, "Zwei")
    assert "of-" not in entry(shown, "Danach").partition('"')[2].partition('"')[0]


def test_today_has_a_line_that_says_now(firm: Firm) -> None:
    assert page(firm, query="").count("calendar-now at-h") == 1
    assert "calendar-now" not in page(firm, query="on=2035-01-12")


def test_a_week_counts_what_does_not_fit_above_it_and_a_day_shows_all(firm: Firm) -> None:
    for number in range(7):
        due(firm, f"Sache {number}", "2027-01-05")
    week, day = page(firm, "wim"), page(firm, "wim", "view=day&on=2027-01-05")
    assert week.count(">Sache ") == 4
    assert "3 more" in week
    assert day.count(">Sache ") == 7


def test_who_may_change_it_can_move_it_and_others_only_look(firm: Firm) -> None:
    item = due(firm, "Um halb zehn", "2027-01-05T09:30:00+01:00")
    given = entry(page(firm, "wim"), "Um halb zehn")
    assert f'data-item="{item.pk}"' in given
    assert "data-is-open" in given
    assert 'data-by="due"' in given
    seen = re.search('data-seen="([^"]+)"', given)
    assert seen is not None
    moved = {"due": "2027-01-05 11:15:00", "seen-due": seen[1].replace("&#34;", '"')}
    path = f"/{firm.slug}/work/{item.pk}/change"
    assert firm.client("wim").post(path, moved, HTTP_HX_REQUEST="true").status_code in (200, 302)
    item.refresh_from_db()
    assert item.due_at == datetime(2027, 1, 5, 10, 15, tzinfo=UTC)
    mine = {"assignees": [str(firm.members["bodo"].pk)], "due": "2027-01-05T09:30:00+01:00"}
    actions.create(firm.olga, "work", {"title": "Für Bodo", **mine})
    assert "data-is-open" not in entry(page(firm, "bodo"), "Für Bodo")


def test_a_meeting_is_moved_by_its_own_form_as_long_as_it_is_planned(firm: Firm) -> None:
    nord = account(firm)
    cancel(firm.olga, planned(firm, nord, "Abgesagt"))
    planned(firm, nord, "Geplant")
    shown = page(firm)
    assert 'data-action="meeting.move"' in entry(shown, "Geplant")
    assert "data-item=" not in entry(shown.replace("<s>Abgesagt</s>", ">Abgesagt<"), "Abgesagt")


def test_a_narrow_screen_has_the_days_of_the_week_as_a_strip(firm: Firm) -> None:
    shown = page(firm)
    strip = shown.partition('class="calendar-strip"')[2].partition("</nav>")[0]
    assert strip.count("calendar-strip-day") == 7
    assert strip.count('aria-current="true"') == 1
    assert shown.count("calendar-day is-on") == 1
