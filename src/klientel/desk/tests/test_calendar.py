"""The calendar of a member: what one has, on the days of the reader's zone, in few reads."""

from __future__ import annotations

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
    assert shown.count("Gehalten") == 1


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
