"""Time that is noted and changed later: how long, on which day, what for, billed or not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from klientel.events.models import Event
from klientel.kit import clock
from klientel.kit.refused import Forbidden, NotFound, Refused
from klientel.records import actions
from klientel.work.actions import time as times
from klientel.work.models import TimeEntry, WorkItem
from klientel.work.tests.items import add, read
from tests.cast import Firm

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"}


def noted(firm: Firm, item: WorkItem, who: str = "wim") -> TimeEntry:
    with clock.fixed(NOON):
        return times.log_time(firm.actor(who), item, hours=Decimal("1.5"), note="Proof")


def now(firm: Firm, entry: TimeEntry) -> TimeEntry:
    return TimeEntry.objects.in_workspace(firm.workspace.pk).get(pk=entry.pk)


def address(item: WorkItem, entry: TimeEntry | None = None) -> str:
    return f"/werft/work/{item.pk}/time" + (f"/{entry.pk}" if entry else "")


def test_a_timer_is_begun_as_not_billed_and_stays_so(firm: Firm) -> None:
    item = add(firm)
    with clock.fixed(NOON):
        entry = times.start_timer(firm.olga, item, is_billable=False)
    with clock.fixed(NOON + timedelta(minutes=5)):
        times.stop_timer(firm.olga, item)
    assert (now(firm, entry).minutes, now(firm, entry).is_billable) == (5, False)


def test_what_is_said_when_it_is_stopped_counts_and_is_taken_back_whole(firm: Firm) -> None:
    item = add(firm)
    entry = times.start_timer(firm.olga, item)
    times.stop_timer(firm.olga, item, billing="not_billed")
    assert not now(firm, entry).is_billable
    event = Event.objects.in_workspace(firm.workspace.pk).get(verb="work.time_logged")
    actions.undo(firm.olga, event.pk)
    assert (now(firm, entry).minutes, now(firm, entry).is_billable) == (None, True)


def test_the_panel_sends_whether_it_is_billed(firm: Firm) -> None:
    item, browser = add(firm), firm.client()
    browser.post(address(item), {"do": "start", "asks_billable": "1"})
    entry = times.running(firm.olga)
    assert not entry.is_billable
    page = browser.get(f"/werft/work/{item.pk}", follow=True).content.decode()
    assert 'name="is_billable" value="on">' in page
    browser.post(address(item), {"do": "stop", "asks_billable": "1", "is_billable": "on"})
    assert now(firm, entry).is_billable
    browser.post(address(item), {"do": "start"})
    assert times.running(firm.olga).is_billable


def test_an_entry_is_changed_counted_anew_and_taken_back(firm: Firm) -> None:
    item = add(firm)
    entry = noted(firm, item)
    given = {"hours": "2", "day": "2026-11-20", "note": "Sail", "is_billable": False}
    with clock.fixed(NOON):
        times.change_time(firm.actor("wim"), item, entry=str(entry.pk), **given)
    changed = now(firm, entry)
    assert (changed.minutes, changed.note, changed.is_billable) == (120, "Sail", False)
    assert changed.started_at == datetime(2026, 11, 20, 11, tzinfo=UTC)
    assert read(firm, item).tracked_minutes == 120
    event = Event.objects.in_workspace(firm.workspace.pk).get(verb="work.time_changed")
    undone = actions.undo(firm.actor("wim"), event.pk)
    assert now(firm, entry).minutes == 90
    assert read(firm, item).tracked_minutes == 90
    actions.undo(firm.actor("wim"), undone.batch)
    assert now(firm, entry).minutes == 120


def test_the_same_again_writes_nothing(firm: Firm) -> None:
    item = add(firm)
    entry = noted(firm, item)
    given = {"hours": "1.5", "day": "2026-11-23", "note": "Proof", "is_billable": True}
    times.change_time(firm.actor("wim"), item, entry=str(entry.pk), **given)
    assert now(firm, entry).started_at == NOON
    told = Event.objects.in_workspace(firm.workspace.pk).filter(verb="work.time_changed")
    assert not told.exists()


def test_of_a_timer_that_runs_only_what_is_said_is_changed(firm: Firm) -> None:
    item = add(firm)
    entry = times.start_timer(firm.olga, item)
    times.change_time(firm.olga, item, entry=str(entry.pk), note="Rig", is_billable=False)
    assert (now(firm, entry).note, now(firm, entry).minutes) == ("Rig", None)
    with pytest.raises(Refused, match="still runs"):
        times.change_time(firm.olga, item, entry=str(entry.pk), hours=Decimal(1))
    text = firm.client().get(address(item, entry), **HTMX).content.decode()
    assert 'name="note"' in text
    assert 'name="hours"' not in text


def test_only_managers_change_the_time_of_others(firm: Firm) -> None:
    item = add(firm)
    entry = noted(firm, item)
    given = {"entry": str(entry.pk), "hours": Decimal(1)}
    with pytest.raises(Forbidden):
        times.change_time(firm.actor("bea"), item, **given)
    assert firm.client("bea").get(address(item, entry)).status_code == 403
    times.change_time(firm.actor("lena"), item, **given)
    assert now(firm, entry).minutes == 60
    assert now(firm, entry).member_id == firm.members["wim"].pk


def test_an_entry_of_another_item_or_firm_is_not_found(firm: Firm, other_firm: Firm) -> None:
    item, other = add(firm), add(firm, "Other")
    entry = noted(firm, item, "olga")
    with pytest.raises(NotFound):
        times.change_time(firm.olga, other, entry=str(entry.pk), hours=Decimal(1))
    assert firm.client().get(address(other, entry)).status_code == 404
    assert firm.client().get(f"{address(item)}/{uuid4()}").status_code == 404
    theirs = other_firm.client("fremd").get(f"/fremde/work/{item.pk}/time/{entry.pk}")
    assert theirs.status_code == 404


def test_the_page_changes_it_and_says_what_is_wrong(firm: Firm) -> None:
    with clock.fixed(NOON):
        item, browser = add(firm), firm.client()
    with clock.fixed(NOON + timedelta(minutes=1)):
        entry = noted(firm, item, "olga")
        text = browser.get(address(item, entry)).content.decode()
        assert 'value="1.5' in text
        assert "Proof" in text
        for given, wrong in (
            ({"hours": "much"}, "hours"),
            ({"day": "2027-01-01"}, "still to come"),
        ):
            answer = browser.post(address(item, entry), {**given, "note": "x"}, **HTMX)
            assert answer.status_code == 422
            assert wrong in answer.content.decode()
        answer = browser.post(address(item, entry), {"hours": "0.75", "is_billable": ""})
    assert answer.status_code == 303
    assert now(firm, entry).minutes == 45
    page = browser.get(answer["Location"]).content.decode()
    assert "changed the time logged" in page
