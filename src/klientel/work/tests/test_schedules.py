"""Work as a schedule: bars within the days shown, parts below, what waits, and moving in time."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.events.models import Event
from klientel.kit import clock
from klientel.records import actions
from klientel.records.actions.create import Draft, create_many
from klientel.records.actions.share import share
from klientel.work.actions import item as verbs
from klientel.work.actions.dependency import wait_for
from klientel.work.models import WorkItem
from klientel.work.tests.items import add, read
from tests.cast import Firm

NOW = datetime(2026, 11, 26, 11, 0, tzinfo=UTC)
WORK = "/werft/work?layout=schedule"
HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"}
ROW = re.compile(
    r'<li class="schedule-row ([^"]*)"(.*?)(?=<li class="schedule-|</ol>|$)', re.DOTALL
)
TITLE = re.compile(
    r'class="schedule-title">([^<]*)</span><span class="schedule-told">'
    r'<span class="visually-hidden">, </span>([^<]*)<'
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now() -> Any:
    with clock.fixed(NOW):
        yield


def rows(firm: Firm, path: str = WORK, who: str = "olga", **more: str) -> list[tuple[str, str]]:
    """Each row: its title, and what it says."""
    answer = firm.client(who).get(path, **more)
    assert answer.status_code == 200
    return [TITLE.search(text).groups() for _classes, text in ROW.findall(answer.content.decode())]  # type: ignore[union-attr,misc]


def titles(firm: Firm, path: str = WORK, who: str = "olga") -> list[str]:
    return [title for title, _told in rows(firm, path, who)]


def classes(firm: Firm, path: str = WORK) -> dict[str, str]:
    text = firm.client().get(path).content.decode()
    return {TITLE.search(rest).group(1): found for found, rest in ROW.findall(text)}  # type: ignore[union-attr]


def move(firm: Firm, item: WorkItem, shift: str, who: str = "olga", **seen: str) -> Any:
    path = f"/werft/work/{item.pk}/change"
    return firm.client(who).post(path, {"shift": shift, **seen}, **HTMX)


def test_it_shows_what_lasts_on_its_days_and_nothing_else(firm: Firm) -> None:
    add(firm, "Over", starts_on="2026-10-01", due="2026-11-08")
    add(firm, "Runs in", starts_on="2026-10-01", due="2026-11-09")
    add(firm, "Runs through", starts_on="2026-01-01", due="2027-12-31")
    add(firm, "One day", due="2027-02-28")
    add(firm, "Only begins", starts_on="2026-11-30")
    add(firm, "Later", starts_on="2027-03-01", due="2027-03-05")
    add(firm, "Some day")
    assert set(titles(firm)) == {"Runs in", "Runs through", "One day", "Only begins"}
    assert titles(firm, f"{WORK}&day=2027-03-20") == ["Later", "Runs through"]


def test_what_has_no_dates_is_told_and_leads_to_the_list_of_it(firm: Firm) -> None:
    add(firm, "Some day")
    add(firm, "Other day")
    text = firm.client().get(WORK).content.decode()
    found = re.search(r'schedule-note small"><a class="link" href="([^"]+)">([^<]+)', text)
    assert found is not None
    href, told = found.groups()
    assert told == "2 have no dates"
    listed = firm.client().get("/werft/work" + href.replace("&amp;", "&")).content.decode()
    assert "Some day" in listed
    assert "Other day" in listed


def test_a_bar_says_in_words_when_it_lasts_and_how_it_stands(firm: Firm) -> None:
    late = add(firm, "Late", starts_on="2026-11-20", due="2026-11-24")
    add(firm, "Today", due="2026-11-26 14:00")
    done = add(firm, "Done", starts_on="2026-11-23", due="2026-11-27")
    verbs.complete(firm.olga, done)
    assert dict(rows(firm)) == {
        "Late": "20 Nov 2026 – 24 Nov 2026, 5 days, overdue",
        "Today": "on 26 Nov 2026",
        "Done": "23 Nov 2026 – 27 Nov 2026, 5 days, done",
    }
    assert classes(firm)["Late"] == "level-0 is-late"
    assert "5 days, overdue, Normal" in dict(rows(firm, f"{WORK}&colour=priority"))["Late"]
    assert read(firm, late).due_is_day


def test_parts_stand_below_what_they_belong_to_wherever_the_order_has_them(firm: Firm) -> None:
    late = add(firm, "Whole", starts_on="2026-12-01", due="2026-12-20")
    part = add(firm, "Part", starts_on="2026-12-02", due="2026-12-04", parent=late.pk)
    add(firm, "Part of part", starts_on="2026-12-03", due="2026-12-03", parent=part.pk)
    add(firm, "First", due="2026-11-27")
    assert titles(firm) == ["First", "Whole", "Part", "Part of part"]
    found = classes(firm)
    assert [found[name].split()[0] for name in ("First", "Whole", "Part", "Part of part")] == [
        "level-0", "level-0", "level-1", "level-2",
    ]  # fmt: skip
    assert titles(firm, f"{WORK}&parts=flat") == ["First", "Part of part", "Part", "Whole"]
    closed = firm.client().get(f"{WORK}&parts=closed").content.decode()
    assert re.findall(r'data-level="(\d)"[^>]* hidden>', closed) == ["1", "2"]
    assert closed.count('aria-expanded="false" aria-label="Parts of ') == 2


def test_a_part_whose_whole_is_not_shown_stands_by_itself(firm: Firm) -> None:
    whole = add(firm, "Whole", due="2027-08-01")
    add(firm, "Part", due="2026-12-01", parent=whole.pk)
    assert titles(firm) == ["Part"]
    assert classes(firm)["Part"] == "level-0"


def test_parts_are_there_whatever_the_list_asks_of_what_they_belong_to(firm: Firm) -> None:
    order = add(firm, "Order", kind="order", due="2026-12-20")
    part = add(firm, "Part", due="2026-12-02", parent=order.pk)
    deep = add(firm, "Deep", due="2026-12-01", parent=part.pk, kind="order")
    add(firm, "Other", due="2026-12-03")
    assert titles(firm, f"{WORK}&kind=order") == ["Order", "Part", "Deep"]
    text = firm.client().get(f"{WORK}&kind=order&redraw=1&ids={part.pk}.1.1", **HTMX)
    assert 'class="schedule-row level-1"' in text.content.decode()
    assert read(firm, deep).parent_id == part.pk


def test_deep_parts_are_all_there(firm: Firm) -> None:
    above = None
    for number in range(9):
        parent = {"parent": above.pk} if above else {}
        above = add(firm, f"Level {number}", due="2026-12-01", **parent)
    assert titles(firm) == [f"Level {number}" for number in range(9)]
    assert classes(firm)["Level 8"].split()[0] == "level-6"


def test_rows_have_groups_and_these_are_divided_as_in_a_table(firm: Firm) -> None:
    add(firm, "Task", due="2026-12-01", priority="1")
    add(firm, "Order", due="2026-12-01", kind="order")
    text = firm.client().get(f"{WORK}&group=kind&split=priority").content.decode()
    heads = re.findall(r'class="schedule-heading">([^<]*?) ?<', text)
    assert heads == ["Order", "Normal", "Task", "Urgent"]


def test_further_rows_come_page_by_page_and_each_once(firm: Firm) -> None:
    drafts = [Draft({"title": f"Item {n:03}", "due": "2026-12-01"}) for n in range(120)]
    create_many(firm.olga, "work", drafts)
    found: list[str] = []
    path = WORK
    for _page in range(3):
        text = firm.client().get(path, **(HTMX if found else {})).content.decode()
        found += [TITLE.search(rest).group(1) for _c, rest in ROW.findall(text)]  # type: ignore[union-attr]
        more = re.search(r'id="next-page" hx-get="([^"]+)"', text)
        path = more.group(1).replace("&amp;", "&") if more else ""
    assert path == ""
    assert sorted(found) == [f"Item {n:03}" for n in range(120)]


def test_what_does_not_end_comes_last_and_is_paged_as_well(firm: Firm) -> None:
    drafts = [Draft({"title": f"Begun {n:02}", "starts_on": "2026-12-01"}) for n in range(60)]
    drafts.append(Draft({"title": "Ends", "due": "2026-12-24"}))
    create_many(firm.olga, "work", drafts)
    found: list[str] = []
    path = WORK
    while path:
        text = firm.client().get(path, **(HTMX if found else {})).content.decode()
        found += [TITLE.search(rest).group(1) for _c, rest in ROW.findall(text)]  # type: ignore[union-attr]
        more = re.search(r'id="next-page" hx-get="([^"]+)"', text)
        path = more.group(1).replace("&amp;", "&") if more else ""
    assert found[0] == "Ends"
    assert sorted(found[1:]) == [f"Begun {n:02}" for n in range(60)]
    assert titles(firm, f"{WORK}&after=nonsense")[0] == "Ends"


def test_it_says_what_waits_for_what_also_for_what_is_not_shown(firm: Firm) -> None:
    first = add(firm, "First", starts_on="2026-11-23", due="2026-11-27")
    second = add(firm, "Second", starts_on="2026-11-30", due="2026-12-04")
    away = add(firm, "Some day")
    wait_for(firm.olga, second, other=str(first.pk))
    wait_for(firm.olga, first, other=str(away.pk))
    told = dict(rows(firm))
    assert told["Second"].endswith("waits for “First”")
    assert told["First"].endswith("waits for “Some day”")
    text = firm.client().get(WORK).content.decode()
    assert f'data-waits="{first.pk}"' in text


def test_what_one_may_not_see_is_not_named_by_what_waits_for_it(firm: Firm) -> None:
    hidden, seen = add(firm, "Hidden", due="2026-12-01"), add(firm, "Seen", due="2026-12-02")
    wait_for(firm.olga, seen, other=str(hidden.pk))
    share(firm.olga, "work", hidden.pk, privacy="named")
    assert rows(firm, who="wim") == [("Seen", "on 2 Dec 2026")]


def test_moving_it_moves_both_days_as_one_change_that_is_undone(firm: Firm) -> None:
    item = add(firm, "Sail", starts_on="2026-11-23", due="2026-11-27 14:00")
    answer = move(firm, item, "both.7")
    assert answer.status_code == 200
    now = read(firm, item)
    assert now.starts_on.isoformat() == "2026-11-30"
    assert now.due_at == datetime(2026, 12, 4, 13, 0, tzinfo=UTC)
    told = answer.content.decode()
    assert "Sail: Begins on is now “30 Nov 2026”, Due is now “4 Dec 2026, 14:00”" in told
    event = Event.objects.in_workspace(firm.workspace.pk).filter(verb="work.changed").latest("id")
    assert set(event.facts["changes"]) == {"starts_on", "due"}
    actions.undo(firm.olga, event.pk)
    back = read(firm, item)
    assert (back.starts_on, back.due_at) == (item.starts_on, item.due_at)


def test_an_end_can_be_moved_alone_but_not_before_the_beginning(firm: Firm) -> None:
    item = add(firm, "Sail", starts_on="2026-11-23", due="2026-11-27")
    assert move(firm, item, "end.-4").status_code == 200
    assert move(firm, item, "start.-2").status_code == 200
    now = read(firm, item)
    assert now.starts_on.isoformat() == "2026-11-21"
    assert clock.local(now.due_at, "Europe/Berlin").date().isoformat() == "2026-11-23"
    refused = move(firm, item, "end.-3")
    assert refused.status_code == 422
    assert "It would end before it begins." in refused.content.decode()


def test_an_item_with_one_date_gets_the_other_by_moving_an_end(firm: Firm) -> None:
    item = add(firm, "Sail", due="2026-11-27")
    assert move(firm, item, "start.-2").status_code == 200
    assert read(firm, item).starts_on.isoformat() == "2026-11-25"
    other = add(firm, "Mast", starts_on="2026-11-27")
    assert move(firm, other, "end.3").status_code == 200
    assert read(firm, other).due_is_day
    assert dict(rows(firm))["Mast"].startswith("27 Nov 2026 – 30 Nov 2026, 4 days")


def test_a_moment_keeps_its_time_over_the_change_of_the_clock(firm: Firm) -> None:
    item = add(firm, "Sail", due="2026-10-24 14:00")
    assert move(firm, item, "both.2").status_code == 200
    assert read(firm, item).due_at == datetime(2026, 10, 26, 13, 0, tzinfo=UTC)


@pytest.mark.parametrize("shift", ["", "both", "both.0", "both.x", "middle.1", "both.99999", "-1"])
def test_what_is_no_move_changes_nothing(firm: Firm, shift: str) -> None:
    item = add(firm, "Sail", due="2026-11-27")
    assert move(firm, item, shift).status_code == 404
    assert read(firm, item).due_at == item.due_at


def test_what_has_no_dates_is_not_moved_and_the_reason_is_said(firm: Firm) -> None:
    answer = move(firm, add(firm, "Sail"), "both.1")
    assert answer.status_code == 422
    assert "no dates that could be moved" in answer.content.decode()


def test_of_two_people_who_move_it_the_second_is_told_of_the_first(firm: Firm) -> None:
    item = add(firm, "Sail", starts_on="2026-11-23", due="2026-11-27")
    assert move(firm, item, "both.1", who="lena").status_code == 200
    answer = move(firm, item, "both.1", **{"seen-starts_on": '"2026-11-23"'})
    assert answer.status_code == 409
    assert "Lena set “24 Nov 2026”." in answer.content.decode()


def test_who_may_not_edit_moves_nothing_and_is_offered_no_move(firm: Firm) -> None:
    item = add(firm, "Sail", due="2026-11-27")
    assert move(firm, item, "both.1", who="bodo").status_code == 403
    assert "data-is-open" not in firm.client("bodo").get(WORK).content.decode()
    menu = firm.client("bodo").get(f"/werft/work/{item.pk}/menu?by=*", **HTMX).content.decode()
    assert "A day later" not in menu


def test_a_move_that_breaks_an_order_is_made_and_says_so(firm: Firm) -> None:
    first = add(firm, "First", starts_on="2026-11-23", due="2026-11-27")
    second = add(firm, "Second", starts_on="2026-11-30", due="2026-12-04")
    wait_for(firm.olga, second, other=str(first.pk))
    assert "waits for" not in move(firm, first, "both.7").content.decode()
    told = move(firm, first, "both.1").content.decode()
    assert "“Second” now ends before “First”, which it waits for." in told
    verbs.complete(firm.olga, first)
    assert "waits for" not in move(firm, second, "both.-1").content.decode()


def test_the_menu_offers_the_moves_and_a_form_makes_them_without_a_script(firm: Firm) -> None:
    item = add(firm, "Sail", starts_on="2026-11-23", due="2026-11-27")
    menu = firm.client().get(f"/werft/work/{item.pk}/menu?by=*", **HTMX).content.decode()
    assert re.findall(r'name="shift" value="([^"]+)"', menu) == [
        "both.-7", "both.-1", "both.1", "both.7", "end.-1", "end.1", "end.7",
    ]  # fmt: skip
    assert "A week later · Mon 30 November 2026" in menu
    answer = firm.client().post(f"/werft/work/{item.pk}/change", {"shift": "both.7"})
    assert answer.status_code in (302, 303)
    assert read(firm, item).starts_on.isoformat() == "2026-11-30"


def test_a_row_is_drawn_anew_in_its_place_and_taken_away_where_it_is_no_more(firm: Firm) -> None:
    whole = add(firm, "Whole", due="2026-12-01")
    part = add(firm, "Part", due="2026-12-01", parent=whole.pk)
    done = add(firm, "Done", due="2026-12-01")
    path = f"{WORK}&category=open,active&redraw=1&ids={part.pk}.1.0,{done.pk}.0.0,{whole.pk}.0.1"
    verbs.complete(firm.olga, done)
    text = firm.client().get(path, **HTMX).content.decode()
    assert f'<li id="bar-{done.pk}" hx-swap-oob="delete"></li>' in text
    assert text.count('hx-swap-oob="outerMorph"') == 2
    assert 'class="schedule-row level-1"' in text
    assert text.count("data-fold") == 1
    hostile = firm.client().get(f"{WORK}&redraw=1&ids=x,.,{part.pk}.x.y,'%22", **HTMX)
    assert hostile.status_code == 200


@pytest.mark.parametrize("asked", ["", "&group=kind", "&colour=status", "&scale=quarters"])
def test_it_costs_the_same_however_many_there_are(firm: Firm, asked: str) -> None:
    def fill(count: int) -> None:
        for _number in range(count):
            whole = add(firm, "Whole", starts_on="2026-11-23", due="2026-12-01")
            part = add(firm, "Part", starts_on="2026-11-23", due="2026-12-01", parent=whole.pk)
            wait_for(firm.olga, whole, other=str(part.pk))

    def queries() -> int:
        browser = firm.client()
        browser.get(WORK + asked)
        with CaptureQueriesContext(connection) as found:
            assert browser.get(WORK + asked).status_code == 200
        return len(found)

    fill(2)
    few = queries()
    fill(12)
    # the list's own six, a level of parts and one below it, what waits and is waited for, and what
    # has no dates
    assert queries() == few <= 12


def test_agreements_and_meetings_have_a_schedule_and_open_ends_are_said(firm: Firm) -> None:
    account = actions.create(firm.olga, "account", {"name": "Ott"})
    terms = {"subject": "Care", "account": str(account.pk), "starts_on": "2024-01-01"}
    actions.create(firm.olga, "agreement", terms)
    assert rows(firm, "/werft/agreements?layout=schedule") == [("Care", "since 1 Jan 2024")]
    talk = {"name": "Kick-off", "account": str(account.pk), "starts_at": "2026-12-01 10:00"}
    actions.create(firm.olga, "meeting", {**talk, "minutes": 60})
    assert rows(firm, "/werft/meetings?layout=schedule") == [("Kick-off", "on 1 Dec 2026")]
    assert "layout=schedule" not in firm.client().get("/werft/contacts").content.decode()


def test_a_schedule_is_kept_in_a_saved_view_with_its_own_settings(firm: Firm) -> None:
    text = firm.client().get(f"{WORK}&scale=months&parts=closed&day=2027-01-01&sum=x")
    assert "scale=months" in text.content.decode()
    wrong = firm.client().get(f"{WORK}&scale=years&parts=no&day=2026-99-99").content.decode()
    assert "“scale=years” cannot be applied to this list." in wrong
